#pragma once

#include <base/utf8.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace luthier::templates {

/// A string of a template with what is known of its bytes: which came from the conversation (and so may hold
/// no control token) and which an assistant's turn is to be trained on. Ranges are in order and do not touch.
struct TemplateText {
    std::string bytes;
    std::vector<ByteRange> content;
    std::vector<ByteRange> generation;
};

TemplateText plainText(std::string_view bytes);
TemplateText contentText(std::string_view bytes);
/// Appends bytes [begin, end) of `from`, with what is known of them.
void appendText(TemplateText& to, const TemplateText& from, std::size_t begin, std::size_t end);
void appendText(TemplateText& to, const TemplateText& from);
TemplateText subText(const TemplateText& text, std::size_t begin, std::size_t end);
/// Adds a range at the end of a list, joining it with the one before when they touch.
void addRange(std::vector<ByteRange>& ranges, ByteRange range);

class Value;
struct Macro;
struct LoopState;

struct ListData {
    std::vector<Value> items;
    bool tuple = false;
    bool group = false; // of groupby: its two items have names
    int depth = 1;      // how deep lists and dictionaries lie in each other
};

struct DictionaryData {
    std::vector<std::pair<Value, Value>> entries;
    int depth = 1;
};

struct NamespaceData {
    std::vector<std::pair<std::string, Value>> variables;
};

struct UndefinedData {
    std::string name;
};

/// A function of the environment ("range") or a method bound to its object ("strip").
struct FunctionData;

using TextPointer = std::shared_ptr<const TemplateText>;
using ListPointer = std::shared_ptr<const ListData>;
using DictionaryPointer = std::shared_ptr<const DictionaryData>;

struct NoneData {
    bool operator==(const NoneData&) const = default;
};

/// A value of a template. Copies share what they hold; only namespaces can change.
class Value {
public:
    using Data = std::variant<std::shared_ptr<const UndefinedData>, NoneData, bool, std::int64_t, double,
                              TextPointer, ListPointer, DictionaryPointer, std::shared_ptr<NamespaceData>,
                              std::shared_ptr<const Macro>, std::shared_ptr<LoopState>,
                              std::shared_ptr<const FunctionData>>;
    Value()
        : m_data(NoneData{}) {}
    template <class T>
    explicit Value(T data)
        : m_data(std::move(data)) {}

    template <class T>
    const T* as() const {
        return std::get_if<T>(&m_data);
    }
    const TemplateText* text() const;
    const std::vector<Value>* items() const; // of a list or tuple
    const DictionaryData* dictionary() const;
    bool isUndefined() const { return as<std::shared_ptr<const UndefinedData>>() != nullptr; }
    bool isNone() const { return as<NoneData>() != nullptr; }
    bool isNumber() const {
        return as<bool>() != nullptr || as<std::int64_t>() != nullptr || as<double>() != nullptr;
    }
    /// Booleans count as 0 and 1, as in Python.
    bool isInteger() const { return as<bool>() != nullptr || as<std::int64_t>() != nullptr; }
    std::int64_t integer() const;
    double number() const;
    const Data& data() const { return m_data; }

private:
    Data m_data;
};

struct FunctionData {
    std::string name;
    Value self; // the object of a method; none for a function
    bool method = false;
    std::shared_ptr<std::int64_t> state; // of cycler and joiner
    std::vector<Value> captured;
};

Value undefinedValue(std::string_view name);
Value textValue(std::string_view bytes);
Value textValue(TemplateText text);

/// Python's truth.
bool isTrue(const Value& value);
/// Python's ==.
bool areEqual(const Value& left, const Value& right);
/// The name of the type as Python prints it ("str", "list").
std::string_view typeName(const Value& value);
/// The value for a key, or null.
const Value* lookUp(const DictionaryData& dictionary, const Value& key);
const Value* lookUp(const DictionaryData& dictionary, std::string_view key);

/// Python's str(): what `{{ value }}` prints.
TemplateText printed(const Value& value);
/// Python's repr() of a floating-point number.
std::string printedNumber(double number);

struct JsonStyle {
    int indent = -1;
    bool ascii = false;
    bool sorted = false;
    std::string itemSeparator = ", ";
    std::string keySeparator = ": ";
};

/// json.dumps; false when something in it is no JSON (undefined, a namespace).
bool writeJson(const Value& value, const JsonStyle& style, TemplateText& out);

} // namespace luthier::templates

#include "value.h"

#include <algorithm>
#include <cmath>

namespace luthier::templates {

TemplateText plainText(std::string_view bytes) {
    return {std::string(bytes), {}, {}};
}

TemplateText contentText(std::string_view bytes) {
    TemplateText text{std::string(bytes), {}, {}};
    addRange(text.content, {0, static_cast<std::uint32_t>(bytes.size())});
    return text;
}

void addRange(std::vector<ByteRange>& ranges, ByteRange range) {
    if (range.begin >= range.end)
        return;
    if (!ranges.empty() && ranges.back().end >= range.begin)
        ranges.back().end = std::max(ranges.back().end, range.end);
    else
        ranges.push_back(range);
}

namespace {

void appendRanges(std::vector<ByteRange>& to, const std::vector<ByteRange>& from, std::size_t begin,
                  std::size_t end, std::size_t at) {
    auto next = std::lower_bound(from.begin(), from.end(), begin,
                                 [](const ByteRange& r, std::size_t b) { return r.end <= b; });
    for (; next != from.end() && next->begin < end; ++next)
        addRange(to, {static_cast<std::uint32_t>(std::max<std::size_t>(next->begin, begin) - begin + at),
                      static_cast<std::uint32_t>(std::min<std::size_t>(next->end, end) - begin + at)});
}

} // namespace

void appendText(TemplateText& to, const TemplateText& from, std::size_t begin, std::size_t end) {
    const std::size_t at = to.bytes.size();
    to.bytes.append(from.bytes, begin, end - begin);
    appendRanges(to.content, from.content, begin, end, at);
    // Two assistant turns that touch stay two, so generation ranges are not joined.
    for (const ByteRange& range : from.generation) {
        const std::size_t low = std::max<std::size_t>(range.begin, begin);
        const std::size_t high = std::min<std::size_t>(range.end, end);
        if (low < high)
            to.generation.push_back({static_cast<std::uint32_t>(low - begin + at),
                                     static_cast<std::uint32_t>(high - begin + at)});
    }
}

void appendText(TemplateText& to, const TemplateText& from) {
    appendText(to, from, 0, from.bytes.size());
}

TemplateText subText(const TemplateText& text, std::size_t begin, std::size_t end) {
    TemplateText out;
    appendText(out, text, begin, end);
    return out;
}

const TemplateText* Value::text() const {
    const auto* pointer = as<TextPointer>();
    return pointer == nullptr ? nullptr : pointer->get();
}

const std::vector<Value>* Value::items() const {
    const auto* pointer = as<ListPointer>();
    return pointer == nullptr ? nullptr : &(*pointer)->items;
}

const DictionaryData* Value::dictionary() const {
    const auto* pointer = as<DictionaryPointer>();
    return pointer == nullptr ? nullptr : pointer->get();
}

std::int64_t Value::integer() const {
    if (const bool* flag = as<bool>())
        return *flag ? 1 : 0;
    if (const std::int64_t* number = as<std::int64_t>())
        return *number;
    return 0;
}

double Value::number() const {
    const double* number = as<double>();
    return number != nullptr ? *number : static_cast<double>(integer());
}

Value undefinedValue(std::string_view name) {
    return Value(std::shared_ptr<const UndefinedData>(
        std::make_shared<UndefinedData>(UndefinedData{std::string(name)})));
}

Value textValue(std::string_view bytes) {
    return textValue(plainText(bytes));
}

Value textValue(TemplateText text) {
    return Value(TextPointer(std::make_shared<TemplateText>(std::move(text))));
}

bool isTrue(const Value& value) {
    if (value.isUndefined() || value.isNone())
        return false;
    if (const TemplateText* text = value.text())
        return !text->bytes.empty();
    if (const std::vector<Value>* items = value.items())
        return !items->empty();
    if (const DictionaryData* dictionary = value.dictionary())
        return !dictionary->entries.empty();
    if (value.isNumber())
        return value.number() != 0.0;
    return true;
}

bool areEqual(const Value& left, const Value& right) {
    if (left.isInteger() && right.isInteger())
        return left.integer() == right.integer();
    if (left.isNumber() && right.isNumber())
        return left.number() == right.number();
    if (left.data().index() != right.data().index())
        return false;
    if (left.isUndefined() || left.isNone())
        return true;
    if (const TemplateText* text = left.text())
        return text->bytes == right.text()->bytes;
    if (const auto* list = left.as<ListPointer>()) {
        const ListData& other = **right.as<ListPointer>();
        return (*list)->tuple == other.tuple && (*list)->items.size() == other.items.size() &&
               std::equal((*list)->items.begin(), (*list)->items.end(), other.items.begin(), &areEqual);
    }
    if (const DictionaryData* dictionary = left.dictionary()) {
        const DictionaryData& other = *right.dictionary();
        return dictionary->entries.size() == other.entries.size() &&
               std::all_of(dictionary->entries.begin(), dictionary->entries.end(), [&](const auto& entry) {
                   const Value* same = lookUp(other, entry.first);
                   return same != nullptr && areEqual(entry.second, *same);
               });
    }
    return left.data() == right.data(); // the very same object
}

std::string_view typeName(const Value& value) {
    struct Names {
        std::string_view operator()(const std::shared_ptr<const UndefinedData>&) const { return "Undefined"; }
        std::string_view operator()(const NoneData&) const { return "NoneType"; }
        std::string_view operator()(bool) const { return "bool"; }
        std::string_view operator()(std::int64_t) const { return "int"; }
        std::string_view operator()(double) const { return "float"; }
        std::string_view operator()(const TextPointer&) const { return "str"; }
        std::string_view operator()(const ListPointer& list) const { return list->tuple ? "tuple" : "list"; }
        std::string_view operator()(const DictionaryPointer&) const { return "dict"; }
        std::string_view operator()(const std::shared_ptr<NamespaceData>&) const { return "Namespace"; }
        std::string_view operator()(const std::shared_ptr<const Macro>&) const { return "Macro"; }
        std::string_view operator()(const std::shared_ptr<LoopState>&) const { return "LoopContext"; }
        std::string_view operator()(const std::shared_ptr<const FunctionData>&) const { return "function"; }
    };
    return std::visit(Names{}, value.data());
}

const Value* lookUp(const DictionaryData& dictionary, const Value& key) {
    for (const auto& [name, value] : dictionary.entries)
        if (areEqual(name, key))
            return &value;
    return nullptr;
}

const Value* lookUp(const DictionaryData& dictionary, std::string_view key) {
    for (const auto& [name, value] : dictionary.entries)
        if (const TemplateText* text = name.text(); text != nullptr && text->bytes == key)
            return &value;
    return nullptr;
}

} // namespace luthier::templates

#include "evaluator.h"
#include "strings.h"

#include <algorithm>
#include <array>

namespace luthier::templates {
namespace {

constexpr std::array<std::string_view, 36> kTextMethods{
    "upper",      "lower",      "strip",      "lstrip",       "rstrip",       "split",
    "rsplit",     "splitlines", "startswith", "endswith",     "replace",      "title",
    "capitalize", "find",       "rfind",      "index",        "count",        "join",
    "format",     "isdigit",    "isalpha",    "isalnum",      "isspace",      "isupper",
    "islower",    "isnumeric",  "isdecimal",  "removeprefix", "removesuffix", "zfill",
    "ljust",      "rjust",      "center",     "partition",    "rpartition",   "swapcase"};
constexpr std::array<std::string_view, 11> kDictionaryMethods{
    "items", "keys", "values", "get", "copy", "pop", "update", "clear", "setdefault", "popitem", "fromkeys"};
constexpr std::array<std::string_view, 11> kListMethods{
    "index", "count", "copy", "append", "extend", "insert", "remove", "reverse", "sort", "pop", "clear"};
constexpr std::array<std::string_view, 2> kTupleMethods{"index", "count"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Result<Value> dictionaryMethod(Evaluator& evaluator, const FunctionData& method,
                               const CallArguments& arguments) {
    const DictionaryData& dictionary = *method.self.dictionary();
    if (method.name == "get") {
        TRY(const auto bound, evaluator.bind("get", arguments, {"key", "default"}));
        if (bound[0] == nullptr)
            return evaluator.badCall("get");
        TRY_VOID(evaluator.charge(dictionary.entries.size()));
        const Value* value = lookUp(dictionary, *bound[0]);
        return value != nullptr ? *value : bound[1] != nullptr ? *bound[1] : Value();
    }
    TRY_VOID(evaluator.bind(method.name, arguments, {}));
    if (method.name == "copy")
        return method.self;
    std::vector<Value> out;
    for (const auto& [key, value] : dictionary.entries) {
        if (method.name == "items") {
            TRY(Value pair, evaluator.makeList({key, value}, true));
            out.push_back(std::move(pair));
        } else if (method.name == "keys" || method.name == "values") {
            out.push_back(method.name == "keys" ? key : value);
        } else {
            return evaluator.error("template.unsafe").with("name", method.name);
        }
    }
    if (method.name != "items" && method.name != "keys" && method.name != "values")
        return evaluator.error("template.unsafe").with("name", method.name);
    return evaluator.makeList(std::move(out));
}

Result<Value> listMethod(Evaluator& evaluator, const FunctionData& method, const CallArguments& arguments) {
    const std::vector<Value>& items = *method.self.items();
    if (method.name == "copy")
        return method.self;
    if (method.name != "index" && method.name != "count") // they would change the list
        return evaluator.error("template.unsafe").with("name", method.name);
    TRY(const auto bound, evaluator.bind(method.name, arguments, {"value"}));
    if (bound[0] == nullptr)
        return evaluator.badCall(method.name);
    TRY_VOID(evaluator.charge(items.size() * sizeof(Value)));
    const auto same = [&](const Value& one) {
        return areEqual(one, *bound[0]);
    };
    if (method.name == "count")
        return Value(static_cast<std::int64_t>(std::count_if(items.begin(), items.end(), same)));
    const auto found = std::find_if(items.begin(), items.end(), same);
    if (found == items.end())
        return evaluator.badCall("index");
    return Value(static_cast<std::int64_t>(found - items.begin()));
}

Result<Value> loopMethod(Evaluator& evaluator, const FunctionData& method, const CallArguments& arguments) {
    LoopState& loop = **method.self.as<std::shared_ptr<LoopState>>();
    if (method.name == "cycle") {
        if (arguments.positional.empty())
            return evaluator.badCall("cycle");
        return arguments.positional[loop.index % arguments.positional.size()];
    }
    const bool same =
        loop.hasLastChanged && loop.lastChanged.size() == arguments.positional.size() &&
        std::equal(loop.lastChanged.begin(), loop.lastChanged.end(), arguments.positional.begin(), &areEqual);
    loop.hasLastChanged = true;
    for (const Value& one : arguments.positional)
        if (one.as<std::shared_ptr<LoopState>>() != nullptr ||
            one.as<std::shared_ptr<NamespaceData>>() != nullptr)
            return evaluator.wrongType("changed", one); // a loop that holds itself would never be freed
    loop.lastChanged = arguments.positional;
    return Value(!same);
}

} // namespace

bool hasMethod(const Value& object, std::string_view name) {
    if (object.text() != nullptr)
        return among(kTextMethods, name);
    if (object.dictionary() != nullptr)
        return among(kDictionaryMethods, name);
    if (const auto* list = object.as<ListPointer>())
        return (*list)->tuple ? among(kTupleMethods, name) : among(kListMethods, name);
    if (const auto* function = object.as<std::shared_ptr<const FunctionData>>())
        return (*function)->name == "cycle" && !(*function)->method &&
               (name == "next" || name == "reset" || name == "current");
    return false;
}

Result<Value> callMethod(Evaluator& evaluator, const FunctionData& method, const CallArguments& arguments) {
    if (method.self.text() != nullptr)
        return textMethod(evaluator, *method.self.text(), method.name, arguments);
    if (method.self.dictionary() != nullptr)
        return dictionaryMethod(evaluator, method, arguments);
    if (method.self.items() != nullptr)
        return listMethod(evaluator, method, arguments);
    if (method.self.as<std::shared_ptr<LoopState>>() != nullptr)
        return loopMethod(evaluator, method, arguments);
    if (const auto* cycler = method.self.as<std::shared_ptr<const FunctionData>>()) {
        const auto size = static_cast<std::int64_t>((*cycler)->captured.size());
        std::int64_t& position = *(*cycler)->state;
        const Value current = (*cycler)->captured[static_cast<std::size_t>(position)];
        if (method.name == "next")
            position = (position + 1) % size;
        if (method.name == "reset") {
            position = 0;
            return Value();
        }
        return current;
    }
    return evaluator.badCall(method.name);
}

} // namespace luthier::templates

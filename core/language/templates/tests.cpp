#include "evaluator.h"
#include "strings.h"
#include "unicode.h"

#include <algorithm>
#include <array>
#include <utility>

namespace luthier::templates {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kComparisons{{{"eq", "=="},
                                                                                      {"equalto", "=="},
                                                                                      {"==", "=="},
                                                                                      {"ne", "!="},
                                                                                      {"!=", "!="},
                                                                                      {"lt", "<"},
                                                                                      {"lessthan", "<"},
                                                                                      {"<", "<"},
                                                                                      {"le", "<="},
                                                                                      {"<=", "<="},
                                                                                      {"gt", ">"},
                                                                                      {"greaterthan", ">"},
                                                                                      {">", ">"},
                                                                                      {"ge", ">="},
                                                                                      {">=", ">="},
                                                                                      {"in", "in"},
                                                                                      {"sameas", "=="}}};

bool isCallable(const Value& value) {
    return value.as<std::shared_ptr<const Macro>>() != nullptr ||
           value.as<std::shared_ptr<const FunctionData>>() != nullptr ||
           value.as<std::shared_ptr<LoopState>>() != nullptr || value.isUndefined();
}

bool isIterable(const Value& value) {
    return value.text() != nullptr || value.items() != nullptr || value.dictionary() != nullptr ||
           value.isUndefined();
}

/// Tests without an argument: 1, 0, or -1 for a name that is none of them.
int plainTest(std::string_view name, const Value& value) {
    const auto answer = [](bool holds) {
        return holds ? 1 : 0;
    };
    if (name == "defined" || name == "undefined")
        return answer(value.isUndefined() == (name == "undefined"));
    if (name == "none")
        return answer(value.isNone());
    if (name == "string")
        return answer(value.text() != nullptr);
    if (name == "mapping")
        return answer(value.dictionary() != nullptr);
    if (name == "iterable")
        return answer(isIterable(value));
    if (name == "sequence")
        return answer(isIterable(value));
    if (name == "number")
        return answer(value.isNumber());
    if (name == "integer")
        return answer(value.as<std::int64_t>() != nullptr);
    if (name == "float")
        return answer(value.as<double>() != nullptr);
    if (name == "boolean")
        return answer(value.as<bool>() != nullptr);
    if (name == "true" || name == "false")
        return answer(value.as<bool>() != nullptr && *value.as<bool>() == (name == "true"));
    if (name == "callable")
        return answer(isCallable(value));
    if (name == "escaped")
        return 0;
    return -1;
}

Result<bool> caseTest(Evaluator& evaluator, std::string_view name, const Value& value) {
    TRY(const TemplateText text, evaluator.print(value));
    const std::u32string characters = toCodePoints(text.bytes);
    const bool upper = std::any_of(characters.begin(), characters.end(), &isUpperCase);
    const bool lower = std::any_of(characters.begin(), characters.end(), &isLowerCase);
    return name == "upper" ? upper && !lower : lower && !upper;
}

bool isKnownFilter(Evaluator& evaluator, const std::string& name) {
    const Result<Value> tried = evaluator.filter(name, Value(), {});
    return tried || tried.error().code() != "template.unknown_name";
}

} // namespace

Result<bool> applyTest(Evaluator& evaluator, std::string_view name, const Value& value,
                       const CallArguments& arguments) {
    for (const auto& [known, sign] : kComparisons) {
        if (known != name)
            continue;
        TRY(const auto bound, evaluator.bind(name, arguments, {"other"}));
        if (bound[0] == nullptr)
            return evaluator.badCall(name);
        if (name == "sameas" && value.data().index() != bound[0]->data().index())
            return false;
        return compare(evaluator, sign, value, *bound[0]);
    }
    if (name == "divisibleby" || name == "filter") {
        TRY(const auto bound, evaluator.bind(name, arguments, {"num"}));
        if (name == "filter")
            return value.text() != nullptr && isKnownFilter(evaluator, value.text()->bytes);
        if (bound[0] == nullptr)
            return evaluator.badCall(name);
        TRY(const Value rest, arithmetic(evaluator, "%", value, *bound[0]));
        return !isTrue(rest);
    }
    if (const int answer = plainTest(name, value); answer >= 0) {
        TRY_VOID(evaluator.bind(name, arguments, {}));
        return answer == 1;
    }
    if (name == "odd" || name == "even") {
        TRY(const Value rest, arithmetic(evaluator, "%", value, Value(std::int64_t{2})));
        return isTrue(rest) == (name == "odd");
    }
    if (name == "upper" || name == "lower")
        return caseTest(evaluator, name, value);
    return evaluator.error("template.unknown_name").with("kind", "test").with("name", name.substr(0, 40));
}

} // namespace luthier::templates

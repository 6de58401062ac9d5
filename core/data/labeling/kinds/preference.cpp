#include "../scheme.h"

namespace luthier::labeling {

namespace {

Status require(const Scheme& scheme, std::string_view value) {
    if (value == "a" || value == "b" || value == "tie")
        return {};
    return usageError("label.not_an_option")
        .with("scheme", scheme.name)
        .with("value", value)
        .with("options", "a, b, tie");
}

Status check(const Scheme& scheme, const Json& value, const Json&) {
    return require(scheme, value.is_string() ? value.get<std::string>() : dumpJson(value));
}

Result<Json> read(const Scheme& scheme, std::string_view text, const Json&) {
    TRY_VOID(require(scheme, text));
    return Json(text);
}

} // namespace

/// Which of two fields is better: a (the first), b or tie.
const Kind& preferenceKind() {
    static const Kind kind = {
        .name = "preference",
        .fields = 2,
        .read = read,
        .check = check,
        .write =
            [](const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); },
        .scale = [](const Scheme&) { return Scale::Nominal; },
        .answers =
            [](const Scheme&) {
                return std::vector<std::string>{"a", "b", "tie"};
            },
    };
    return kind;
}

} // namespace luthier::labeling

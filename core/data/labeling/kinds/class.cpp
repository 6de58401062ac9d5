#include "../scheme.h"

namespace luthier::labeling {

namespace {

Status check(const Scheme& scheme, const Json& value, const Json&) {
    return requireOption(scheme, value.is_string() ? value.get<std::string>() : dumpJson(value));
}

Result<Json> read(const Scheme& scheme, std::string_view text, const Json&) {
    TRY_VOID(requireOption(scheme, text));
    return Json(text);
}

} // namespace

/// One of the options.
const Kind& classKind() {
    static const Kind kind = {
        .name = "class",
        .hasOptions = true,
        .read = read,
        .check = check,
        .write =
            [](const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); },
        .scale = [](const Scheme& scheme) { return scheme.ordered ? Scale::Ordinal : Scale::Nominal; },
    };
    return kind;
}

} // namespace luthier::labeling

#include "../scheme.h"

#include <base/utf8.h>

namespace luthier::labeling {

namespace {

Status check(const Scheme& scheme, const Json& value, const Json&) {
    const std::string text = value.is_string() ? value.get<std::string>() : std::string();
    if (!isValidUtf8(text))
        return refused("dataset.not_utf8").field(scheme.name);
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        return usageError("label.empty_text").with("scheme", scheme.name);
    return {};
}

Result<Json> read(const Scheme& scheme, std::string_view text, const Json& fields) {
    TRY_VOID(check(scheme, Json(text), fields));
    return Json(text);
}

} // namespace

/// Anything that is written down.
const Kind& textKind() {
    static const Kind kind = {
        .name = "text",
        .isTyped = true,
        .read = read,
        .check = check,
        .write =
            [](const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); },
        .scale = [](const Scheme&) { return Scale::None; },
    };
    return kind;
}

} // namespace luthier::labeling

#include "../scheme.h"

#include <charconv>

namespace luthier::labeling {

namespace {

Error notARating(const Scheme& scheme, std::string_view value) {
    return usageError("label.not_a_rating")
        .with("scheme", scheme.name)
        .with("value", value)
        .with("low", std::int64_t{scheme.low})
        .with("high", std::int64_t{scheme.high});
}

Status check(const Scheme& scheme, const Json& value, const Json&) {
    if (!value.is_number_integer() || value.get<std::int64_t>() < scheme.low ||
        value.get<std::int64_t>() > scheme.high)
        return notARating(scheme, dumpJson(value));
    return {};
}

Result<Json> read(const Scheme& scheme, std::string_view text, const Json& fields) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return notARating(scheme, text);
    TRY_VOID(check(scheme, number, fields));
    return Json(number);
}

} // namespace

/// A whole number from low to high.
const Kind& ratingKind() {
    static const Kind kind = {
        .name = "rating",
        .hasRange = true,
        .read = read,
        .check = check,
        .write = [](const Json& value) { return dumpJson(value); },
        .scale = [](const Scheme&) { return Scale::Ordinal; },
    };
    return kind;
}

} // namespace luthier::labeling

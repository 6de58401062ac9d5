#include "../scheme.h"

#include <base/utf8.h>

#include <algorithm>
#include <charconv>

namespace luthier::labeling {

namespace {

constexpr std::string_view kNoSpans = "-";

Error badSpan(const Scheme& scheme, std::string_view text) {
    return usageError("label.bad_span").with("scheme", scheme.name).with("value", text);
}

std::int64_t lengthOf(const Scheme& scheme, const Json& fields) {
    const Json* text = member(fields, scheme.fields[0]);
    return text && text->is_string()
               ? static_cast<std::int64_t>(countCodePoints(text->get_ref<const std::string&>()))
               : 0;
}

Status checkOne(const Scheme& scheme, const Json& span, std::int64_t length) {
    const Json* begin = member(span, "begin");
    const Json* end = member(span, "end");
    const Json* label = member(span, "label");
    const bool whole = span.is_object() && span.size() == 3 && begin && begin->is_number_integer() && end &&
                       end->is_number_integer() && label && label->is_string();
    if (!whole || begin->get<std::int64_t>() < 0 || begin->get<std::int64_t>() >= end->get<std::int64_t>())
        return badSpan(scheme, dumpJson(span));
    TRY_VOID(requireOption(scheme, label->get<std::string>()));
    if (end->get<std::int64_t>() > length)
        return usageError("label.span_outside")
            .with("begin", begin->get<std::int64_t>())
            .with("end", end->get<std::int64_t>())
            .with("field", scheme.fields[0])
            .with("length", length);
    return {};
}

Status check(const Scheme& scheme, const Json& value, const Json& fields) {
    if (!value.is_array())
        return badSpan(scheme, dumpJson(value));
    const std::int64_t length = lengthOf(scheme, fields);
    for (const Json& span : value)
        TRY_VOID(checkOne(scheme, span, length));
    return {};
}

/// BEGIN-END:LABEL
Result<Json> readOne(const Scheme& scheme, std::string_view text) {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    const char* last = text.data() + text.size();
    const auto first = std::from_chars(text.data(), last, begin);
    if (first.ec != std::errc() || first.ptr == last || *first.ptr != '-')
        return badSpan(scheme, text);
    const auto second = std::from_chars(first.ptr + 1, last, end);
    if (second.ec != std::errc() || second.ptr == last || *second.ptr != ':')
        return badSpan(scheme, text);
    return Json{{"begin", begin},
                {"end", end},
                {"label", std::string_view(second.ptr + 1, static_cast<std::size_t>(last - second.ptr - 1))}};
}

bool isBefore(const Json& a, const Json& b) {
    const auto key = [](const Json& span) {
        return std::tuple(span["begin"].get<std::int64_t>(), span["end"].get<std::int64_t>(),
                          span["label"].get<std::string>());
    };
    return key(a) < key(b);
}

Result<Json> read(const Scheme& scheme, std::string_view text, const Json& fields) {
    if (text == kNoSpans)
        return Json::array();
    std::vector<Json> spans;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        TRY(auto span, readOne(scheme, text.substr(at, end - at)));
        spans.push_back(std::move(span));
        at = end + 1;
    }
    std::sort(spans.begin(), spans.end(), isBefore);
    spans.erase(std::unique(spans.begin(), spans.end()), spans.end());
    Json value = spans;
    TRY_VOID(check(scheme, value, fields));
    return value;
}

std::string write(const Json& value) {
    std::string text;
    if (value.is_array())
        for (const Json& span : value)
            text += (text.empty() ? "" : ",") + std::to_string(integerAt(span, "begin", 0).value_or(0)) +
                    "-" + std::to_string(integerAt(span, "end", 0).value_or(0)) + ":" +
                    stringAt(span, "label", "").value_or("");
    return text.empty() ? std::string(kNoSpans) : text;
}

} // namespace

/// Pieces of a field, each with an option: [{begin, end, label}] in code points, end not included, in their
/// order. An empty list says that there is none.
const Kind& spanKind() {
    static const Kind kind = {
        .name = "span",
        .hasOptions = true,
        .fields = 1,
        .read = read,
        .check = check,
        .write = write,
        .scale = [](const Scheme&) { return Scale::None; },
    };
    return kind;
}

} // namespace luthier::labeling

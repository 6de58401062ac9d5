#include "../scheme.h"

#include <algorithm>

namespace luthier::labeling {

namespace {

Error badRanking(const Scheme& scheme, std::string_view text) {
    std::string fields;
    for (const auto& field : scheme.fields)
        fields += (fields.empty() ? "" : ", ") + field;
    return usageError("label.bad_ranking")
        .with("scheme", scheme.name)
        .with("value", text)
        .with("fields", fields);
}

std::size_t placeOf(const Scheme& scheme, const Json& field) {
    return static_cast<std::size_t>(std::ranges::find(scheme.fields, field.get<std::string>()) -
                                    scheme.fields.begin());
}

Status check(const Scheme& scheme, const Json& value, const Json&) {
    std::vector<std::string> seen;
    bool whole = value.is_array();
    for (const Json& place : whole ? value : Json::array()) {
        whole = whole && place.is_array() && !place.empty();
        for (const Json& field : whole ? place : Json::array())
            if (field.is_string())
                seen.push_back(field.get<std::string>());
            else
                whole = false;
    }
    auto wanted = scheme.fields;
    std::ranges::sort(wanted);
    std::ranges::sort(seen);
    return whole && seen == wanted ? Status() : Status(badRanking(scheme, dumpJson(value)));
}

/// Fields that share a place follow each other as in the scheme, so that the same order is the same value.
Result<Json> read(const Scheme& scheme, std::string_view text, const Json& fields) {
    Json value = Json::array();
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(">=", begin), text.size());
        if (begin == 0 || text[begin - 1] == '>')
            value.push_back(Json::array());
        value.back().push_back(std::string(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    if (const Status checked = check(scheme, value, fields); !checked)
        return badRanking(scheme, text);
    for (Json& place : value)
        std::sort(place.begin(), place.end(),
                  [&](const Json& a, const Json& b) { return placeOf(scheme, a) < placeOf(scheme, b); });
    return value;
}

std::string write(const Json& value) {
    std::string text;
    if (value.is_array())
        for (const Json& place : value) {
            std::string_view between = ">";
            if (place.is_array())
                for (const Json& field : place)
                    if (field.is_string()) {
                        text += std::string(text.empty() ? "" : between) + field.get<std::string>();
                        between = "=";
                    }
        }
    return text;
}

} // namespace

/// Several fields from the best to the worst, those that are as good as each other together: a list of lists,
/// `a>b=c` as text.
const Kind& rankingKind() {
    static const Kind kind = {
        .name = "ranking",
        .fields = 2,
        .mostFields = kMostRanked,
        .read = read,
        .check = check,
        .write = write,
        .scale = [](const Scheme&) { return Scale::Ordinal; },
        .answers = [](const Scheme& scheme) { return scheme.fields; },
    };
    return kind;
}

} // namespace luthier::labeling

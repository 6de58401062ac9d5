#include "filter.h"

#include "record.h"

#include <algorithm>
#include <charconv>

namespace luthier::dataset {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

/// `needle` is in lower case already.
bool containsText(std::string_view text, std::string_view needle) {
    const auto found = std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                                   [](char a, char b) { return lower(a) == b; });
    return found != text.end() || needle.empty();
}

/// Whether the decoded text of some string of the value contains the needle.
bool stringsContain(std::string_view value, std::string_view needle) {
    return anyString(value, [&](std::string_view slice) {
        if (slice.find('\\') == std::string_view::npos)
            return containsText(slice.substr(1, slice.size() < 2 ? 0 : slice.size() - 2), needle);
        return containsText(textOfValue(slice), needle);
    });
}

RowFilter::Labelled labelledFrom(std::string_view text) {
    RowFilter::Labelled labelled;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos)
        labelled.value = std::string(text.substr(equals + 1));
    const auto whose = text.substr(0, equals);
    const auto at = whose.find('@');
    if (at != std::string_view::npos)
        labelled.annotator = std::string(whose.substr(at + 1));
    labelled.scheme = std::string(whose.substr(0, at));
    return labelled;
}

} // namespace

Status addFilter(RowFilter& filter, std::string_view text) {
    const auto after = [&](std::string_view prefix) -> std::optional<std::string> {
        if (!text.starts_with(prefix))
            return {};
        return std::string(text.substr(prefix.size()));
    };
    if (text == "flag:near_duplicate")
        return usageError("usage.not_yet")
            .with("name", text)
            .with("available",
                  "FIELD=VALUE, split:, flag:, label:, suggested:, differ:, row:, search:, tokens>");
    if (const auto split = after("split:"))
        filter.split = *split;
    else if (const auto flag = after("flag:"))
        filter.flags.push_back(*flag);
    else if (const auto label = after("label:"))
        filter.labels.push_back(labelledFrom(*label));
    else if (const auto suggested = after("suggested:"))
        filter.suggested.push_back(labelledFrom(*suggested));
    else if (const auto scheme = after("differ:"))
        filter.disputed.push_back(*scheme);
    else if (const auto search = after("search:"))
        filter.searches.push_back(*search);
    else if (const auto row = after("row:")) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(row->data(), row->data() + row->size(), number);
        if (error != std::errc() || end != row->data() + row->size())
            return usageError("dataset.bad_filter").with("filter", text);
        filter.rows.push_back(RowId{number});
    } else if (const auto equals = text.find('='); equals != std::string_view::npos && equals > 0)
        filter.equals.push_back({std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))});
    else
        return usageError("dataset.bad_filter").with("filter", text);
    return {};
}

Status checkFilter(const RowFilter& filter, const DatasetFacts& facts) {
    for (const auto& equals : filter.equals)
        if (!fieldIndex(facts, equals.field))
            return usageError("dataset.no_such_field").with("name", equals.field).with("dataset", facts.name);
    for (const auto& flag : filter.flags)
        if (flagBit(flag) == 0)
            return usageError("dataset.no_such_flag").with("name", flag);
    return {};
}

RecordMatcher::RecordMatcher(const RowFilter& filter, const DatasetFacts& facts)
    : m_facts(facts) {
    for (const auto& equals : filter.equals) {
        const bool narrow =
            std::find(facts.facets.begin(), facts.facets.end(), equals.field) != facts.facets.end();
        if (!narrow)
            m_equals.push_back({equals.field, equals.value, fieldIndex(facts, equals.field).value_or(0)});
    }
    for (const auto& search : filter.searches)
        m_searches.push_back(lowered(search));
}

bool RecordMatcher::holds(const Condition& condition, std::string_view raw, std::string_view edits) const {
    auto slice = edits.empty() ? std::nullopt : fieldSlice(edits, RecordShape::Object, condition.field, 0);
    if (!slice)
        slice = fieldSlice(raw, m_facts.shape, condition.field, condition.index);
    if (!slice)
        return condition.value.empty();
    const std::string_view inside = slice->substr(1, slice->size() < 2 ? 0 : slice->size() - 2);
    if (slice->front() == '"' && inside.find('\\') == std::string_view::npos)
        return inside == condition.value;
    return textOfValue(*slice) == condition.value;
}

bool RecordMatcher::contains(const std::string& needle, std::string_view raw, std::string_view edits) const {
    if (edits.empty())
        return stringsContain(raw, needle);
    // Fields that were edited must not answer for what they held before.
    const auto fields = effectiveFields(raw, edits, m_facts);
    return fields && stringsContain(dumpJson(*fields), needle);
}

bool RecordMatcher::matches(std::string_view raw, std::string_view edits) const {
    return std::all_of(m_equals.begin(), m_equals.end(),
                       [&](const auto& c) { return holds(c, raw, edits); }) &&
           std::all_of(m_searches.begin(), m_searches.end(),
                       [&](const auto& s) { return contains(s, raw, edits); });
}

} // namespace luthier::dataset

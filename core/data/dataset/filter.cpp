#include "filter.h"

#include "record.h"

#include <algorithm>
#include <charconv>

namespace luthier::dataset {

namespace {

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), asciiLower);
    return out;
}

/// `needle` is in lower case already.
bool containsText(std::string_view text, std::string_view needle) {
    const auto found = std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                                   [](char a, char b) { return asciiLower(a) == b; });
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

bool isOnSide(double number, const RowFilter::Compares& of) {
    using Sign = RowFilter::Compares::Sign;
    switch (of.sign) {
    case Sign::Below:
        return number < of.number;
    case Sign::AtMost:
        return number <= of.number;
    case Sign::Above:
        return number > of.number;
    case Sign::AtLeast:
        return number >= of.number;
    case Sign::IsNot:
        break;
    }
    return false;
}

/// `FIELD!=VALUE` and `FIELD>N` with its like; the first sign of a text decides what it is.
Result<std::optional<RowFilter::Compares>> comparisonFrom(std::string_view text) {
    using Sign = RowFilter::Compares::Sign;
    const auto at = text.find_first_of("=<>!");
    if (at == std::string_view::npos || at == 0 || text[at] == '=')
        return std::optional<RowFilter::Compares>();
    const bool orEqual = at + 1 < text.size() && text[at + 1] == '=';
    if (text[at] == '!' && !orEqual)
        return std::optional<RowFilter::Compares>();
    RowFilter::Compares compares;
    compares.field = std::string(text.substr(0, at));
    compares.value = std::string(text.substr(at + (orEqual ? 2 : 1)));
    if (text[at] == '!')
        return std::optional(compares);
    compares.sign =
        text[at] == '<' ? (orEqual ? Sign::AtMost : Sign::Below) : (orEqual ? Sign::AtLeast : Sign::Above);
    const auto number = numberFrom(compares.value);
    if (!number)
        return usageError("dataset.not_a_number").with("filter", text).with("value", compares.value);
    compares.number = *number;
    return std::optional(compares);
}

/// `A..B`, `A..`, `..B`, or one number.
Result<RowFilter::Length> lengthFrom(std::string_view text) {
    RowFilter::Length length;
    const auto dots = text.find("..");
    const auto read = [](std::string_view digits, std::int64_t& number) {
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        return error == std::errc() && end == digits.data() + digits.size() && number >= 0;
    };
    const auto first = text.substr(0, dots);
    const auto last = dots == std::string_view::npos ? first : text.substr(dots + 2);
    const bool reads =
        (first.empty() || read(first, length.least)) && (last.empty() || read(last, length.most));
    if (!reads || (first.empty() && last.empty()) || length.least > length.most)
        return usageError("dataset.bad_filter").with("filter", "length:" + std::string(text));
    return length;
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

Status addFieldFilter(RowFilter& filter, std::string_view text) {
    TRY(auto compares, comparisonFrom(text));
    if (compares)
        filter.compares.push_back(std::move(*compares));
    else if (const auto equals = text.find('='); equals != std::string_view::npos && equals > 0)
        filter.equals.push_back({std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))});
    else
        return usageError("dataset.bad_filter").with("filter", text);
    return {};
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
                  "FIELD=VALUE, FIELD!=VALUE, FIELD>N, length:, split:, flag:, label:, suggested:, "
                  "differ:, row:, search:, tokens>");
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
    } else if (const auto length = after("length:")) {
        TRY(const auto range, lengthFrom(*length));
        filter.lengths.push_back(range);
    } else
        return addFieldFilter(filter, text);
    return {};
}

Status checkFilter(const RowFilter& filter, const DatasetFacts& facts) {
    for (const auto& equals : filter.equals)
        if (!fieldIndex(facts, equals.field))
            return usageError("dataset.no_such_field").with("name", equals.field).with("dataset", facts.name);
    for (const auto& compares : filter.compares) {
        if (fieldIndex(facts, compares.field))
            continue;
        if (compares.field == "tokens")
            return usageError("dataset.tokens_not_here");
        return usageError("dataset.no_such_field").with("name", compares.field).with("dataset", facts.name);
    }
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
    for (const auto& compares : filter.compares)
        m_compares.push_back({compares, fieldIndex(facts, compares.field).value_or(0)});
    for (const auto& search : filter.searches)
        m_searches.push_back(lowered(search));
}

bool RecordMatcher::holds(const Comparison& comparison, std::string_view raw, std::string_view edits) const {
    const auto slice = effectiveSlice(raw, edits, m_facts.shape, comparison.meant.field, comparison.index);
    const std::string text = slice ? textOfValue(*slice) : std::string();
    if (comparison.meant.sign == RowFilter::Compares::Sign::IsNot)
        return text != comparison.meant.value;
    const auto number = numberFrom(text);
    return number && isOnSide(*number, comparison.meant);
}

bool RecordMatcher::holds(const Condition& condition, std::string_view raw, std::string_view edits) const {
    const auto slice = effectiveSlice(raw, edits, m_facts.shape, condition.field, condition.index);
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
           std::all_of(m_compares.begin(), m_compares.end(),
                       [&](const auto& c) { return holds(c, raw, edits); }) &&
           std::all_of(m_searches.begin(), m_searches.end(),
                       [&](const auto& s) { return contains(s, raw, edits); });
}

} // namespace luthier::dataset

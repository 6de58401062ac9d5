#include "suggesting.h"

#include "labels.h"

#include <base/hash.h>
#include <dataset/record.h>
#include <dataset/rows.h>

#include <unicode/uregex.h>
#include <unicode/utext.h>

#include <algorithm>
#include <array>
#include <memory>

namespace luthier::labeling {

namespace {

using dataset::DatasetFacts;
using dataset::Row;
using dataset::RowFilter;

constexpr std::size_t kLongestPattern = 4096;
constexpr std::int32_t kMostSteps = 5000; // some milliseconds of one text
constexpr std::size_t kRowsAtOnce = 1000;

Error badPattern(const PatternRule& rule) {
    return usageError("label.bad_pattern").with("pattern", rule.pattern);
}

/// Finds a pattern in UTF-8.
class Matcher {
public:
    static Result<Matcher> create(const PatternRule& rule) {
        if (rule.pattern.empty() || rule.pattern.size() > kLongestPattern)
            return badPattern(rule);
        UErrorCode status = U_ZERO_ERROR;
        UText* pattern = utext_openUTF8(nullptr, rule.pattern.data(),
                                        static_cast<std::int64_t>(rule.pattern.size()), &status);
        const std::uint32_t flags =
            UREGEX_CASE_INSENSITIVE | (rule.isExpression ? UREGEX_MULTILINE : UREGEX_LITERAL);
        UParseError where;
        Matcher made;
        made.m_expression.reset(uregex_openUText(pattern, flags, &where, &status));
        utext_close(pattern);
        if (U_FAILURE(status))
            return badPattern(rule);
        uregex_setTimeLimit(made.m_expression.get(), kMostSteps, &status);
        return made;
    }
    Result<bool> isIn(std::string_view text) const {
        UErrorCode status = U_ZERO_ERROR;
        UText* opened = utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
        uregex_setUText(m_expression.get(), opened, &status);
        const bool found = uregex_find(m_expression.get(), -1, &status);
        utext_close(opened);
        if (U_FAILURE(status))
            return refused("label.pattern_too_slow");
        return found;
    }

private:
    Matcher() = default;
    struct Close {
        void operator()(URegularExpression* expression) const { uregex_close(expression); }
    };
    std::unique_ptr<URegularExpression, Close> m_expression;
};

Result<bool> matches(const Matcher& matcher, const Json& value) {
    if (value.is_string())
        return matcher.isIn(value.get_ref<const std::string&>());
    if (!value.is_structured())
        return value.is_null() ? Result<bool>(false) : matcher.isIn(dataset::valueText(value));
    for (const Json& part : value) {
        TRY(const bool found, matches(matcher, part));
        if (found)
            return true;
    }
    return false;
}

Result<Json> answerOf(const Scheme& scheme, const PatternRule& rule) {
    const Kind& kind = kindOf(scheme);
    if (kind.isTyped || scheme.kind == "span")
        return usageError("label.not_in_bulk").with("scheme", scheme.name);
    return kind.read(scheme, rule.answer, Json::object());
}

/// A number without an order, the same for the same seed.
std::uint64_t drawn(RowId row, std::uint64_t seed) {
    return hash128(std::to_string(seed) + ":" + std::to_string(row.value)).low;
}

Status sortBySureness(storage::Connection& db, const DatasetFacts& facts, const std::string& scheme,
                      std::vector<RowId>& rows) {
    constexpr double kNone = 2; // after all that are suggested
    std::vector<std::pair<double, RowId>> sure;
    for (std::size_t at = 0; at < rows.size(); at += kRowsAtOnce) {
        const auto some = std::span(rows).subspan(at, std::min(kRowsAtOnce, rows.size() - at));
        TRY(const auto found, dataset::suggestionsOf(db, facts, scheme, some));
        auto next = found.begin();
        for (const RowId row : some) {
            const bool has = next != found.end() && next->row == row;
            sure.emplace_back(has ? next->confidence : kNone, row);
            next += has ? 1 : 0;
        }
    }
    std::stable_sort(sure.begin(), sure.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t at = 0; at < rows.size(); ++at)
        rows[at] = sure[at].second;
    return {};
}

} // namespace

Result<dataset::SuggestOutcome> suggestByPattern(project::Project& project, const DatasetFacts& facts,
                                                 const RowFilter& filter, const Scheme& scheme,
                                                 const PatternRule& rule, StopToken stop,
                                                 ProgressSink& progress) {
    TRY(const Json answer, answerOf(scheme, rule));
    TRY(const auto matcher, Matcher::create(rule));
    if (!rule.field.empty() && !dataset::fieldIndex(facts, rule.field))
        return usageError("dataset.no_such_field").with("name", rule.field).with("dataset", facts.name);
    RowFilter open = filter;
    open.labels.push_back({scheme.name, {}, std::string()});
    TRY(const auto rows, dataset::selectRows(project.database(), facts, open, stop));
    const auto suggest = [&](const Row& row) -> Result<std::optional<dataset::Suggested>> {
        const Json* value = rule.field.empty() ? &row.fields : member(row.fields, rule.field);
        TRY(const bool found, value ? matches(matcher, *value) : Result<bool>(false));
        return found ? std::optional(dataset::Suggested{answer, 1}) : std::nullopt;
    };
    return dataset::suggestLabels(project, facts.id, scheme.name, "pattern: " + rule.pattern, rows, suggest,
                                  std::move(stop), progress);
}

RowFilter awaiting(RowFilter filter, const std::string& scheme, const std::string& annotator) {
    filter.suggested.push_back({scheme, {}, {}});
    return unlabelled(std::move(filter), scheme, annotator);
}

Result<dataset::EditOutcome> acceptSuggestions(project::Project& project, const DatasetFacts& facts,
                                               const RowFilter& filter, const Scheme& scheme,
                                               const std::string& annotator, StopToken stop,
                                               ProgressSink& progress) {
    auto& db = project.database();
    TRY(const auto rows, dataset::selectRows(db, facts, awaiting(filter, scheme.name, annotator), stop));
    TRY(const auto found, dataset::suggestionsOf(db, facts, scheme.name, rows));
    std::vector<dataset::LabelEdit> edits;
    edits.reserve(found.size());
    for (const auto& suggestion : found) {
        TRY_VOID(kindOf(scheme).check(scheme, suggestion.value, Json::object()));
        edits.push_back({suggestion.row, scheme.name, annotator, suggestion.value});
    }
    const dataset::LabelOperation operation = {"accept",
                                               {{"scheme", scheme.name},
                                                {"annotator", annotator},
                                                {"row", found.empty() ? 0 : found.front().row.value},
                                                {"rows", std::ssize(found)}}};
    return dataset::setLabels(project, facts.id, edits, operation, std::move(stop), progress);
}

std::optional<QueueOrder> queueOrderFromName(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, QueueOrder>, 4> names = {
        {{"order", QueueOrder::Standing},
         {"random", QueueOrder::Random},
         {"least_sure", QueueOrder::LeastSure},
         {"differ_first", QueueOrder::DifferFirst}}};
    for (const auto& [own, order] : names)
        if (own == name)
            return order;
    return {};
}

Result<std::vector<RowId>> queuedRows(storage::Connection& db, const DatasetFacts& facts,
                                      const RowFilter& filter, const std::string& scheme, QueueOrder order,
                                      std::uint64_t seed, StopToken stop) {
    TRY(auto rows, dataset::selectRows(db, facts, filter, stop));
    if (order == QueueOrder::Random)
        std::ranges::sort(rows, {}, [seed](RowId row) { return drawn(row, seed); });
    if (order == QueueOrder::LeastSure)
        TRY_VOID(sortBySureness(db, facts, scheme, rows));
    if (order == QueueOrder::DifferFirst) {
        RowFilter differ = filter;
        differ.disputed.push_back(scheme);
        TRY(const auto first, dataset::selectRows(db, facts, differ, stop));
        std::stable_partition(rows.begin(), rows.end(),
                              [&](RowId row) { return std::ranges::binary_search(first, row); });
    }
    return rows;
}

} // namespace luthier::labeling

#include "searching.h"

#include <dataset/record.h>
#include <dataset/row_scan.h>

#include <algorithm>
#include <cmath>

namespace luthier::cleaning {

namespace {

using dataset::RowScan;

constexpr std::int64_t kRowsBetweenReports = 1000;
constexpr std::size_t kLongestExcerpt = 160;
constexpr std::size_t kAround = 90;     // bytes of the text on each side of a finding
constexpr std::size_t kBeginning = 200; // bytes of a row that tell it from others

/// Calls `use` with each row; asks for a stop and reports on the way.
template <class Use>
Status eachRow(storage::Connection& db, const dataset::DatasetFacts& facts, const dataset::RowFilter& filter,
               std::string_view stage, StopToken stop, ProgressSink& progress, Use use) {
    RowScan scan(db, facts, filter, RowScan::Load::Records);
    std::int64_t done = 0;
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const Json fields, dataset::effectiveFields(scan.raw(), scan.edits(), facts));
        use(viewOf(RowId{scan.row()}, fields, facts));
        if (++done % kRowsBetweenReports == 0)
            progress.report({std::string(stage), done, facts.rows});
        TRY(more, scan.next());
    }
    return {};
}

/// The value below which `share` of the sorted values lie, between two values linearly (NumPy's default).
double quantile(std::vector<float>& values, double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::ptrdiff_t>(place);
    std::nth_element(values.begin(), values.begin() + below, values.end());
    const double low = values[static_cast<std::size_t>(below)];
    if (below + 1 >= std::ssize(values))
        return low;
    const double high = *std::min_element(values.begin() + below + 1, values.end());
    return low + (high - low) * (place - static_cast<double>(below));
}

/// The longest end of at most `bytes` bytes that does not cut a character.
std::string_view utf8Suffix(std::string_view text, std::size_t bytes) {
    std::size_t begin = text.size() > bytes ? text.size() - bytes : 0;
    while (begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U)
        ++begin;
    return text.substr(begin);
}

} // namespace

Status measureRows(storage::Connection& db, const dataset::DatasetFacts& facts,
                   const dataset::RowFilter& filter, std::vector<ChosenRule>& rules, StopToken stop,
                   ProgressSink& progress) {
    std::vector<std::vector<float>> values; // of each measure of each rule; 4 bytes a row
    for (const auto& chosen : rules)
        values.resize(values.size() + chosen.rule->measures.size());
    if (values.empty())
        return {};
    TRY_VOID(eachRow(db, facts, filter, "measuring", stop, progress, [&](const RowView& row) {
        std::size_t at = 0;
        for (const auto& chosen : rules)
            for (const auto& measure : chosen.rule->measures) {
                if (const auto value = measure.of(row))
                    values[at].push_back(static_cast<float>(*value));
                ++at;
            }
    }));
    std::size_t at = 0;
    for (auto& chosen : rules) {
        chosen.settings.quartiles.clear();
        for (std::size_t i = 0; i < chosen.rule->measures.size(); ++i, ++at) {
            Quartiles quartiles;
            quartiles.rows = std::ssize(values[at]);
            if (quartiles.rows > 0) {
                quartiles.first = quantile(values[at], 0.25);
                quartiles.third = quantile(values[at], 0.75);
            }
            chosen.settings.quartiles.push_back(quartiles);
        }
    }
    return {};
}

Example exampleOf(const RowView& row, const Finding& finding) {
    Example example;
    example.row = row.id;
    example.field = finding.field;
    example.why = finding.why;
    example.parameters = finding.parameters;
    example.replacement = finding.replacement;
    if (finding.passage == kWholeRow) {
        if (!row.passages.empty())
            example.before = utf8Prefix(row.passages.front().text, kBeginning);
        return example;
    }
    const Passage& passage = row.passages[finding.passage];
    example.field = passage.field;
    example.pointer = passage.pointer;
    const auto found = passage.text.substr(finding.span.begin, finding.span.end - finding.span.begin);
    example.begin = static_cast<std::int64_t>(countCodePoints(passage.text.substr(0, finding.span.begin)));
    example.end = example.begin + static_cast<std::int64_t>(countCodePoints(found));
    example.excerpt = utf8Prefix(found, kLongestExcerpt);
    example.before = utf8Suffix(passage.text.substr(0, finding.span.begin), kAround);
    if (example.excerpt.size() == found.size())
        example.after = utf8Prefix(passage.text.substr(finding.span.end), kAround);
    return example;
}

Result<CleaningReport> findProblems(storage::Connection& db, const dataset::DatasetFacts& facts,
                                    const dataset::RowFilter& filter, std::vector<ChosenRule> rules,
                                    const SearchOptions& options, StopToken stop, ProgressSink& progress) {
    TRY_VOID(measureRows(db, facts, filter, rules, stop, progress));
    CleaningReport report;
    report.version = facts.version;
    for (const auto& chosen : rules)
        report.rules.push_back({.rule = chosen.rule->name});
    Findings findings;
    TRY_VOID(eachRow(db, facts, filter, "searching", stop, progress, [&](const RowView& row) {
        ++report.rows;
        for (std::size_t i = 0; i < rules.size(); ++i) {
            findings.clear();
            rules[i].rule->find(row, rules[i].settings, findings);
            if (findings.all().empty())
                continue;
            RuleReport& found = report.rules[i];
            ++found.rows;
            if (found.found.size() < options.found)
                found.found.push_back(row.id);
            for (const Finding& finding : findings.all()) {
                ++found.findings;
                found.mendable += finding.replacement ? 1 : 0;
                // One of each row, so that the examples tell of several rows.
                if (&finding == findings.all().data() && found.examples.size() < options.examples)
                    found.examples.push_back(exampleOf(row, finding));
            }
        }
    }));
    return report;
}

} // namespace luthier::cleaning

#include "mending.h"

#include <dataset/bulk_edit.h>
#include <dataset/edits.h>
#include <dataset/record.h>
#include <dataset/row_scan.h>

#include <algorithm>
#include <map>

namespace luthier::cleaning {

namespace {

using Counts = std::vector<MendingReport::Counts>;

constexpr std::int64_t kRowsBetweenReports = 1000;

/// The text of a passage with the replacements in their places; spans do not overlap.
std::string mendedText(std::string_view text, const std::vector<const Finding*>& findings) {
    std::string mended;
    std::size_t at = 0;
    for (const Finding* finding : findings) {
        mended += text.substr(at, finding->span.begin - at);
        mended += *finding->replacement;
        at = finding->span.end;
    }
    mended += text.substr(at);
    return mended;
}

/// A passage's new text, by where it goes.
struct NewText {
    std::string field;
    std::string pointer;
    std::string text;
};

/// What one rule's findings make of the row's passages. A finding that overlaps the one before it waits.
std::vector<NewText> newTexts(const RowView& row, const Findings& findings) {
    std::map<std::size_t, std::vector<const Finding*>> byPassage;
    for (const Finding& finding : findings.all())
        if (finding.replacement && finding.passage != kWholeRow && row.passages[finding.passage].editable)
            byPassage[finding.passage].push_back(&finding);
    std::vector<NewText> texts;
    for (auto& [index, found] : byPassage) {
        std::sort(found.begin(), found.end(),
                  [](const Finding* a, const Finding* b) { return a->span.begin < b->span.begin; });
        std::vector<const Finding*> apart;
        for (const Finding* finding : found)
            if (apart.empty() || apart.back()->span.end <= finding->span.begin)
                apart.push_back(finding);
        const Passage& passage = row.passages[index];
        std::string text = mendedText(passage.text, apart);
        if (text != passage.text)
            texts.push_back({std::string(passage.field), passage.pointer, std::move(text)});
    }
    return texts;
}

/// Puts the new texts in; gives the fields they stand in.
void putInto(Json& fields, std::vector<NewText> texts, std::vector<std::string>& changed) {
    for (auto& one : texts) {
        Json& value = fields[one.field];
        Json& place = one.pointer.empty() ? value : value[Json::json_pointer(one.pointer)];
        place = std::move(one.text);
        if (std::find(changed.begin(), changed.end(), one.field) == changed.end())
            changed.push_back(one.field);
    }
}

} // namespace

FieldEdits mendFields(RowId id, Json fields, const dataset::DatasetFacts& facts,
                      const std::vector<ChosenRule>& rules, Counts& counts) {
    std::vector<std::string> changed;
    std::optional<RowView> row;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        bool again = true;
        while (again) {
            if (!row)
                row.emplace(viewOf(id, fields, facts));
            Findings findings;
            rules[i].rule->find(*row, rules[i].settings, findings);
            auto texts = newTexts(*row, findings);
            const auto mendable =
                std::count_if(findings.all().begin(), findings.all().end(), [&](const Finding& finding) {
                    return finding.replacement && row->passages[finding.passage].editable;
                });
            again = findings.full() && !texts.empty();
            counts[i].mended += mendable;
            if (!again)
                counts[i].left += std::ssize(findings.all()) - mendable;
            if (!texts.empty()) {
                putInto(fields, std::move(texts), changed);
                row.reset();
            }
        }
    }
    FieldEdits edits;
    for (auto& name : changed)
        edits.emplace_back(name, fields[name]);
    return edits;
}

namespace {

/// Whether the dataset takes the values; a text may be too long for an edit.
bool fits(const FieldEdits& edits) {
    return std::all_of(edits.begin(), edits.end(), [](const auto& edit) {
        return dumpJson(edit.second).size() <= dataset::kLongestValue;
    });
}

/// The same, and all counted as left where the dataset does not take what came out.
FieldEdits mendRow(RowId id, const Json& fields, const dataset::DatasetFacts& facts,
                   const std::vector<ChosenRule>& rules, Counts& counts) {
    Counts here(rules.size());
    FieldEdits edits = mendFields(id, fields, facts, rules, here);
    const bool taken = fits(edits);
    for (std::size_t i = 0; i < here.size(); ++i) {
        counts[i].mended += taken ? here[i].mended : 0;
        counts[i].left += here[i].left + (taken ? 0 : here[i].mended);
    }
    return taken ? std::move(edits) : FieldEdits();
}

/// The rows that mending changes; what the others hold is counted as left.
Result<std::vector<RowId>> rowsToMend(storage::Connection& db, const dataset::DatasetFacts& facts,
                                      const dataset::RowFilter& filter, const std::vector<ChosenRule>& rules,
                                      Counts& counts, StopToken stop, ProgressSink& progress) {
    std::vector<RowId> rows;
    dataset::RowScan scan(db, facts, filter, dataset::RowScan::Load::Records);
    std::int64_t done = 0;
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const Json fields, dataset::effectiveFields(scan.raw(), scan.edits(), facts));
        Counts here = counts;
        if (!mendRow(RowId{scan.row()}, fields, facts, rules, here).empty())
            rows.push_back(RowId{scan.row()});
        else
            counts = std::move(here);
        if (++done % kRowsBetweenReports == 0)
            progress.report({"searching", done, facts.rows});
        TRY(more, scan.next());
    }
    return rows;
}

} // namespace

Result<MendingReport> mendRows(project::Project& project, const dataset::DatasetFacts& facts,
                               const dataset::RowFilter& filter, std::vector<ChosenRule> rules,
                               StopToken stop, ProgressSink& progress) {
    TRY_VOID(project.requireWritable());
    TRY_VOID(measureRows(project.database(), facts, filter, rules, stop, progress));
    MendingReport report;
    Json names = Json::array();
    for (const auto& chosen : rules) {
        report.rules.push_back({.rule = chosen.rule->name});
        if (chosen.rule->mends)
            names.push_back(chosen.rule->name);
    }
    TRY(const auto rows, rowsToMend(project.database(), facts, filter, rules, report.rules, stop, progress));
    const auto edit = [&](const dataset::Row& row) -> Result<FieldEdits> {
        return mendRow(row.id, row.fields, facts, rules, report.rules);
    };
    TRY(report.outcome,
        dataset::editRows(project, facts.id, "clean", Json{{"rules", names}}, rows, edit, stop, progress));
    for (const auto& counts : report.rules)
        report.left += counts.left;
    return report;
}

} // namespace luthier::cleaning

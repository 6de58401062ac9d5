#include "merging.h"

#include <dataset/labels.h>
#include <dataset/record.h>
#include <dataset/row_scan.h>

#include <base/hash.h>

#include <algorithm>
#include <map>
#include <set>

namespace luthier::labeling {

namespace {

using dataset::DatasetFacts;
using dataset::Label;
using storage::Connection;

/// What a row says, whatever its labels, split and number; and which of those that say the same it is.
struct RowKey {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::int64_t repeat = 0;
    auto operator<=>(const RowKey&) const = default;
};

/// Calls `visit` with the key of each row. Fields are compared, so that an edit counts as if it had been
/// imported.
Status forEachKey(Connection& db, const DatasetFacts& facts, const StopToken& stop,
                  const std::function<void(RowId, const RowKey&)>& visit) {
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::int64_t> seen;
    dataset::RowScan scan(db, facts, {}, dataset::RowScan::Load::Records);
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const Json fields, dataset::effectiveFields(scan.raw(), scan.edits(), facts));
        std::vector<std::pair<std::string, std::string>> sorted;
        for (const auto& [name, value] : fields.items())
            sorted.emplace_back(name, dumpJson(value));
        std::ranges::sort(sorted);
        std::string text;
        for (const auto& [name, value] : sorted)
            text += name + '\n' + value + '\n';
        const Hash128 hash = hash128(text);
        visit(RowId{scan.row()}, {hash.high, hash.low, seen[{hash.high, hash.low}]++});
        TRY(more, scan.next());
    }
    return {};
}

/// The schemes of the other that are missing here; those of one name must be the same.
Result<std::vector<dataset::SchemeEntry>> missingSchemes(Connection& db, const DatasetFacts& facts,
                                                         Connection& other, const DatasetFacts& otherFacts) {
    TRY(const auto own, schemesOf(db, facts.id));
    TRY(const auto theirs, schemesOf(other, otherFacts.id));
    std::vector<dataset::SchemeEntry> missing;
    for (const Scheme& scheme : theirs) {
        const auto known = std::ranges::find(own, scheme.name, &Scheme::name);
        if (known == own.end())
            missing.push_back({scheme.name, toJson(scheme)});
        else if (toJson(*known) != toJson(scheme))
            return refused("label.schemes_differ")
                .with("scheme", scheme.name)
                .with("dataset", facts.name)
                .with("own", dumpJson(toJson(*known)))
                .with("other", dumpJson(toJson(scheme)));
    }
    return missing;
}

/// Where each labelled row of the other is here.
Result<std::map<RowId, RowId>> matchedRows(Connection& db, const DatasetFacts& facts, Connection& other,
                                           const DatasetFacts& otherFacts, const StopToken& stop) {
    std::set<RowId> labelled;
    TRY_VOID(dataset::forEachLabel(other, otherFacts, {}, [&](const Label& label) -> Status {
        labelled.insert(label.row);
        return {};
    }));
    std::map<RowKey, RowId> wanted;
    TRY_VOID(forEachKey(other, otherFacts, stop, [&](RowId row, const RowKey& key) {
        if (labelled.contains(row))
            wanted[key] = row;
    }));
    std::map<RowId, RowId> matched;
    TRY_VOID(forEachKey(db, facts, stop, [&](RowId row, const RowKey& key) {
        if (const auto found = wanted.find(key); found != wanted.end())
            matched[found->second] = row;
    }));
    return matched;
}

} // namespace

Result<MergeOutcome> mergeLabels(project::Project& project, const DatasetFacts& facts, Connection& other,
                                 const DatasetFacts& otherFacts, StopToken stop, ProgressSink& progress) {
    auto& db = project.database();
    dataset::LabelOperation operation{"merge_labels", {{"dataset", otherFacts.name}}};
    TRY(operation.schemes, missingSchemes(db, facts, other, otherFacts));
    TRY(const auto matched, matchedRows(db, facts, other, otherFacts, stop));
    MergeOutcome outcome;
    std::vector<dataset::LabelEdit> edits;
    std::set<std::string> used;
    TRY_VOID(dataset::forEachLabel(other, otherFacts, {}, [&](const Label& label) -> Status {
        const auto row = matched.find(label.row);
        if (row == matched.end()) {
            ++outcome.unmatched;
            return {};
        }
        TRY(const auto own, dataset::labelsOf(db, facts, std::span(&row->second, 1)));
        const auto known = std::ranges::find_if(own, [&](const Label& one) {
            return one.scheme == label.scheme && one.annotator == label.annotator;
        });
        if (known != own.end()) {
            ++(known->value == label.value ? outcome.same : outcome.kept);
            return {};
        }
        used.insert(label.scheme);
        edits.push_back({row->second, label.scheme, label.annotator, label.value});
        return {};
    }));
    std::erase_if(operation.schemes, [&](const auto& scheme) { return !used.contains(scheme.name); });
    for (const auto& scheme : operation.schemes)
        outcome.schemes.push_back(scheme.name);
    outcome.merged = std::ssize(edits);
    operation.parameters["labels"] = outcome.merged;
    std::set<std::int64_t> rows;
    for (const auto& edit : edits)
        rows.insert(edit.row.value);
    operation.parameters["rows"] = std::ssize(rows);
    TRY(outcome.edit, dataset::setLabels(project, facts.id, edits, operation, std::move(stop), progress));
    return outcome;
}

} // namespace luthier::labeling

#include "splits.h"

#include "filter.h"
#include "ledger.h"
#include "operation_log.h"
#include "record.h"
#include "row_scan.h"
#include "rows.h"

#include <storage/transaction.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>

namespace luthier::dataset {

namespace {

using storage::Connection;
using storage::Durability;
using storage::Transaction;

constexpr double kTolerance = 1e-6;
constexpr std::int64_t kRowsBetweenReports = 10'000;

/// A row and the number that decides its place: rows with the same number belong together.
struct Draw {
    std::uint64_t number = 0;
    std::int64_t row = 0;
    std::int64_t split = 0; // it has now
};

/// Rows with the same draw.
struct Group {
    std::size_t first = 0;
    std::size_t size = 0;
    int part = -1; // index of the ratio; -1 not yet dealt
};

Json describe(const SplitRequest& request) {
    Json ratios = Json::object();
    for (const auto& ratio : request.ratios)
        ratios[ratio.name] = ratio.share;
    Json described = {{"ratios", ratios}, {"seed", request.seed}, {"group", request.groupField.value_or("")}};
    if (!request.togetherBy.empty())
        described["together"] = request.togetherBy;
    return described;
}

/// The last row that a standing split with the same request has seen; 0 when there was none.
Result<std::int64_t> lastRowOfSameSplit(Connection& db, DatasetId dataset, const Json& request) {
    TRY(auto rows,
        db.prepare("SELECT parameters FROM operations WHERE dataset=?1 AND kind='split' AND undone=0 "
                   "ORDER BY applied DESC"));
    rows.bindAll(dataset.value);
    TRY(bool more, rows.step());
    while (more) {
        TRY(const auto parameters, parseJson(rows.text(0), {}, "project.db"));
        const Json* same = member(parameters, "request");
        if (same && *same == request)
            return integerAt(parameters, "last_row", 0);
        TRY(more, rows.step());
    }
    return 0;
}

/// Sets of draws that are united (union by path halving); each is told by its lowest number, so that the
/// order of uniting does not matter.
class Unions {
public:
    explicit Unions(const std::vector<Draw>& draws)
        : m_parents(draws.size())
        , m_numbers(draws.size()) {
        for (std::size_t at = 0; at < draws.size(); ++at) {
            m_parents[at] = at;
            m_numbers[at] = draws[at].number;
        }
    }
    std::size_t rootOf(std::size_t at) {
        while (m_parents[at] != at)
            at = m_parents[at] = m_parents[m_parents[at]];
        return at;
    }
    void unite(std::size_t a, std::size_t b) {
        a = rootOf(a);
        b = rootOf(b);
        m_numbers[a] = std::min(m_numbers[a], m_numbers[b]);
        m_parents[b] = a;
    }
    std::uint64_t numberOf(std::size_t at) { return m_numbers[rootOf(at)]; }

private:
    std::vector<std::size_t> m_parents;
    std::vector<std::uint64_t> m_numbers;
};

/// Gives rows that stay together one number. The draws are in the order of their rows.
void joinTogether(std::vector<Draw>& draws, const std::vector<std::pair<RowId, RowId>>& together) {
    if (together.empty())
        return;
    Unions unions(draws);
    std::unordered_map<std::uint64_t, std::size_t> first;
    for (std::size_t at = 0; at < draws.size(); ++at)
        if (const auto [known, fresh] = first.emplace(draws[at].number, at); !fresh)
            unions.unite(known->second, at);
    const auto placeOf = [&](RowId row) {
        return std::ranges::lower_bound(draws, row.value, {}, &Draw::row);
    };
    for (const auto& [row, other] : together) {
        const auto a = placeOf(row);
        const auto b = placeOf(other);
        if (a != draws.end() && a->row == row.value && b != draws.end() && b->row == other.value)
            unions.unite(static_cast<std::size_t>(a - draws.begin()),
                         static_cast<std::size_t>(b - draws.begin()));
    }
    for (std::size_t at = 0; at < draws.size(); ++at)
        draws[at].number = unions.numberOf(at);
}

Result<std::vector<Draw>> drawRows(Connection& db, const DatasetFacts& facts, const SplitRequest& request,
                                   StopToken stop, ProgressSink& progress) {
    const auto index = request.groupField ? fieldIndex(facts, *request.groupField) : std::nullopt;
    if (request.groupField && !index)
        return usageError("dataset.no_such_field")
            .with("name", *request.groupField)
            .with("dataset", facts.name);
    RowScan scan(db, facts, {}, RowScan::Load::Records);
    std::vector<Draw> draws;
    draws.reserve(static_cast<std::size_t>(std::max<std::int64_t>(facts.rows, 0)));
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        std::string group;
        if (request.groupField) {
            const auto slice =
                effectiveSlice(scan.raw(), scan.edits(), facts.shape, *request.groupField, *index);
            group = slice ? textOfValue(*slice) : std::string();
        }
        // A row without a group's value is a group of its own.
        const Hash128 hash = group.empty() ? hash128(scan.raw(), request.seed) : hash128(group, request.seed);
        draws.push_back({hash.low, scan.row(), scan.split()});
        if (std::ssize(draws) % kRowsBetweenReports == 0)
            progress.report({"splitting", std::ssize(draws), facts.rows});
        TRY(more, scan.next());
    }
    joinTogether(draws, request.together);
    std::sort(draws.begin(), draws.end(), [](const Draw& a, const Draw& b) {
        return a.number != b.number ? a.number < b.number : a.row < b.row;
    });
    return draws;
}

std::vector<Group> groupsOf(const std::vector<Draw>& draws) {
    std::vector<Group> groups;
    for (std::size_t at = 0; at < draws.size(); ++at) {
        if (at == 0 || draws[at].number != draws[at - 1].number)
            groups.push_back({at, 0, -1});
        ++groups.back().size;
    }
    return groups;
}

/// Groups with a row that was dealt before keep that row's split.
void keepDealt(std::vector<Group>& groups, const std::vector<Draw>& draws, std::int64_t lastDealtRow,
               const std::vector<std::int64_t>& splitOfPart) {
    for (auto& group : groups)
        for (std::size_t at = group.first; at < group.first + group.size && group.part < 0; ++at) {
            const auto part = std::find(splitOfPart.begin(), splitOfPart.end(), draws[at].split);
            if (draws[at].row <= lastDealtRow && part != splitOfPart.end())
                group.part = static_cast<int>(part - splitOfPart.begin());
        }
}

/// Deals the rest out in the order of their draws: each part gets what it still lacks, cut at the nearest
/// group.
void dealRest(std::vector<Group>& groups, const std::vector<SplitRatio>& ratios, std::size_t rows) {
    std::vector<double> wanted(ratios.size());
    for (std::size_t part = 0; part < ratios.size(); ++part)
        wanted[part] = ratios[part].share * static_cast<double>(rows);
    double rest = 0;
    for (const auto& group : groups) {
        if (group.part >= 0)
            wanted[static_cast<std::size_t>(group.part)] -= static_cast<double>(group.size);
        else
            rest += static_cast<double>(group.size);
    }
    double lacking = 0;
    for (auto& part : wanted)
        lacking += (part = std::max(part, 0.0));
    std::size_t part = 0;
    double done = 0;
    double border = lacking > 0 ? wanted[0] * rest / lacking : rest;
    for (auto& group : groups) {
        if (group.part >= 0)
            continue;
        const auto size = static_cast<double>(group.size);
        while (part + 1 < ratios.size() && done + size / 2 > border + 1e-9) {
            ++part;
            border += lacking > 0 ? wanted[part] * rest / lacking : 0;
        }
        group.part = static_cast<int>(part);
        done += size;
    }
}

Status checkRatios(const std::vector<SplitRatio>& ratios) {
    double sum = 0;
    for (std::size_t index = 0; index < ratios.size(); ++index) {
        TRY([[maybe_unused]] const auto name, checkedSplitName(ratios[index].name));
        if (!(ratios[index].share >= 0) || ratios[index].share > 1)
            return usageError("dataset.bad_ratio").with("name", ratios[index].name);
        for (std::size_t other = 0; other < index; ++other)
            if (ratios[other].name == ratios[index].name)
                return usageError("dataset.bad_ratio").with("name", ratios[index].name);
        sum += ratios[index].share;
    }
    if (ratios.empty() || std::abs(sum - 1) > kTolerance)
        return usageError("dataset.bad_ratio_sum");
    return {};
}

/// One row's new split, written down; nothing when it has it already.
Status move(Ledger& ledger, OperationWriter& operation, std::int64_t row, std::int64_t split,
            std::int64_t& changed) {
    TRY(const auto now, ledger.read(row));
    if (now.state != RowState::Live || now.split == split)
        return {};
    TRY_VOID(ledger.setSplit(row, now, split));
    Change change;
    change.kind = Change::Kind::Split;
    change.row = row;
    change.before = now.split;
    change.after = split;
    ++changed;
    return operation.add(change);
}

Status dealAndMove(Ledger& ledger, OperationWriter& operation, const SplitRequest& request,
                   const std::vector<Draw>& draws, std::int64_t lastDealtRow, StopToken stop,
                   std::int64_t& changed) {
    std::vector<std::int64_t> splitOfPart;
    for (const auto& ratio : request.ratios) {
        TRY(const auto number, ledger.splitNumber(ratio.name));
        splitOfPart.push_back(number);
    }
    auto groups = groupsOf(draws);
    keepDealt(groups, draws, lastDealtRow, splitOfPart);
    dealRest(groups, request.ratios, draws.size());
    // Rows are written in their order, which is that of the table.
    std::vector<std::pair<std::int64_t, std::int64_t>> target;
    target.reserve(draws.size());
    for (const auto& group : groups)
        for (std::size_t at = group.first; at < group.first + group.size; ++at)
            target.emplace_back(draws[at].row, splitOfPart[static_cast<std::size_t>(group.part)]);
    std::sort(target.begin(), target.end());
    for (const auto& [row, split] : target) {
        if (stop.stop_requested())
            return interrupted();
        TRY_VOID(move(ledger, operation, row, split, changed));
    }
    return {};
}

} // namespace

Result<std::vector<SplitRatio>> parseRatios(std::string_view text) {
    std::vector<SplitRatio> ratios;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        const std::string_view entry = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        const auto equals = entry.find('=');
        double share = -1;
        if (equals != std::string_view::npos) {
            const auto number = entry.substr(equals + 1);
            const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), share);
            if (error != std::errc() || end != number.data() + number.size())
                share = -1;
        }
        if (share < 0)
            return usageError("dataset.bad_ratio").with("name", entry);
        ratios.push_back({std::string(entry.substr(0, equals)), share});
    }
    TRY_VOID(checkRatios(ratios));
    return ratios;
}

Result<EditOutcome> splitRows(project::Project& project, DatasetId dataset, const SplitRequest& request,
                              StopToken stop, ProgressSink& progress) {
    TRY_VOID(project.requireWritable());
    TRY_VOID(checkRatios(request.ratios));
    auto& db = project.database();
    TRY(const auto facts, datasetById(db, dataset));
    TRY(const auto draws, drawRows(db, facts, request, stop, progress));
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(auto ledger, Ledger::open(db, dataset));
    const Json description = describe(request);
    TRY(const auto lastDealtRow, lastRowOfSameSplit(db, dataset, description));
    TRY(auto operation, OperationWriter::begin(db, dataset, "split",
                                               Json{{"request", description}, {"last_row", facts.lastRow}}));
    EditOutcome outcome;
    TRY_VOID(dealAndMove(ledger, operation, request, draws, lastDealtRow, stop, outcome.changed));
    TRY_VOID(operation.finish(outcome.changed));
    TRY(outcome.version, ledger.finish());
    outcome.operation = operation.id();
    TRY_VOID(transaction.commit());
    return outcome;
}

Result<EditOutcome> assignSplit(project::Project& project, DatasetId dataset, const RowFilter& filter,
                                const std::string& split, StopToken stop) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY(const auto facts, datasetById(db, dataset));
    TRY(const auto ids, selectRows(db, facts, filter, stop));
    EditOutcome outcome;
    outcome.version = facts.version;
    if (ids.empty())
        return outcome;
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(auto ledger, Ledger::open(db, dataset));
    TRY(const auto number, ledger.splitNumber(split));
    TRY(auto operation, OperationWriter::begin(db, dataset, "split", Json{{"split", split}}));
    for (const RowId id : ids) {
        if (stop.stop_requested())
            return interrupted();
        TRY_VOID(move(ledger, operation, id.value, number, outcome.changed));
    }
    if (outcome.changed == 0)
        return outcome;
    TRY_VOID(operation.finish(outcome.changed));
    TRY(outcome.version, ledger.finish());
    outcome.operation = operation.id();
    TRY_VOID(transaction.commit());
    return outcome;
}

} // namespace luthier::dataset

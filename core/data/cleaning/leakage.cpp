#include "leakage.h"

#include "compared_rows.h"
#include "containment.h"
#include "near_duplicates.h"

#include <dataset/catalog.h>
#include <project/clock.h>

#include <algorithm>
#include <unordered_map>

namespace luthier::cleaning {
namespace {

constexpr std::string_view kTrain = "train";
constexpr std::size_t kRunBytes = std::size_t{256} << 20;

/// The splits that have rows, train first: what it holds may have been learnt.
Result<std::vector<Side>> sidesOf(storage::Connection& database, const dataset::DatasetFacts& facts,
                                  LeakageReport& report) {
    TRY(const auto counts, dataset::splitCounts(database, facts.id));
    std::vector<Side> sides;
    for (const auto& split : counts) {
        if (split.name.empty())
            report.withoutSplit = split.rows;
        if (split.name.empty() || split.rows == 0)
            continue;
        Side side{facts, {}, split.name};
        side.filter.split = split.name;
        sides.insert(split.name == kTrain ? sides.begin() : sides.end(), std::move(side));
    }
    for (const Side& side : sides)
        report.splits.push_back(side.name);
    return sides;
}

class Search {
public:
    Search(ComparedRows& rows, LeakageReport& report)
        : m_rows(rows)
        , m_report(report)
        , m_told(rows.rows().size()) {}

    /// Rows whose value stands on a lower side too, each with the first row that has it.
    template <class Value>
    void findEqual(LeakKind kind, const Value& valueOf) {
        std::unordered_map<std::uint64_t, std::uint32_t> first;
        const auto& rows = m_rows.rows();
        for (std::uint32_t place = 0; place < rows.size(); ++place) {
            const std::uint64_t value = valueOf(rows[place]);
            if (value == 0)
                continue;
            const std::uint32_t before = first.emplace(value, place).first->second;
            if (rows[before].side < rows[place].side)
                tell(place, before, kind, 1);
        }
    }

    /// Texts that are told already are not looked at again; one of a side stands for those with the same
    /// text.
    Status findAlike(const LeakageOptions& options, StopToken stop, ProgressSink& progress) {
        const auto& rows = m_rows.rows();
        std::vector<std::uint32_t> places;
        std::unordered_map<std::uint32_t, std::vector<std::uint32_t>>
            same; // by the place that stands for them
        std::unordered_map<std::uint64_t, std::uint32_t> first;
        for (std::uint32_t place = 0; place < rows.size(); ++place) {
            if (m_told[place])
                continue;
            const auto [known, fresh] = first.emplace(rows[place].text.low, place);
            if (fresh)
                places.push_back(place);
            else
                same[known->second].push_back(place);
        }
        auto texts = m_rows.texts(std::move(places));
        NearOptions near;
        near.threshold = options.near;
        near.compare = Compare::AcrossSides;
        near.threads = options.threads;
        TRY(const auto pairs, nearDuplicates(texts, near, stop, progress));
        const auto tellAll = [&](std::uint32_t item, std::uint32_t other, LeakKind kind, double score) {
            const std::uint32_t place = texts.place(item);
            if (m_told[place])
                return;
            tell(place, texts.place(other), kind, score);
            for (const std::uint32_t twin : same[place])
                tell(twin, texts.place(other), kind, score);
        };
        for (const NearPair& pair : pairs)
            tellAll(pair.item, pair.keeper, LeakKind::Near, pair.jaccard);
        TRY(const auto contained, containedTexts(texts, options.near, kRunBytes, std::move(stop), progress));
        for (const Contained& one : contained)
            tellAll(one.item, one.container, LeakKind::Contained, one.share);
        return {};
    }

    void finish() {
        std::stable_sort(m_report.leaks.begin(), m_report.leaks.end(),
                         [](const Leak& a, const Leak& b) { return a.row < b.row; });
    }

private:
    std::int64_t& countOf(LeakKind kind) {
        switch (kind) {
        case LeakKind::Exact:
            return m_report.exact;
        case LeakKind::Near:
            return m_report.near;
        case LeakKind::Group:
            return m_report.group;
        case LeakKind::Contained:
            break;
        }
        return m_report.contained;
    }

    void tell(std::uint32_t place, std::uint32_t other, LeakKind kind, double score) {
        const auto& rows = m_rows.rows();
        m_report.leaks.push_back(
            {rows[place].id, rows[other].id, kind, score, rows[place].side, rows[other].side});
        ++countOf(kind);
        m_told[place] = m_told[place] || kind != LeakKind::Group;
    }

    ComparedRows& m_rows;
    LeakageReport& m_report;
    std::vector<bool> m_told; // by place: its text leaks
};

} // namespace

std::string_view nameOf(LeakKind kind) {
    switch (kind) {
    case LeakKind::Exact:
        return "exact";
    case LeakKind::Near:
        return "near";
    case LeakKind::Group:
        return "group";
    case LeakKind::Contained:
        return "contained";
    }
    return {};
}

Result<LeakageReport> findLeakage(storage::Connection& database, const dataset::DatasetFacts& facts,
                                  const LeakageOptions& options, StopToken stop, ProgressSink& progress) {
    LeakageReport report;
    report.version = facts.version;
    TRY(auto sides, sidesOf(database, facts, report));
    if (sides.size() < 2)
        sides.clear();
    TRY(auto rows, ComparedRows::read(database, std::move(sides), options.key, stop, progress));
    report.rows = std::ssize(rows.rows());
    report.withoutText = rows.withoutText();
    Search search(rows, report);
    search.findEqual(LeakKind::Exact, [](const ComparedRows::Row& row) { return row.text.low; });
    search.findEqual(LeakKind::Group, [](const ComparedRows::Row& row) { return row.group; });
    TRY_VOID(search.findAlike(options, std::move(stop), progress));
    search.finish();
    TRY_VOID(rows.requireUnchanged());
    return report;
}

Status keepLeakage(project::Project& project, DatasetId dataset, const LeakageReport& report) {
    const Json counts = {{"exact", report.exact},
                         {"near", report.near},
                         {"group", report.group},
                         {"contained", report.contained},
                         {"rows", report.rows}};
    TRY(auto transaction, storage::Transaction::write(project.database(), storage::Durability::Normal));
    TRY_VOID(project.database().run(
        "INSERT OR REPLACE INTO leakage_reports(dataset, version, made_at, report) VALUES(?1, ?2, ?3, ?4)",
        dataset.value, report.version, project::currentTime(), dumpJson(counts)));
    return transaction.commit();
}

Result<std::optional<KeptLeakage>> keptLeakage(storage::Connection& database, DatasetId dataset) {
    // A program that does not know of leakage makes projects without this table.
    TRY(const auto table,
        database.queryInteger("SELECT 1 FROM sqlite_master WHERE type='table' AND name='leakage_reports'"));
    if (!table)
        return std::optional<KeptLeakage>();
    TRY(auto rows, database.prepare("SELECT version, made_at, report FROM leakage_reports WHERE dataset=?1"));
    rows.bindAll(dataset.value);
    TRY(const bool there, rows.step());
    if (!there)
        return std::optional<KeptLeakage>();
    KeptLeakage kept{std::string(rows.text(0)), std::string(rows.text(1)), {}, true};
    TRY(kept.counts, parseJson(rows.text(2), {}, "project.db"));
    for (const auto* kind : {"exact", "near", "group", "contained"}) {
        TRY(const std::int64_t found, integerAt(kept.counts, kind, 0));
        kept.clean = kept.clean && found == 0;
    }
    rows.reset();
    return std::optional(std::move(kept));
}

} // namespace luthier::cleaning

#include "duplicates.h"

#include "compared_rows.h"
#include "normal_text.h"
#include "shingles.h"

#include <dataset/edits.h>
#include <dataset/rows.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace luthier::cleaning {
namespace {

constexpr double kAlarmShare = 0.05;
constexpr std::int64_t kAlarmCluster = 1000;

using Row = ComparedRows::Row;

/// The order in which rows are kept, by their places.
class Preference {
public:
    Preference(const std::vector<Row>& rows, Keep keep)
        : m_rows(rows)
        , m_keep(keep) {}
    bool operator()(std::uint32_t a, std::uint32_t b) const {
        if (m_keep == Keep::Last)
            return a > b;
        if (m_keep == Keep::Longest && m_rows[a].bytes != m_rows[b].bytes)
            return m_rows[a].bytes > m_rows[b].bytes;
        return a < b;
    }

private:
    const std::vector<Row>& m_rows;
    Keep m_keep;
};

/// Places of rows, those with the same text together, the preferred one first.
std::vector<std::uint32_t> byText(const std::vector<Row>& rows, const Preference& preferred) {
    std::vector<std::uint32_t> places(rows.size());
    std::iota(places.begin(), places.end(), 0U);
    std::sort(places.begin(), places.end(), [&](std::uint32_t a, std::uint32_t b) {
        return rows[a].text == rows[b].text ? preferred(a, b) : rows[a].text < rows[b].text;
    });
    return places;
}

/// Texts in another order: number i is number `order[i]` of the source.
class Reordered final : public TextSource {
public:
    Reordered(TextSource& source, std::vector<std::uint32_t> order)
        : m_source(source)
        , m_order(std::move(order))
        , m_numbers(m_order.size()) {
        for (std::uint32_t i = 0; i < m_order.size(); ++i)
            m_numbers[m_order[i]] = i;
    }
    std::uint32_t size() const override { return m_source.size(); }
    std::uint32_t side(std::uint32_t item) const override { return m_source.side(m_order[item]); }
    Status visit(const Visit& visit, StopToken stop) override {
        return m_source.visit(
            [&](std::uint32_t item, std::string text) { return visit(m_numbers[item], std::move(text)); },
            std::move(stop));
    }
    Result<std::vector<std::string>> read(std::span<const std::uint32_t> items) override {
        std::vector<std::uint32_t> meant;
        meant.reserve(items.size());
        for (const std::uint32_t item : items)
            meant.push_back(m_order[item]);
        return m_source.read(meant);
    }

private:
    TextSource& m_source;
    std::vector<std::uint32_t> m_order;
    std::vector<std::uint32_t> m_numbers; // of the source's numbers
};

class Finder {
public:
    Finder(ComparedRows& rows, const DuplicateOptions& options)
        : m_rows(rows)
        , m_options(options)
        , m_preferred(rows.rows(), options.against ? Keep::First : options.keep)
        , m_target(options.against ? 1 : 0)
        , m_first(rows.rows().size()) {}

    Result<DuplicateReport> find(StopToken stop, ProgressSink& progress) {
        findExact();
        if (m_options.near)
            TRY_VOID(findNear(std::move(stop), progress));
        report();
        return std::move(m_report);
    }

private:
    /// Which row of those with the same text stays.
    void findExact() {
        const auto& rows = m_rows.rows();
        const auto places = byText(rows, m_preferred);
        for (std::size_t begin = 0; begin < places.size();) {
            std::size_t end = begin;
            while (end < places.size() && rows[places[end]].text == rows[places[begin]].text)
                m_first[places[end++]] = places[begin];
            const std::span group(places.data() + begin, end - begin);
            if (isRepeated(group))
                ++m_report.exactGroups;
            addConflict(group);
            begin = end;
        }
    }

    bool isRepeated(std::span<const std::uint32_t> group) const {
        // Sides ascend: the group has both where its ends differ.
        const auto& rows = m_rows.rows();
        return m_options.against ? rows[group.front()].side != rows[group.back()].side : group.size() > 1;
    }

    void addConflict(std::span<const std::uint32_t> group) {
        if (m_options.key != TextKey::Prompt || m_options.against || group.size() < 2)
            return;
        std::vector<std::uint64_t> answers;
        Conflict conflict;
        for (const std::uint32_t place : group) {
            answers.push_back(m_rows.rows()[place].answer);
            conflict.rows.push_back(m_rows.rows()[place].id);
        }
        std::sort(answers.begin(), answers.end());
        conflict.answers = std::unique(answers.begin(), answers.end()) - answers.begin();
        std::sort(conflict.rows.begin(), conflict.rows.end());
        if (conflict.answers > 1)
            m_report.conflicts.push_back(std::move(conflict));
    }

    /// Each text is compared once, that of a row which goes anyway not at all.
    Status findNear(StopToken stop, ProgressSink& progress) {
        std::vector<std::uint32_t> places;
        for (std::uint32_t place = 0; place < m_first.size(); ++place)
            if (m_first[place] == place)
                places.push_back(place);
        std::vector<std::uint32_t> order(places.size());
        std::iota(order.begin(), order.end(), 0U);
        std::sort(order.begin(), order.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return m_preferred(places[a], places[b]); });
        auto texts = m_rows.texts(std::move(places));
        Reordered preferred(texts, order);
        NearOptions options;
        options.threshold = *m_options.near;
        options.compare = m_options.against ? Compare::AcrossSides : Compare::All;
        options.threads = m_options.threads;
        TRY(const auto pairs, nearDuplicates(preferred, options, std::move(stop), progress));
        for (const NearPair& pair : pairs)
            m_near[texts.place(order[pair.item])] = {pair.item, texts.place(order[pair.keeper]),
                                                     pair.jaccard};
        return {};
    }

    void report() {
        const auto& rows = m_rows.rows();
        std::unordered_map<std::uint32_t, std::int64_t> members;
        for (std::uint32_t place = 0; place < rows.size(); ++place) {
            if (rows[place].side != m_target)
                continue;
            ++m_report.rows;
            const std::uint32_t first = m_first[place];
            std::uint32_t keeper = first;
            double jaccard = 1;
            // What has the same text as a row that goes has the keeper of that row.
            if (const auto near = m_near.find(first); near != m_near.end()) {
                keeper = near->second.keeper;
                jaccard = near->second.jaccard;
            } else if (rows[first].side == rows[place].side && (m_options.against || first == place)) {
                continue;
            }
            m_report.duplicates.push_back({rows[place].id, rows[keeper].id, jaccard, keeper == first});
            m_report.largestCluster = std::max(m_report.largestCluster, ++members[keeper] + 1);
        }
        m_report.clusters = std::ssize(members);
        m_report.withoutText = m_rows.withoutText();
        m_report.version = m_rows.sides().back().dataset.version;
        const auto byFirstRow = [](const Conflict& a, const Conflict& b) {
            return a.rows.front() < b.rows.front();
        };
        std::sort(m_report.conflicts.begin(), m_report.conflicts.end(), byFirstRow);
    }

    ComparedRows& m_rows;
    const DuplicateOptions& m_options;
    Preference m_preferred;
    std::uint32_t m_target;                             ///< the side whose rows go
    std::vector<std::uint32_t> m_first;                 ///< by place: the row with the same text that stays
    std::unordered_map<std::uint32_t, NearPair> m_near; ///< by place, keepers as places
    DuplicateReport m_report;
};

} // namespace

std::optional<Keep> keepOf(std::string_view name) {
    if (name == "first")
        return Keep::First;
    if (name == "last")
        return Keep::Last;
    return name == "longest" ? std::optional(Keep::Longest) : std::nullopt;
}

bool DuplicateReport::alarms() const {
    return static_cast<double>(duplicates.size()) > kAlarmShare * static_cast<double>(rows + withoutText) ||
           largestCluster > kAlarmCluster;
}

Result<DuplicateReport> findDuplicates(storage::Connection& database, const dataset::DatasetFacts& facts,
                                       const DuplicateOptions& options, StopToken stop,
                                       ProgressSink& progress) {
    std::vector<Side> sides;
    if (options.against)
        sides.push_back({*options.against, {}});
    sides.push_back({facts, {}});
    TRY(auto rows, ComparedRows::read(database, std::move(sides), options.key, stop, progress));
    TRY(auto report, Finder(rows, options).find(stop, progress));
    TRY_VOID(rows.requireUnchanged());
    return report;
}

Result<std::vector<std::optional<double>>> nearnessTo(storage::Connection& database,
                                                      const dataset::DatasetFacts& facts, TextKey key,
                                                      double threshold, RowId keeper,
                                                      std::span<const RowId> rows) {
    TRY(const auto kept, dataset::readRow(database, facts, keeper));
    const std::string text = rowTexts(kept.fields, facts, key).key;
    std::vector<std::optional<double>> alike;
    for (const RowId row : rows) {
        TRY(const auto other, dataset::readRow(database, facts, row));
        const std::string otherText = rowTexts(other.fields, facts, key).key;
        alike.push_back(exactHash(text) == exactHash(otherText) ? std::optional(1.0)
                                                                : nearness(text, otherText, threshold));
    }
    return alike;
}

Result<dataset::EditOutcome> removeDuplicates(project::Project& project, const dataset::DatasetFacts& facts,
                                              const DuplicateOptions& options, const DuplicateReport& report,
                                              StopToken stop) {
    dataset::Removal removal;
    removal.kind = "deduplicate";
    removal.version = report.version;
    removal.parameters = {{"key", std::string(nameOf(options.key))}};
    if (options.near)
        removal.parameters["near"] = *options.near;
    if (options.against)
        removal.parameters["against"] = options.against->name;
    for (const Duplicate& duplicate : report.duplicates)
        removal.rows.push_back(duplicate.removed);
    removal.alongside = [&](OperationId operation) -> Status {
        for (const Duplicate& duplicate : report.duplicates)
            TRY_VOID(project.database().run(
                "INSERT INTO duplicate_evidence(operation, removed, keeper, jaccard, exact) "
                "VALUES(?1, ?2, ?3, ?4, ?5)",
                operation.value, duplicate.removed.value, duplicate.keeper.value, duplicate.jaccard,
                duplicate.exact ? 1 : 0));
        return {};
    };
    return dataset::removeRows(project, facts.id, removal, std::move(stop));
}

Result<std::vector<Duplicate>> evidenceOf(storage::Connection& database, OperationId operation) {
    TRY(auto rows, database.prepare("SELECT removed, keeper, jaccard, exact FROM duplicate_evidence "
                                    "WHERE operation=?1 ORDER BY removed"));
    rows.bindAll(operation.value);
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<Duplicate> {
        return Duplicate{RowId{row.integer(0)}, RowId{row.integer(1)}, row.real(2), row.integer(3) != 0};
    });
}

const project::Part& duplicatesPart() {
    static const project::Part part = {
        {"duplicates", {R"sql(
    CREATE TABLE duplicate_evidence(operation INTEGER NOT NULL, removed INTEGER NOT NULL, keeper INTEGER NOT NULL,
        jaccard REAL NOT NULL, exact INTEGER NOT NULL, PRIMARY KEY(operation, removed)) STRICT, WITHOUT ROWID;
    CREATE TABLE leakage_reports(dataset INTEGER PRIMARY KEY, version TEXT NOT NULL, made_at TEXT NOT NULL,
        report TEXT NOT NULL) STRICT;
    )sql"}},
        // What belonged to datasets that were removed.
        [](project::Project& project) -> Status {
            auto& db = project.database();
            TRY_VOID(
                db.run("DELETE FROM duplicate_evidence WHERE operation NOT IN (SELECT id FROM operations)"));
            return db.run("DELETE FROM leakage_reports WHERE dataset NOT IN (SELECT id FROM datasets)");
        },
        nullptr};
    return part;
}

} // namespace luthier::cleaning

#include "pairs.h"

#include "answers.h"
#include "labels.h"

#include <dataset/conversation.h>
#include <dataset/labels.h>
#include <dataset/messages.h>
#include <dataset/probe.h>
#include <dataset/rows.h>
#include <dataset/writer.h>

#include <algorithm>

namespace luthier::labeling {

namespace {

using dataset::DatasetFacts;
using dataset::Label;
using dataset::Row;

constexpr std::int64_t kRowsBetweenReports = 1000;

/// The question and both answers of a row.
struct Sides {
    Json before;
    Json tools;
    std::string chosen;
    std::string rejected;
};

enum class Outcome { Pair, Disputed, Tie, Unchanged, Unusable };

struct Judged {
    Outcome outcome = Outcome::Unusable;
    Sides sides;
};

Judged judged(std::optional<Answered> chosen, std::optional<Answered> rejected) {
    if (!chosen || !rejected || chosen->before.empty() || chosen->before != rejected->before)
        return {};
    if (chosen->answer == rejected->answer)
        return {Outcome::Unchanged, {}};
    return {Outcome::Pair,
            {std::move(chosen->before), std::move(chosen->tools), std::move(chosen->answer),
             std::move(rejected->answer)}};
}

Judged corrected(const Row& row, const DatasetFacts& facts, const Json& value) {
    auto original = answeredOf(row.fields, facts.roles);
    auto repaired = original;
    if (repaired && value.is_string())
        repaired->answer = value.get<std::string>();
    return judged(std::move(repaired), std::move(original));
}

Judged preferred(const Row& row, const DatasetFacts& facts, const Scheme& scheme, const Json& value) {
    if (value == "tie")
        return {Outcome::Tie, {}};
    const std::size_t better = value == "a" ? 0 : 1;
    return judged(answeredBy(row.fields, facts.roles, scheme.fields[better]),
                  answeredBy(row.fields, facts.roles, scheme.fields[1 - better]));
}

/// The best against the worst; of those that share a place the first.
Judged ranked(const Row& row, const DatasetFacts& facts, const Json& order) {
    if (!order.is_array() || order.size() < 2)
        return {Outcome::Tie, {}};
    const auto side = [&](const Json& place) {
        return answeredBy(row.fields, facts.roles, place.at(0).get<std::string>());
    };
    return judged(side(order.front()), side(order.back()));
}

/// What the labels of one row under the scheme make of it.
Judged judge(const Row& row, const DatasetFacts& facts, const Scheme& scheme,
             const std::vector<Label>& labels) {
    const Json value = settledValue(labels);
    if (value.is_null())
        return {Outcome::Disputed, {}};
    if (scheme.kind == "ranking")
        return ranked(row, facts, value);
    return scheme.kind == "correction" ? corrected(row, facts, value) : preferred(row, facts, scheme, value);
}

/// Visits the rows that have labels of the scheme, each with them.
class LabelledRows {
public:
    using Visit = std::function<Status(const Row&, const std::vector<Label>&)>;
    LabelledRows(storage::Connection& database, const DatasetFacts& facts, std::vector<RowId> rows)
        : m_database(database)
        , m_facts(facts)
        , m_rows(std::move(rows)) {}

    Status visit(const std::string& scheme, const StopToken& stop, const Visit& visit) {
        std::vector<Label> held;
        const auto flush = [&]() -> Status {
            if (held.empty() || !std::ranges::binary_search(m_rows, held.front().row))
                return {};
            TRY(const auto rows, dataset::readRows(m_database, m_facts, std::span(&held.front().row, 1)));
            return rows.empty() ? Status() : visit(rows.front(), held);
        };
        TRY_VOID(dataset::forEachLabel(m_database, m_facts, scheme, [&](const Label& label) -> Status {
            if (stop.stop_requested())
                return interrupted();
            if (!held.empty() && held.front().row != label.row) {
                TRY_VOID(flush());
                held.clear();
            }
            held.push_back(label);
            return {};
        }));
        return flush();
    }

private:
    storage::Connection& m_database;
    const DatasetFacts& m_facts;
    std::vector<RowId> m_rows;
};

Status requirePairs(const Scheme& scheme) {
    if (givesPairs(scheme))
        return {};
    return usageError("label.gives_no_pairs").with("scheme", scheme.name).with("kind", scheme.kind);
}

bool isPlain(const Sides& sides) {
    return sides.before.size() == 1 && sides.tools.is_null() && sides.before[0]["role"] == "user" &&
           sides.before[0].size() == 2 && sides.before[0]["content"].is_string();
}

Json recordOf(const Sides& sides, bool plain) {
    if (plain)
        return {
            {"prompt", sides.before[0]["content"]}, {"chosen", sides.chosen}, {"rejected", sides.rejected}};
    Json record = {{"prompt", sides.before},
                   {"chosen", Json::array({dataset::plainMessage("assistant", sides.chosen)})},
                   {"rejected", Json::array({dataset::plainMessage("assistant", sides.rejected)})}};
    if (!sides.tools.is_null())
        record["tools"] = sides.tools;
    return record;
}

} // namespace

bool givesPairs(const Scheme& scheme) {
    return scheme.kind == "correction" || scheme.kind == "preference" || scheme.kind == "ranking";
}

Json toJson(const PairCounts& counts) {
    return {{"of_rows", counts.rows},
            {"pairs", counts.pairs},
            {"left_out",
             {{"unlabelled", counts.unlabelled},
              {"differ", counts.disputed},
              {"ties", counts.ties},
              {"unchanged", counts.unchanged},
              {"unusable", counts.unusable}}}};
}

Error noPairs(const Scheme& scheme, const PairCounts& counts) {
    return refused("label.no_pairs")
        .with("scheme", scheme.name)
        .with("unlabelled", counts.unlabelled)
        .with("unchanged", counts.unchanged)
        .with("ties", counts.ties)
        .with("differ", counts.disputed)
        .with("unusable", counts.unusable);
}

Result<PairCounts> countPairs(storage::Connection& db, const DatasetFacts& facts,
                              const dataset::RowFilter& filter, const Scheme& scheme, StopToken stop) {
    TRY_VOID(requirePairs(scheme));
    TRY(auto ids, dataset::selectRows(db, facts, filter, stop));
    PairCounts counts;
    counts.rows = std::ssize(ids);
    std::int64_t labelled = 0;
    LabelledRows rows(db, facts, std::move(ids));
    TRY_VOID(rows.visit(scheme.name, stop, [&](const Row& row, const std::vector<Label>& labels) -> Status {
        ++labelled;
        const Judged one = judge(row, facts, scheme, labels);
        counts.pairs += one.outcome == Outcome::Pair ? 1 : 0;
        counts.disputed += one.outcome == Outcome::Disputed ? 1 : 0;
        counts.ties += one.outcome == Outcome::Tie ? 1 : 0;
        counts.unchanged += one.outcome == Outcome::Unchanged ? 1 : 0;
        counts.unusable += one.outcome == Outcome::Unusable ? 1 : 0;
        if (one.outcome == Outcome::Pair) {
            counts.isPlain = counts.isPlain && isPlain(one.sides);
            counts.hasTools = counts.hasTools || !one.sides.tools.is_null();
        }
        return {};
    }));
    counts.unlabelled = counts.rows - labelled;
    return counts;
}

Status forEachPair(storage::Connection& db, const DatasetFacts& facts, const dataset::RowFilter& filter,
                   const Scheme& scheme, const PairCounts& counts, StopToken stop,
                   const std::function<Status(const Pair&)>& visit) {
    TRY_VOID(requirePairs(scheme));
    TRY(auto ids, dataset::selectRows(db, facts, filter, stop));
    LabelledRows rows(db, facts, std::move(ids));
    return rows.visit(scheme.name, stop, [&](const Row& row, const std::vector<Label>& labels) -> Status {
        const Judged one = judge(row, facts, scheme, labels);
        if (one.outcome != Outcome::Pair)
            return {};
        // Changed since it was counted: a text could not hold it.
        return visit({row.id, row.split, recordOf(one.sides, counts.isPlain && isPlain(one.sides))});
    });
}

Result<MadePairs> makePairs(project::Project& project, const DatasetFacts& facts,
                            const dataset::RowFilter& filter, const Scheme& scheme, const std::string& name,
                            StopToken stop, ProgressSink& progress) {
    auto& db = project.database();
    MadePairs made;
    TRY(made.counts, countPairs(db, facts, filter, scheme, stop));
    if (made.counts.pairs == 0)
        return noPairs(scheme, made.counts);
    dataset::NewDataset described;
    described.name = name;
    described.layout = "preference";
    described.roles = {{"prompt", "prompt"}, {"chosen", "chosen"}, {"rejected", "rejected"}};
    described.source = {{"files", Json::array({facts.name})}, {"format", "jsonl"}, {"scheme", scheme.name}};
    if (made.counts.hasTools)
        described.roles.emplace_back("tools", "tools");
    TRY(auto writer, dataset::RowWriter::create(project, described, dataset::Name::Proposed));
    TRY_VOID(forEachPair(db, facts, filter, scheme, made.counts, stop, [&](const Pair& pair) -> Status {
        const std::string raw = dumpJson(pair.record);
        TRY_VOID(writer.add({raw, pair.split, dataset::narrowOf(pair.record, described.roles, {})}));
        if (writer.rows() % kRowsBetweenReports == 0)
            progress.report({"pairing", writer.rows(), made.counts.pairs});
        return {};
    }));
    const std::uint32_t kind = made.counts.isPlain ? dataset::kString : dataset::kList;
    std::vector<dataset::Field> fields;
    for (const auto& [column, role] : described.roles)
        fields.push_back({column, role == "tools" ? std::uint32_t{dataset::kList} : kind});
    TRY(auto outcome, writer.publish(fields));
    made.facts = std::move(outcome.facts);
    return made;
}

} // namespace luthier::labeling

#include "preparation.h"

#include "freezing.h"
#include "pairs.h"
#include "repeats.h"

#include <base/utf8.h>
#include <dataset/catalog.h>
#include <dataset/conversation.h>
#include <dataset/rows.h>

#include <algorithm>

namespace luthier::examples {
namespace {

constexpr std::int64_t kPage = 500;
constexpr std::size_t kLongestQuestion = 4000; // bytes

/// A row, `times` times; what becomes of it is counted.
void take(Prepared& prepared, Freezer& freezer, const dataset::Row& row, const dataset::DatasetFacts& facts,
          const ExampleMaker& maker, const recipe::Recipe& recipe, int times) {
    const auto example = maker.make(row.fields, facts.roles);
    if (!example)
        return prepared.counts.addRefused(example.error().code());
    if (const Status fits = freezer.note(*example); !fits)
        return prepared.counts.addRefused(fits.error().code());
    const RowFate fate = fateOf(example->isCut(), trains(*example, recipe.task), recipe.tokens.truncation);
    prepared.counts.add(fate);
    if (fate != RowFate::Whole && fate != RowFate::Cut)
        return;
    prepared.remarks.add(row.fields, facts.roles, *example, maker.tokenizer());
    for (int i = 0; i < times; ++i)
        freezer.append(*example, facts.id.value, row.id.value);
}

/// What the last user turn before the row's last answer says; empty when there is none.
std::string questionOf(const Json& fields, const dataset::Roles& roles) {
    const auto ofAnswer =
        hasPairs(roles) ? rolesOfAnswer(fields, roles, Side::Chosen) : Result<dataset::Roles>(roles);
    if (!ofAnswer)
        return {};
    const auto conversation = dataset::conversationOf(fields, *ofAnswer);
    if (!conversation || conversation->text)
        return {};
    std::string question, asked;
    for (const Json& message : conversation->messages) {
        const std::string role = stringAt(message, "role", "").value_or("");
        if (role == "user")
            asked = stringAt(message, "content", "").value_or("");
        else if (role == "assistant")
            question = asked;
    }
    return std::string(utf8Prefix(question, kLongestQuestion));
}

} // namespace

Result<Prepared> prepareRows(project::Project& project, const std::vector<recipe::DataSource>& sources,
                             const ExampleMaker& maker, const recipe::Recipe& recipe, StopToken stop,
                             ProgressSink& progress, const FrozenData* train) {
    Prepared prepared;
    Freezer freezer(recipe, maker.modelLabels(), train);
    for (const recipe::DataSource& source : sources) {
        TRY(const auto facts, dataset::findDataset(project.database(), source.dataset));
        dataset::RowFilter filter;
        filter.split = source.split;
        prepared.sources.push_back({{"dataset", facts.name},
                                    {"version", facts.version},
                                    {"split", source.split ? Json(*source.split) : Json(nullptr)}});
        Repeats repeats(source.weight, recipe.seed, facts.id.value);
        RowId after{0};
        for (;;) {
            if (stop.stop_requested())
                return interrupted();
            TRY(const auto rows, dataset::readAfter(project.database(), facts, filter, after, kPage));
            if (rows.empty())
                break;
            for (const dataset::Row& row : rows) {
                take(prepared, freezer, row, facts, maker, recipe, repeats.next());
                const std::int64_t wanted = std::min(freezer.rows(), recipe.samplePrompts);
                if (static_cast<std::int64_t>(prepared.questions.size()) < wanted)
                    prepared.questions.resize(static_cast<std::size_t>(wanted),
                                              questionOf(row.fields, facts.roles));
            }
            after = rows.back().id;
            progress.report({"preparing", prepared.counts.rows, facts.rows});
        }
    }
    TRY(prepared.data, std::move(freezer).finish());
    return prepared;
}

Result<std::vector<std::string>> changedDatasets(storage::Connection& db, const Json& lineage) {
    TRY(const auto present, dataset::listDatasets(db));
    std::vector<std::string> changed;
    for (const char* key : {"datasets", "validation"}) {
        const Json* sources = member(lineage, key);
        for (const Json& source : sources && sources->is_array() ? *sources : Json::array()) {
            TRY(const std::string name, stringAt(source, "dataset"));
            TRY(const std::string version, stringAt(source, "version"));
            const bool same =
                std::any_of(present.begin(), present.end(), [&](const dataset::DatasetFacts& facts) {
                    return facts.name == name && facts.version == version;
                });
            if (!same && std::find(changed.begin(), changed.end(), name) == changed.end())
                changed.push_back(name);
        }
    }
    return changed;
}

} // namespace luthier::examples

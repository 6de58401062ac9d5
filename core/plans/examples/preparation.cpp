#include "preparation.h"

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

void take(Prepared& prepared, const dataset::Row& row, const dataset::DatasetFacts& facts,
          const ExampleMaker& maker, const recipe::Recipe& recipe, int times) {
    const auto rendered = maker.make(row.fields, facts.roles);
    if (!rendered) {
        prepared.counts.addRefused(rendered.error().code());
        return;
    }
    // The first token is predicted by nothing, so it alone is not worth a row.
    const bool trains = std::find(rendered->mask.begin() + (rendered->mask.empty() ? 0 : 1),
                                  rendered->mask.end(), 1) != rendered->mask.end();
    const RowFate fate = fateOf(rendered->cut > 0, trains, recipe.tokens.truncation);
    prepared.counts.add(fate);
    if (fate != RowFate::Whole && fate != RowFate::Cut)
        return;
    prepared.remarks.add(row.fields, facts.roles, *rendered, maker.tokenizer());
    for (int i = 0; i < times; ++i)
        prepared.data.append(rendered->ids, rendered->mask, facts.id.value, row.id.value);
}

/// What the last user turn before the row's last answer says; empty when there is none.
std::string questionOf(const Json& fields, const dataset::Roles& roles) {
    const auto conversation = dataset::conversationOf(fields, roles);
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
                             ProgressSink& progress) {
    Prepared prepared;
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
                take(prepared, row, facts, maker, recipe, repeats.next());
                const std::int64_t wanted = std::min(prepared.data.rows(), recipe.samplePrompts);
                if (static_cast<std::int64_t>(prepared.questions.size()) < wanted)
                    prepared.questions.resize(static_cast<std::size_t>(wanted),
                                              questionOf(row.fields, facts.roles));
            }
            after = rows.back().id;
            progress.report({"preparing", prepared.counts.rows, facts.rows});
        }
    }
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

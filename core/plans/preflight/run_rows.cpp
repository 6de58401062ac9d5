#include "run_rows.h"

#include <dataset/catalog.h>
#include <examples/lengths.h>
#include <examples/strangers.h>

#include <algorithm>

namespace luthier::preflight {
namespace {

/// Bytes of a frozen token (id and mask), of a frozen row (start, row and dataset) and of the end of the
/// rows.
constexpr std::int64_t kTokenBytes = 5;
constexpr std::int64_t kRowBytes = 24;
constexpr std::int64_t kDataBytes = 8;
/// Weights may repeat rows so often that nobody can mean it.
constexpr double kMostRows = 5e7;

planning::Work workOf(const std::vector<examples::RowSize>& rows, std::int64_t inFront) {
    planning::Work work;
    for (const examples::RowSize& row : rows) {
        work.addRow(row.tokens + inFront, row.targets, row.source);
        if (row.rejected > 0) // its targets are counted
            work.addRow(row.rejected + inFront, 0);
    }
    return work;
}

std::vector<examples::RowSize> sizesOf(const std::vector<examples::SourceRows>& sources) {
    std::vector<examples::RowSize> sizes;
    for (const examples::SourceRows& source : sources)
        sizes.insert(sizes.end(), source.sizes.begin(), source.sizes.end());
    return sizes;
}

/// Rows of a split; of the whole dataset without one.
Result<std::int64_t> rowsOf(project::Project& project, const dataset::DatasetFacts& facts,
                            const std::optional<std::string>& split) {
    if (!split)
        return facts.rows;
    TRY(const auto splits, dataset::splitCounts(project.database(), facts.id));
    const auto found =
        std::find_if(splits.begin(), splits.end(), [&](const auto& entry) { return entry.name == *split; });
    return found == splits.end() ? std::int64_t{0} : found->rows;
}

} // namespace

examples::RowCounts RunRows::trainCounts() const {
    examples::RowCounts counts;
    for (const examples::SourceRows& source : train)
        counts += source.counts;
    return counts;
}

std::vector<examples::RowSize> RunRows::trainSizes() const {
    return sizesOf(train);
}

bool isAskedAbout(const examples::RowCounts& counts) {
    return static_cast<double>(counts.leftOut()) > kAskedShare * static_cast<double>(counts.rows);
}

planning::DataFacts dataFacts(const examples::BatchPlan& batches, const std::vector<examples::RowSize>& train,
                              const std::vector<examples::RowSize>& validation) {
    planning::DataFacts facts;
    std::int64_t longest = 0; // a text
    std::int64_t largest = 0; // a row
    for (const examples::RowSize& row : validation) {
        longest = std::max<std::int64_t>(longest, std::max(row.tokens, row.rejected) + batches.inFront());
        largest = std::max<std::int64_t>(largest, row.tokens + row.rejected + 2 * batches.inFront());
    }
    if (batches.mostPairs() == 0)
        largest = longest;
    std::int64_t longestSource = 0;
    for (const examples::RowSize& row : validation)
        longestSource = std::max<std::int64_t>(longestSource, row.source);
    facts.longestSource = std::max(batches.longestSource(), longestSource);
    facts.mostSource = std::max(batches.mostSource(), longestSource);
    facts.longestRow = std::max(batches.longestRow(), longest);
    facts.mostTokens = std::max(batches.mostTokens(), largest);
    facts.mostTargets = std::max(batches.mostTargets(), largest);
    facts.mostPairs = batches.mostPairs();
    facts.sequences = batches.sequences();
    facts.steps = train.empty() ? 0 : batches.steps();
    facts.step = workOf(train, batches.inFront());
    if (const auto steps = static_cast<double>(batches.stepsPerEpoch()); steps > 0)
        facts.step = facts.step.times(1 / steps);
    facts.validation = workOf(validation, batches.inFront());
    facts.validationRows = static_cast<std::int64_t>(validation.size());
    for (const auto* rows : {&train, &validation}) {
        facts.rowBytes += kDataBytes;
        for (const examples::RowSize& row : *rows)
            facts.rowBytes += kRowBytes + kTokenBytes * (row.tokens + row.source + row.rejected);
    }
    return facts;
}

Result<RowRendering> renderingOf(const OpenRecipe& open, Workshop& workshop) {
    RowRendering rendering;
    TRY(rendering.tokenizer, workshop.tokenizer(open.source.tokenizerFolder));
    TRY(rendering.chosen, workshop.chatTemplate(open.recipe.chatTemplate.source, *rendering.tokenizer));
    return rendering;
}

Result<CountedRun> countRun(project::Project& project, const OpenRecipe& open, const RowRendering& rendering,
                            Workshop& workshop, Waiting waiting, StopToken stop, ProgressSink& progress) {
    const recipe::Recipe& recipe = open.recipe;
    std::vector<CountedSource> sources;
    double rowsOfAnEpoch = 0;
    for (const auto* group : {&recipe.data, &recipe.validation})
        for (const recipe::DataSource& source : *group) {
            TRY(auto facts, dataset::findDataset(project.database(), source.dataset));
            TRY(const std::int64_t rows, rowsOf(project, facts, source.split));
            sources.push_back(countedSource(std::move(facts), source.split, *rendering.tokenizer,
                                            rendering.chosen->text, recipe));
            sources.back().rows = rows;
            rowsOfAnEpoch += source.weight * static_cast<double>(rows);
        }
    if (rowsOfAnEpoch > kMostRows)
        return usageError("recipe.too_many_rows")
            .with("rows", static_cast<std::int64_t>(rowsOfAnEpoch))
            .with("limit", static_cast<std::int64_t>(kMostRows));
    const examples::ExampleMaker whole(rendering.tokenizer, rendering.chosen->chatTemplate,
                                       examples::withoutLimit(recipe), open.modelLabels());
    TRY(const CountAnswer answer,
        workshop.rows().count(project, sources, whole, waiting, std::move(stop), progress));
    CountedRun counted;
    counted.counting = answer.counting;
    if (counted.counting)
        return counted;
    RunRows rows;
    const auto validationFrom = answer.extents.begin() + std::ssize(recipe.data);
    const auto labels =
        examples::labelsOf({answer.extents.begin(), validationFrom}, recipe, whole.modelLabels());
    if (!labels)
        rows.labelFault = labels.error();
    else if (examples::hasNames(recipe.task))
        rows.labels = {labels->names, labels->problem == recipe::ProblemType::MultiLabel};
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const bool trains = i < recipe.data.size();
        const recipe::DataSource& source =
            trains ? recipe.data[i] : recipe.validation[i - recipe.data.size()];
        (trains ? rows.train : rows.validation)
            .push_back(examples::rowsUnder(*answer.extents[i], recipe, source, sources[i].dataset.id.value,
                                           trains || !labels ? examples::rulesOf(recipe) : *labels));
    }
    for (auto* side : {&rows.train, &rows.validation})
        examples::addStrangers(*side, recipe);
    const auto train = rows.trainSizes();
    rows.facts = dataFacts(examples::BatchPlan(train, recipe), train, sizesOf(rows.validation));
    counted.rows = std::move(rows);
    return counted;
}

Result<CountedRun> countKnownRows(project::Project& project, const OpenRecipe& open, Workshop& workshop,
                                  Waiting waiting, StopToken stop, ProgressSink& progress) {
    const auto rendering = renderingOf(open, workshop);
    if (!rendering)
        return CountedRun{};
    auto counted = countRun(project, open, *rendering, workshop, waiting, std::move(stop), progress);
    const bool isTold = !counted && (counted.error().code() == "dataset.not_found" ||
                                     counted.error().code() == "recipe.too_many_rows");
    return isTold ? CountedRun{} : std::move(counted);
}

} // namespace luthier::preflight

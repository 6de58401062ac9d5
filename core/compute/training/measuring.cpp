#include "measuring.h"

#include "loop.h"
#include "run_setup.h"

#include <engine/compute_device.h>
#include <planning/plan.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>

namespace luthier::training {
namespace {

using Clock = std::chrono::steady_clock;

/// The steps that are timed, as micro-batches of row sizes, and before them the largest micro-batch.
struct MeasuredRows {
    std::vector<examples::RowSize> largest;
    std::vector<std::vector<std::vector<examples::RowSize>>> steps;
};

MeasuredRows filledRows(const preflight::OpenRecipe& open) {
    const auto length = static_cast<std::int32_t>(std::min(
        open.recipe.tokens.maxLength, open.source.shape.maxPositions - recipe::virtualTokens(open.recipe)));
    MeasuredRows rows;
    const bool pairs = recipe::comparesAnswers(open.recipe.task);
    const std::int32_t learnt = open.recipe.task == recipe::Task::Reward ? 1 : length - 1;
    examples::RowSize row{length, pairs ? 2 * learnt : learnt};
    row.rejected = pairs ? length : 0;
    rows.largest.assign(static_cast<std::size_t>(open.recipe.batchSize), row);
    rows.steps = {{rows.largest, rows.largest}};
    return rows;
}

MeasuredRows rowsOf(const examples::BatchPlan& batches, const std::vector<examples::RowSize>& sizes) {
    MeasuredRows rows;
    const auto sizesOf = [&](const examples::MicroBatch& batch) {
        std::vector<examples::RowSize> taken;
        for (const std::int64_t row : batch)
            taken.push_back(sizes[static_cast<std::size_t>(row)]);
        return taken;
    };
    rows.largest = sizesOf(batches.largestMicroBatch());
    for (std::int64_t step = 1; step <= std::min(kMeasuredSteps, batches.steps()); ++step) {
        rows.steps.emplace_back();
        for (const examples::MicroBatch& batch : batches.microBatches(step))
            rows.steps.back().push_back(sizesOf(batch));
    }
    return rows;
}

/// Rows of random tokens, the last ones of each learnt; of texts with labels, the last one speaks for its
/// text.
engine::PackedBatch randomBatch(const std::vector<examples::RowSize>& sizes,
                                const families::ModelShape& shape, std::uint64_t seed) {
    std::mt19937_64 draws(seed);
    const auto below = [&](std::int64_t limit) {
        return static_cast<std::int32_t>(draws() % static_cast<std::uint64_t>(limit));
    };
    const bool words = shape.head == families::Head::Words;
    engine::PackedBatch batch;
    for (const examples::RowSize& row : sizes) {
        const auto appendText = [&](std::int32_t tokens, std::int32_t targets) {
            std::vector<std::int32_t> ids(static_cast<std::size_t>(tokens));
            for (std::int32_t& id : ids)
                id = below(shape.vocabularySize);
            engine::appendRow(batch, ids, std::vector<std::uint8_t>(ids.size()));
            const std::int32_t end = batch.rowStarts.back();
            for (std::int32_t at = end - targets; at < end; ++at)
                batch.targets.push_back(
                    {at, below(words ? shape.vocabularySize : std::max<std::int64_t>(shape.labels, 1))});
        };
        // Of a pair each text has its share of the targets.
        const std::int32_t worse = row.rejected > 0 ? row.targets / 2 : 0;
        appendText(row.tokens, std::min(row.targets - worse, row.tokens));
        if (row.rejected > 0) {
            appendText(row.rejected, std::min(worse, row.rejected));
            ++batch.pairs;
        }
        if (shape.head == families::Head::TextLabels && shape.problem != families::Problem::SingleLabel)
            batch.values.resize(batch.values.size() + static_cast<std::size_t>(row.targets * shape.labels),
                                0.5F);
        if (shape.kind != families::ModelKind::EncoderDecoder)
            continue;
        if (batch.sourceStarts.empty())
            batch.sourceStarts.push_back(0);
        for (std::int32_t i = 0; i < row.source; ++i)
            batch.sourceIds.push_back(below(shape.vocabularySize));
        batch.sourceStarts.push_back(static_cast<std::int32_t>(batch.sourceIds.size()));
    }
    return batch;
}

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

} // namespace

std::int64_t peakMemory() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word)
        if (word == "VmHWM:") {
            std::int64_t kilobytes = 0;
            status >> kilobytes;
            return kilobytes * 1024;
        }
    return 0;
}

Result<MeasuredStep> measureRecipe(const preflight::OpenRecipe& open,
                                   const std::optional<preflight::RunRows>& known, StopToken stop) {
    RunSetup setup;
    setup.recipe = open.recipe;
    setup.source = open.source;
    TRY(setup.adapters,
        preflight::adapterPlan(open.recipe.method, open.source.shape, open.source.path.string()));
    const std::vector<examples::RowSize> sizes = known ? known->trainSizes() : filledRows(open).largest;
    setup.batches.emplace(sizes, open.recipe);
    const MeasuredRows rows = known ? rowsOf(*setup.batches, sizes) : filledRows(open);
    TRY(const footprint::Products products, preflight::productsOf(open.recipe));
    TRY_VOID(openModel(setup, 0, products, known ? known->facts : planning::worstCase(open.recipe)));
    TRY(auto tuner, makeTuner(setup));
    TRY(const double warm,
        tuner->accumulate(randomBatch(rows.largest, open.source.shape, open.recipe.seed), 1.0, 0));
    static_cast<void>(warm);
    const Clock::time_point begin = Clock::now();
    std::uint64_t stream = 1;
    std::int64_t microBatches = 0;
    for (const auto& step : rows.steps) {
        for (const auto& batch : step) {
            if (stop.stop_requested())
                return interrupted();
            TRY(const double loss,
                tuner->accumulate(randomBatch(batch, open.source.shape, open.recipe.seed + stream), 1.0,
                                  stream));
            static_cast<void>(loss);
            ++stream;
            ++microBatches;
        }
    }
    const double accumulated = secondsSince(begin) / static_cast<double>(microBatches);
    const Clock::time_point update = Clock::now();
    TRY(const double norm,
        tuner->update(optimizerStep(open.recipe.optimizer, 1, open.recipe.optimizer.learningRate)));
    static_cast<void>(norm);
    return MeasuredStep{peakMemory(),
                        accumulated * static_cast<double>(open.recipe.accumulation) + secondsSince(update)};
}

} // namespace luthier::training

#include "measuring.h"

#include "loop.h"
#include "run_setup.h"

#include <engine/compute_device.h>
#include <planning/plan.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <numeric>
#include <random>

namespace luthier::training {
namespace {

using Clock = std::chrono::steady_clock;

/// Rows of random tokens, the last ones of each trained.
examples::FrozenData randomRows(const std::vector<examples::RowSize>& sizes, std::int64_t vocabulary,
                                std::uint64_t seed) {
    std::mt19937_64 draws(seed);
    examples::FrozenData data;
    for (std::size_t row = 0; row < sizes.size(); ++row) {
        std::vector<std::int32_t> ids(static_cast<std::size_t>(sizes[row].tokens));
        for (std::int32_t& id : ids)
            id = static_cast<std::int32_t>(draws() % static_cast<std::uint64_t>(vocabulary));
        std::vector<std::uint8_t> trained(ids.size(), 0);
        std::fill(trained.end() - sizes[row].targets, trained.end(), std::uint8_t{1});
        data.append(ids, trained, 0, static_cast<std::int64_t>(row));
    }
    return data;
}

/// The steps that are timed, as micro-batches of row sizes, and before them the largest micro-batch.
struct MeasuredRows {
    std::vector<examples::RowSize> largest;
    std::vector<std::vector<std::vector<examples::RowSize>>> steps;
};

MeasuredRows filledRows(const preflight::OpenRecipe& open) {
    const auto length =
        static_cast<std::int32_t>(std::min(open.recipe.tokens.maxLength, open.source.shape.maxPositions));
    MeasuredRows rows;
    rows.largest.assign(static_cast<std::size_t>(open.recipe.batchSize), {length, length - 1});
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

engine::PackedBatch randomBatch(const std::vector<examples::RowSize>& sizes, std::int64_t vocabulary,
                                std::uint64_t seed) {
    const examples::FrozenData data = randomRows(sizes, vocabulary, seed);
    std::vector<std::int64_t> rows(sizes.size());
    std::iota(rows.begin(), rows.end(), 0);
    return packedBatch(data, rows);
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
    const std::int64_t vocabulary = open.source.shape.vocabularySize;
    const std::vector<examples::RowSize> sizes = known ? known->trainSizes() : filledRows(open).largest;
    setup.batches.emplace(sizes, open.recipe);
    const MeasuredRows rows = known ? rowsOf(*setup.batches, sizes) : filledRows(open);
    TRY(const footprint::Products products, preflight::productsOf(open.recipe));
    TRY_VOID(openModel(setup, 0, products, known ? known->facts : planning::worstCase(open.recipe)));
    TRY(auto tuner, makeTuner(setup));
    TRY(const double warm,
        tuner->accumulate(randomBatch(rows.largest, vocabulary, open.recipe.seed), 1.0, 0));
    static_cast<void>(warm);
    const Clock::time_point begin = Clock::now();
    std::uint64_t stream = 1;
    std::int64_t microBatches = 0;
    for (const auto& step : rows.steps) {
        for (const auto& batch : step) {
            if (stop.stop_requested())
                return interrupted();
            TRY(const double loss,
                tuner->accumulate(randomBatch(batch, vocabulary, open.recipe.seed + stream), 1.0, stream));
            static_cast<void>(loss);
            ++stream;
            ++microBatches;
        }
    }
    const double accumulated = secondsSince(begin) / static_cast<double>(microBatches);
    const Clock::time_point update = Clock::now();
    engine::AdamWStep step;
    step.learningRate = open.recipe.optimizer.learningRate;
    TRY(const double norm, tuner->update(step));
    static_cast<void>(norm);
    return MeasuredStep{peakMemory(),
                        accumulated * static_cast<double>(open.recipe.accumulation) + secondsSince(update)};
}

} // namespace luthier::training

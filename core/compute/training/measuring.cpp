#include "measuring.h"

#include "loop.h"
#include "run_setup.h"

#include <engine/compute_device.h>
#include <planning/plan.h>

#include <chrono>
#include <fstream>
#include <numeric>
#include <random>

namespace luthier::training {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kTimed = 2;

examples::FrozenData randomRows(std::int64_t rows, std::int64_t length, std::int64_t vocabulary,
                                std::uint64_t seed) {
    std::mt19937_64 draws(seed);
    examples::FrozenData data;
    const std::vector<std::uint8_t> trained(static_cast<std::size_t>(length), 1);
    std::vector<std::int32_t> ids(trained.size());
    for (std::int64_t row = 0; row < rows; ++row) {
        for (std::int32_t& id : ids)
            id = static_cast<std::int32_t>(draws() % static_cast<std::uint64_t>(vocabulary));
        data.append(ids, trained, 0, row);
    }
    return data;
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

Result<MeasuredStep> measureRecipe(const preflight::OpenRecipe& open, StopToken stop) {
    RunSetup setup;
    setup.recipe = open.recipe;
    setup.source = open.source;
    TRY(setup.adapters,
        preflight::adapterPlan(open.recipe.method, open.source.shape, open.source.path.string()));
    const std::int64_t length = std::min(open.recipe.tokens.maxLength, open.source.shape.maxPositions);
    setup.train =
        randomRows(open.recipe.batchSize, length, open.source.shape.vocabularySize, open.recipe.seed);
    TRY(const footprint::Products products, preflight::productsOf(open.recipe));
    TRY_VOID(openModel(setup, 0, products));
    TRY(auto tuner, makeTuner(setup));
    std::vector<std::int64_t> rows(static_cast<std::size_t>(setup.train.rows()));
    std::iota(rows.begin(), rows.end(), 0);
    const engine::PackedBatch batch = packedBatch(setup.train, rows);
    const double scale = 1.0 / static_cast<double>(batch.targets.size());
    TRY(const double warm, tuner->accumulate(batch, scale, 0));
    static_cast<void>(warm);
    const Clock::time_point begin = Clock::now();
    for (int i = 1; i <= kTimed; ++i) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const double loss, tuner->accumulate(batch, scale, static_cast<std::uint64_t>(i)));
        static_cast<void>(loss);
    }
    const Clock::time_point accumulated = Clock::now();
    engine::AdamWStep step;
    step.learningRate = open.recipe.optimizer.learningRate;
    TRY(const double norm, tuner->update(step));
    static_cast<void>(norm);
    const auto seconds = [](Clock::duration duration) {
        return std::chrono::duration<double>(duration).count();
    };
    return MeasuredStep{peakMemory(), seconds(accumulated - begin) / kTimed *
                                              static_cast<double>(open.recipe.accumulation) +
                                          seconds(Clock::now() - accumulated)};
}

} // namespace luthier::training

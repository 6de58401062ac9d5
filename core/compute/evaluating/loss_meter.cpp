#include "loss_meter.h"

#include <generation/open_decoder.h>
#include <planning/step_program.h>

#include <algorithm>
#include <limits>

namespace luthier::evaluating {
namespace {

/// Short rows go through together: products of a few rows are slow.
constexpr std::int64_t kBatchTokens = 1024;

} // namespace

double RowLoss::mean() const {
    return tokens > 0 ? sum / static_cast<double>(tokens) : std::numeric_limits<double>::quiet_NaN();
}

RowLoss total(const std::vector<RowLoss>& rows) {
    RowLoss all;
    for (const RowLoss& row : rows) {
        all.sum += row.sum;
        all.tokens += row.tokens;
    }
    return all;
}

RowBounds boundsOf(const examples::FrozenData& rows) {
    RowBounds most;
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
        most.tokens = std::max(most.tokens, rows.length(row));
        most.source = std::max(most.source, rows.sourceLength(row));
    }
    return most;
}

LossMeter::LossMeter(std::unique_ptr<engine::Tuner> tuner, packing::RowPacker packer, const RowBounds& most)
    : m_tuner(std::move(tuner))
    , m_packer(packer)
    , m_most(most) {}

Result<LossMeter> LossMeter::create(std::shared_ptr<const engine::Model> model, const files::Adapter& adapter,
                                    const RowBounds& longest, const packing::Masking& masking) {
    const families::ModelShape& shape = model->shape();
    planning::StepSettings settings;
    const std::int64_t inFront = adapter.form.config.virtualTokens;
    settings.longestRow = longest.tokens + inFront;
    settings.longestSource = longest.source;
    settings.tokens = std::max(settings.longestRow, kBatchTokens);
    settings.sourceTokens = longest.source > 0 ? std::max(longest.source, kBatchTokens) : 0;
    settings.trainedTokens = settings.tokens;
    settings.formats = model->formats();
    settings.method = generation::methodOf(adapter, shape);
    const packing::RowPacker packer(shape, masking, inFront);
    auto step = planning::compileStep(shape, settings);
    TRY(auto tuner, engine::Tuner::create(std::move(model), std::move(step), 0));
    TRY_VOID(tuner->setParameters(generation::parametersOf(adapter)));
    return LossMeter(std::move(tuner), packer, {settings.tokens, settings.sourceTokens});
}

Result<std::vector<RowLoss>> LossMeter::measure(const examples::FrozenData& rows, StopToken stop) {
    std::vector<RowLoss> all;
    for (std::int64_t row = 0; row < rows.rows();) {
        if (stop.stop_requested())
            return interrupted();
        std::vector<std::int64_t> taken;
        RowBounds held{0, 0};
        const auto fits = [&] {
            return held.tokens + m_packer.tokensOf(rows, row) <= m_most.tokens &&
                   held.source + rows.sourceLength(row) <= m_most.source;
        };
        while (row < rows.rows() && (taken.empty() || fits())) {
            held.tokens += m_packer.tokensOf(rows, row);
            held.source += rows.sourceLength(row);
            taken.push_back(row++);
        }
        const engine::PackedBatch batch = m_packer.pack(rows, taken);
        std::vector<float> losses;
        if (!batch.targets.empty()) {
            TRY(losses, m_tuner->losses(batch));
        }
        auto next = losses.begin();
        for (const std::int64_t done : taken) {
            RowLoss loss{0, rows.targets(done)};
            for (std::int64_t i = 0; i < loss.tokens; ++i)
                loss.sum += static_cast<double>(*next++);
            all.push_back(loss);
        }
    }
    return all;
}

} // namespace luthier::evaluating

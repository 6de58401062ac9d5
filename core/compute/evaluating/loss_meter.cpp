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

std::int64_t longestRow(const examples::FrozenData& rows) {
    std::int64_t longest = 1;
    for (std::int64_t row = 0; row < rows.rows(); ++row)
        longest = std::max(longest, rows.length(row));
    return longest;
}

LossMeter::LossMeter(std::unique_ptr<engine::Tuner> tuner, std::int64_t tokens)
    : m_tuner(std::move(tuner))
    , m_tokens(tokens) {}

Result<LossMeter> LossMeter::create(std::shared_ptr<const engine::Model> model, const files::Adapter& adapter,
                                    std::int64_t longestRow) {
    planning::StepSettings settings;
    settings.longestRow = longestRow;
    settings.tokens = std::max(longestRow, kBatchTokens);
    settings.trainedTokens = settings.tokens;
    settings.formats = model->formats();
    settings.method = generation::methodOf(adapter);
    auto step = planning::compileStep(model->shape(), settings);
    TRY(auto tuner, engine::Tuner::create(std::move(model), std::move(step), 0));
    TRY_VOID(tuner->setParameters(generation::parametersOf(adapter)));
    return LossMeter(std::move(tuner), settings.tokens);
}

Result<std::vector<RowLoss>> LossMeter::measure(const examples::FrozenData& rows, StopToken stop) {
    std::vector<RowLoss> all;
    for (std::int64_t row = 0; row < rows.rows();) {
        if (stop.stop_requested())
            return interrupted();
        engine::PackedBatch batch;
        const std::int64_t first = row;
        std::int64_t tokens = 0;
        while (row < rows.rows() && (row == first || tokens + rows.length(row) <= m_tokens)) {
            tokens += rows.length(row);
            engine::appendRow(batch, rows.idsOf(row), rows.trainedOf(row));
            ++row;
        }
        std::vector<float> losses;
        if (!batch.targets.empty()) {
            TRY(losses, m_tuner->losses(batch));
        }
        auto next = losses.begin();
        for (std::int64_t done = first; done < row; ++done) {
            RowLoss loss{0, rows.targets(done)};
            for (std::int64_t i = 0; i < loss.tokens; ++i)
                loss.sum += static_cast<double>(*next++);
            all.push_back(loss);
        }
    }
    return all;
}

} // namespace luthier::evaluating

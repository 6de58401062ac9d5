#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <engine/model.h>
#include <engine/tuner.h>
#include <examples/frozen_data.h>
#include <files/adapter_folder.h>
#include <packing/row_packer.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace luthier::evaluating {

/// What a row costs: the sum of the losses of its trained tokens, and how many there are.
struct RowLoss {
    double sum = 0;
    std::int64_t tokens = 0;
    /// NaN for a row without a trained token.
    double mean() const;
};

/// The sum of all rows; its mean is the mean over all trained tokens.
RowLoss total(const std::vector<RowLoss>& rows);

/// Tokens of a row, and of what an encoder reads for it.
struct RowBounds {
    std::int64_t tokens = 1;
    std::int64_t source = 0;
};
/// Of the longest rows, for LossMeter::create.
RowBounds boundsOf(const examples::FrozenData& rows);

/// A model with its adapters, forward only. Weights are the model's own and shared. Not thread-safe.
class LossMeter {
public:
    /// Lays out an arena for rows of up to `longest`. Fails with device.out_of_memory.
    static Result<LossMeter> create(std::shared_ptr<const engine::Model> model, const files::Adapter& adapter,
                                    const RowBounds& longest, const packing::Masking& masking = {});

    /// The loss of each row, rows packed to batches. Fails with engine.* and with interrupted() when `stop`
    /// is asked.
    Result<std::vector<RowLoss>> measure(const examples::FrozenData& rows, StopToken stop);

private:
    LossMeter(std::unique_ptr<engine::Tuner> tuner, packing::RowPacker packer, const RowBounds& most);
    std::unique_ptr<engine::Tuner> m_tuner;
    packing::RowPacker m_packer;
    RowBounds m_most; ///< of a batch
};

} // namespace luthier::evaluating

#include "rms_norm.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void rmsNormRows(const RmsNormForward&, std::int64_t, std::int64_t), rmsNormRows)
LUTHIER_DECLARE_LEVELS(void rmsNormGradientRows(const RmsNormBackward&, std::int64_t, std::int64_t),
                       rmsNormGradientRows)
LUTHIER_DECLARE_LEVELS(void rmsNormWeightPart(const RmsNormBackward&, std::int64_t), rmsNormWeightPart)
LUTHIER_DECLARE_LEVELS(void rmsNormWeightSum(const RmsNormBackward&), rmsNormWeightSum)

Status rmsNormForward(const RmsNormForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.input || !operation.weight || !operation.output || operation.columns <= 0 ||
        operation.rows < 0 || (operation.delta && !operation.sum))
        return Status::BadArgument;
    const auto rows = chosen_rmsNormRows(level);
    parallel(operation.rows, rowGrain(operation.columns),
             [&](std::int64_t begin, std::int64_t end) { rows(operation, begin, end); });
    return Status::Ok;
}

Status rmsNormBackward(const RmsNormBackward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.outputGradient || !operation.input || !operation.weight || !operation.inverseRms ||
        !operation.inputGradient || operation.columns <= 0 || operation.rows < 0 ||
        (operation.weightGradient && !operation.weightPartials))
        return Status::BadArgument;
    // The weight's gradient first: the input's may overwrite the output's.
    if (operation.weightGradient) {
        const auto part = chosen_rmsNormWeightPart(level);
        parallel(kRmsNormParts, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i)
                part(operation, i);
        });
        chosen_rmsNormWeightSum(level)(operation);
    }
    const auto rows = chosen_rmsNormGradientRows(level);
    parallel(operation.rows, rowGrain(operation.columns),
             [&](std::int64_t begin, std::int64_t end) { rows(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels

#include "rms_norm.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void rmsNormUnits(const RmsNormForward&, std::int64_t, std::int64_t), rmsNormUnits)
LUTHIER_DECLARE_LEVELS(void rmsNormGradientUnits(const RmsNormBackward&, std::int64_t, std::int64_t),
                       rmsNormGradientUnits)
LUTHIER_DECLARE_LEVELS(void rmsNormWeightPart(const RmsNormBackward&, std::int64_t), rmsNormWeightPart)
LUTHIER_DECLARE_LEVELS(void rmsNormWeightSum(const RmsNormBackward&), rmsNormWeightSum)

Status rmsNormForward(const RmsNormForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.input.data || !operation.output.data || !operation.shape.isSound() ||
        (operation.delta.data && !operation.sum.data))
        return Status::BadArgument;
    const auto units = chosen_rmsNormUnits(level);
    parallel(operation.shape.units(), rowGrain(operation.shape.columns),
             [&](std::int64_t begin, std::int64_t end) { units(operation, begin, end); });
    return Status::Ok;
}

Status rmsNormBackward(const RmsNormBackward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.outputGradient.data || !operation.input.data || !operation.inverseRms ||
        !operation.shape.isSound() || (operation.weightGradient && !operation.weightPartials))
        return Status::BadArgument;
    // The weight's gradient first: the input's may overwrite the output's.
    if (operation.weightGradient) {
        const auto part = chosen_rmsNormWeightPart(level);
        parallel(kNormParts, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i)
                part(operation, i);
        });
        chosen_rmsNormWeightSum(level)(operation);
    }
    if (!operation.inputGradient.data)
        return Status::Ok;
    const auto units = chosen_rmsNormGradientUnits(level);
    parallel(operation.shape.units(), rowGrain(operation.shape.columns),
             [&](std::int64_t begin, std::int64_t end) { units(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels

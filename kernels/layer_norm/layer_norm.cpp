#include "layer_norm.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void layerNormUnits(const LayerNormForward&, std::int64_t, std::int64_t),
                       layerNormUnits)
LUTHIER_DECLARE_LEVELS(void layerNormGradientUnits(const LayerNormBackward&, std::int64_t, std::int64_t),
                       layerNormGradientUnits)
LUTHIER_DECLARE_LEVELS(void layerNormWeightPart(const LayerNormBackward&, std::int64_t), layerNormWeightPart)
LUTHIER_DECLARE_LEVELS(void layerNormWeightSum(const LayerNormBackward&), layerNormWeightSum)

Status layerNormForward(const LayerNormForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.input.data || !operation.output.data || !operation.shape.isSound() ||
        (operation.delta.data && !operation.sum.data))
        return Status::BadArgument;
    const auto units = chosen_layerNormUnits(level);
    parallel(operation.shape.units(), rowGrain(operation.shape.columns),
             [&](std::int64_t begin, std::int64_t end) { units(operation, begin, end); });
    return Status::Ok;
}

Status layerNormBackward(const LayerNormBackward& operation, const Parallel& parallel, CpuLevel level) {
    const bool sums = operation.weightGradient || operation.biasGradient;
    if (!operation.outputGradient.data || !operation.input.data || !operation.mean ||
        !operation.inverseDeviation || !operation.shape.isSound() || (sums && !operation.partials))
        return Status::BadArgument;
    if (sums) {
        const auto part = chosen_layerNormWeightPart(level);
        parallel(kNormParts, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i)
                part(operation, i);
        });
        chosen_layerNormWeightSum(level)(operation);
    }
    if (!operation.inputGradient.data)
        return Status::Ok;
    const auto units = chosen_layerNormGradientUnits(level);
    parallel(operation.shape.units(), rowGrain(operation.shape.columns),
             [&](std::int64_t begin, std::int64_t end) { units(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels

#include "layer_norm.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void layerNormRows(const LayerNormForward&, std::int64_t, std::int64_t), layerNormRows)
LUTHIER_DECLARE_LEVELS(void layerNormGradientRows(const LayerNormBackward&, std::int64_t, std::int64_t),
                       layerNormGradientRows)
LUTHIER_DECLARE_LEVELS(void layerNormWeightPart(const LayerNormBackward&, std::int64_t), layerNormWeightPart)
LUTHIER_DECLARE_LEVELS(void layerNormWeightSum(const LayerNormBackward&), layerNormWeightSum)

Status layerNormForward(const LayerNormForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.input || !operation.weight || !operation.bias || !operation.output ||
        operation.columns <= 0 || operation.rows < 0 || (operation.delta && !operation.sum))
        return Status::BadArgument;
    const auto rows = chosen_layerNormRows(level);
    parallel(operation.rows, rowGrain(operation.columns),
             [&](std::int64_t begin, std::int64_t end) { rows(operation, begin, end); });
    return Status::Ok;
}

Status layerNormBackward(const LayerNormBackward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.outputGradient || !operation.input || !operation.weight || !operation.mean ||
        !operation.inverseDeviation || !operation.inputGradient || operation.columns <= 0 ||
        operation.rows < 0 || (operation.weightGradient && (!operation.biasGradient || !operation.partials)))
        return Status::BadArgument;
    if (operation.weightGradient) {
        const auto part = chosen_layerNormWeightPart(level);
        parallel(kLayerNormParts, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i)
                part(operation, i);
        });
        chosen_layerNormWeightSum(level)(operation);
    }
    const auto rows = chosen_layerNormGradientRows(level);
    parallel(operation.rows, rowGrain(operation.columns),
             [&](std::int64_t begin, std::int64_t end) { rows(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels

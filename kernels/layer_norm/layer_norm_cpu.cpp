#include "layer_norm.h"

#include <kernels/common/vector.h>

#include <cmath>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

void layerNormRows(const LayerNormForward& operation, std::int64_t begin, std::int64_t end) {
    const std::int64_t columns = operation.columns;
    const auto count32 = static_cast<float>(columns);
    for (std::int64_t row = begin; row < end; ++row) {
        const float* source = operation.input + row * columns;
        Floats total{};
        if (operation.delta) {
            const float* delta = operation.delta + row * columns;
            float* sum = operation.sum + row * columns;
            overColumns(columns, [&](std::int64_t column, std::int64_t count) {
                const Floats value = take(source + column, count) + take(delta + column, count);
                put(sum + column, value, count);
                total += value;
            });
            source = sum;
        } else {
            overColumns(columns, [&](std::int64_t column, std::int64_t count) {
                total += take(source + column, count);
            });
        }
        const float mean = sumOf(total) / count32;
        Floats squares{};
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            // The lanes past the end hold the mean, so that they add nothing.
            const Floats value =
                count == kLanes ? load(source + column) : loadPart(source + column, count, mean);
            squares += (value - mean) * (value - mean);
        });
        const float inverse = 1.0F / std::sqrt(sumOf(squares) / count32 + operation.epsilon);
        if (operation.mean)
            operation.mean[row] = mean;
        if (operation.inverseDeviation)
            operation.inverseDeviation[row] = inverse;
        float* output = operation.output + row * columns;
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            put(output + column,
                (take(source + column, count) - mean) * inverse * take(operation.weight + column, count) +
                    take(operation.bias + column, count),
                count);
        });
    }
}

void layerNormGradientRows(const LayerNormBackward& operation, std::int64_t begin, std::int64_t end) {
    const std::int64_t columns = operation.columns;
    const auto count32 = static_cast<float>(columns);
    for (std::int64_t row = begin; row < end; ++row) {
        const float* gradient = operation.outputGradient + row * columns;
        const float* input = operation.input + row * columns;
        float* result = operation.inputGradient + row * columns;
        const float mean = operation.mean[row];
        const float inverse = operation.inverseDeviation[row];
        Floats sums{};
        Floats products{};
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            const Floats weighted = take(gradient + column, count) * take(operation.weight + column, count);
            sums += weighted;
            products += weighted * ((take(input + column, count) - mean) * inverse);
        });
        const float meanGradient = sumOf(sums) / count32;
        const float meanProduct = sumOf(products) / count32;
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            const Floats normed = (take(input + column, count) - mean) * inverse;
            const Floats weighted = take(gradient + column, count) * take(operation.weight + column, count);
            Floats value = (weighted - meanGradient - normed * meanProduct) * inverse;
            if (operation.accumulateInput)
                value += take(result + column, count);
            put(result + column, value, count);
        });
    }
}

void layerNormWeightPart(const LayerNormBackward& operation, std::int64_t part) {
    const std::int64_t columns = operation.columns;
    float* weights = operation.partials + part * columns;
    float* biases = operation.partials + (kLayerNormParts + part) * columns;
    for (std::int64_t column = 0; column < columns; ++column)
        weights[column] = biases[column] = 0.0F;
    const std::int64_t begin = operation.rows * part / kLayerNormParts;
    const std::int64_t end = operation.rows * (part + 1) / kLayerNormParts;
    for (std::int64_t row = begin; row < end; ++row) {
        const float* gradient = operation.outputGradient + row * columns;
        const float* input = operation.input + row * columns;
        const float mean = operation.mean[row];
        const float inverse = operation.inverseDeviation[row];
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            const Floats value = take(gradient + column, count);
            const Floats normed = (take(input + column, count) - mean) * inverse;
            put(weights + column, take(weights + column, count) + value * normed, count);
            put(biases + column, take(biases + column, count) + value, count);
        });
    }
}

void layerNormWeightSum(const LayerNormBackward& operation) {
    const std::int64_t columns = operation.columns;
    for (std::int64_t part = 0; part < kLayerNormParts; ++part) {
        const float* weights = operation.partials + part * columns;
        const float* biases = operation.partials + (kLayerNormParts + part) * columns;
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            put(operation.weightGradient + column,
                take(operation.weightGradient + column, count) + take(weights + column, count), count);
            put(operation.biasGradient + column,
                take(operation.biasGradient + column, count) + take(biases + column, count), count);
        });
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL

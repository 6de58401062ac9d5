#include "layer_norm.h"

#include <kernels/common/norm_factor.h>

#include <cmath>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

template <NormFactor Kind>
void normUnits(const LayerNormForward& operation, std::int64_t begin, std::int64_t end) {
    const NormShape& shape = operation.shape;
    const std::int64_t columns = shape.columns;
    const auto count32 = static_cast<float>(columns);
    for (std::int64_t unit = begin; unit < end; ++unit) {
        const float* source = operation.input.data + shape.at(unit, operation.input.stride);
        Floats total{};
        if (operation.delta.data) {
            const float* delta = operation.delta.data + shape.at(unit, operation.delta.stride);
            float* sum = operation.sum.data + shape.at(unit, operation.sum.stride);
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
            operation.mean[unit] = mean;
        if (operation.inverseDeviation)
            operation.inverseDeviation[unit] = inverse;
        float* output = operation.output.data + shape.at(unit, operation.output.stride);
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            Floats value = weighted<Kind>((take(source + column, count) - mean) * inverse, operation.weight,
                                          column, count);
            if (operation.bias)
                value += take(operation.bias + column, count);
            put(output + column, value, count);
        });
    }
}

template <NormFactor Kind>
void gradientUnits(const LayerNormBackward& operation, std::int64_t begin, std::int64_t end) {
    const NormShape& shape = operation.shape;
    const std::int64_t columns = shape.columns;
    const auto count32 = static_cast<float>(columns);
    for (std::int64_t unit = begin; unit < end; ++unit) {
        const float* gradient =
            operation.outputGradient.data + shape.at(unit, operation.outputGradient.stride);
        const float* input = operation.input.data + shape.at(unit, operation.input.stride);
        float* result = operation.inputGradient.data + shape.at(unit, operation.inputGradient.stride);
        const float mean = operation.mean[unit];
        const float inverse = operation.inverseDeviation[unit];
        const auto through = [&](std::int64_t column, std::int64_t count) {
            return weighted<Kind>(take(gradient + column, count), operation.weight, column, count);
        };
        Floats sums{};
        Floats products{};
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            const Floats arriving = through(column, count);
            sums += arriving;
            products += arriving * ((take(input + column, count) - mean) * inverse);
        });
        const float meanGradient = sumOf(sums) / count32;
        const float meanProduct = sumOf(products) / count32;
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            const Floats normed = (take(input + column, count) - mean) * inverse;
            Floats value = (through(column, count) - meanGradient - normed * meanProduct) * inverse;
            if (operation.accumulateInput)
                value += take(result + column, count);
            put(result + column, value, count);
        });
    }
}

} // namespace

void layerNormUnits(const LayerNormForward& operation, std::int64_t begin, std::int64_t end) {
    withFactor(operation.weight, [&](auto kind) { normUnits<kind()>(operation, begin, end); });
}

void layerNormGradientUnits(const LayerNormBackward& operation, std::int64_t begin, std::int64_t end) {
    withFactor(operation.weight, [&](auto kind) { gradientUnits<kind()>(operation, begin, end); });
}

void layerNormWeightPart(const LayerNormBackward& operation, std::int64_t part) {
    const NormShape& shape = operation.shape;
    float* weights = operation.partials + part * shape.columns;
    float* biases = operation.partials + (kNormParts + part) * shape.columns;
    for (std::int64_t column = 0; column < shape.columns; ++column)
        weights[column] = biases[column] = 0.0F;
    const std::int64_t begin = shape.units() * part / kNormParts;
    const std::int64_t end = shape.units() * (part + 1) / kNormParts;
    for (std::int64_t unit = begin; unit < end; ++unit) {
        const float* gradient =
            operation.outputGradient.data + shape.at(unit, operation.outputGradient.stride);
        const float* input = operation.input.data + shape.at(unit, operation.input.stride);
        const float mean = operation.mean[unit];
        const float inverse = operation.inverseDeviation[unit];
        overColumns(shape.columns, [&](std::int64_t column, std::int64_t count) {
            const Floats value = take(gradient + column, count);
            const Floats normed = (take(input + column, count) - mean) * inverse;
            put(weights + column, take(weights + column, count) + value * normed, count);
            put(biases + column, take(biases + column, count) + value, count);
        });
    }
}

void layerNormWeightSum(const LayerNormBackward& operation) {
    const std::int64_t columns = operation.shape.columns;
    for (std::int64_t part = 0; part < kNormParts; ++part) {
        if (operation.weightGradient)
            addRow(operation.weightGradient, operation.partials + part * columns, columns);
        if (operation.biasGradient)
            addRow(operation.biasGradient, operation.partials + (kNormParts + part) * columns, columns);
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL

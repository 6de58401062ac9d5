#include "rms_norm.h"

#include <kernels/common/norm_factor.h>

#include <cmath>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

template <NormFactor Kind>
void normUnits(const RmsNormForward& operation, std::int64_t begin, std::int64_t end) {
    const NormShape& shape = operation.shape;
    const std::int64_t columns = shape.columns;
    for (std::int64_t unit = begin; unit < end; ++unit) {
        const float* source = operation.input.data + shape.at(unit, operation.input.stride);
        Floats squares{};
        if (operation.delta.data) {
            const float* delta = operation.delta.data + shape.at(unit, operation.delta.stride);
            float* sum = operation.sum.data + shape.at(unit, operation.sum.stride);
            overColumns(columns, [&](std::int64_t column, std::int64_t count) {
                const Floats value = take(source + column, count) + take(delta + column, count);
                put(sum + column, value, count);
                squares += value * value;
            });
            source = sum;
        } else {
            overColumns(columns, [&](std::int64_t column, std::int64_t count) {
                const Floats value = take(source + column, count);
                squares += value * value;
            });
        }
        const float mean = sumOf(squares) / static_cast<float>(columns);
        const float inverse = 1.0F / std::sqrt(mean + operation.epsilon);
        if (operation.inverseRms)
            operation.inverseRms[unit] = inverse;
        float* output = operation.output.data + shape.at(unit, operation.output.stride);
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            put(output + column,
                weighted<Kind>(take(source + column, count) * inverse, operation.weight, column, count),
                count);
        });
    }
}

template <NormFactor Kind>
void gradientUnits(const RmsNormBackward& operation, std::int64_t begin, std::int64_t end) {
    const NormShape& shape = operation.shape;
    const std::int64_t columns = shape.columns;
    for (std::int64_t unit = begin; unit < end; ++unit) {
        const float* gradient =
            operation.outputGradient.data + shape.at(unit, operation.outputGradient.stride);
        const float* input = operation.input.data + shape.at(unit, operation.input.stride);
        float* result = operation.inputGradient.data + shape.at(unit, operation.inputGradient.stride);
        const float inverse = operation.inverseRms[unit];
        const auto through = [&](std::int64_t column, std::int64_t count) {
            return weighted<Kind>(take(gradient + column, count), operation.weight, column, count);
        };
        Floats products{};
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            products += through(column, count) * take(input + column, count);
        });
        const float factor = sumOf(products) / static_cast<float>(columns) * inverse * inverse;
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            Floats value = (through(column, count) - take(input + column, count) * factor) * inverse;
            if (operation.accumulateInput)
                value += take(result + column, count);
            put(result + column, value, count);
        });
    }
}

} // namespace

void rmsNormUnits(const RmsNormForward& operation, std::int64_t begin, std::int64_t end) {
    withFactor(operation.weight, [&](auto kind) { normUnits<kind()>(operation, begin, end); });
}

void rmsNormGradientUnits(const RmsNormBackward& operation, std::int64_t begin, std::int64_t end) {
    withFactor(operation.weight, [&](auto kind) { gradientUnits<kind()>(operation, begin, end); });
}

void rmsNormWeightPart(const RmsNormBackward& operation, std::int64_t part) {
    const NormShape& shape = operation.shape;
    float* partial = operation.weightPartials + part * shape.columns;
    for (std::int64_t column = 0; column < shape.columns; ++column)
        partial[column] = 0.0F;
    const std::int64_t begin = shape.units() * part / kNormParts;
    const std::int64_t end = shape.units() * (part + 1) / kNormParts;
    for (std::int64_t unit = begin; unit < end; ++unit) {
        const float* gradient =
            operation.outputGradient.data + shape.at(unit, operation.outputGradient.stride);
        const float* input = operation.input.data + shape.at(unit, operation.input.stride);
        const float inverse = operation.inverseRms[unit];
        overColumns(shape.columns, [&](std::int64_t column, std::int64_t count) {
            put(partial + column,
                take(partial + column, count) +
                    take(gradient + column, count) * take(input + column, count) * inverse,
                count);
        });
    }
}

void rmsNormWeightSum(const RmsNormBackward& operation) {
    const std::int64_t columns = operation.shape.columns;
    for (std::int64_t part = 0; part < kNormParts; ++part)
        addRow(operation.weightGradient, operation.weightPartials + part * columns, columns);
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL

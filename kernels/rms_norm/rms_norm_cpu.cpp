#include "rms_norm.h"

#include <kernels/common/vector.h>

#include <cmath>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

void rmsNormRows(const RmsNormForward& operation, std::int64_t begin, std::int64_t end) {
    const std::int64_t columns = operation.columns;
    for (std::int64_t row = begin; row < end; ++row) {
        const float* source = operation.input + row * columns;
        Floats squares{};
        if (operation.delta) {
            const float* delta = operation.delta + row * columns;
            float* sum = operation.sum + row * columns;
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
            operation.inverseRms[row] = inverse;
        float* output = operation.output + row * columns;
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            put(output + column,
                take(source + column, count) * inverse * take(operation.weight + column, count), count);
        });
    }
}

void rmsNormGradientRows(const RmsNormBackward& operation, std::int64_t begin, std::int64_t end) {
    const std::int64_t columns = operation.columns;
    for (std::int64_t row = begin; row < end; ++row) {
        const float* gradient = operation.outputGradient + row * columns;
        const float* input = operation.input + row * columns;
        float* result = operation.inputGradient + row * columns;
        const float inverse = operation.inverseRms[row];
        Floats products{};
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            products += take(gradient + column, count) * take(operation.weight + column, count) *
                        take(input + column, count);
        });
        const float factor = sumOf(products) / static_cast<float>(columns) * inverse * inverse;
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            Floats value = (take(gradient + column, count) * take(operation.weight + column, count) -
                            take(input + column, count) * factor) *
                           inverse;
            if (operation.accumulateInput)
                value += take(result + column, count);
            put(result + column, value, count);
        });
    }
}

void rmsNormWeightPart(const RmsNormBackward& operation, std::int64_t part) {
    const std::int64_t columns = operation.columns;
    float* partial = operation.weightPartials + part * columns;
    for (std::int64_t column = 0; column < columns; ++column)
        partial[column] = 0.0F;
    const std::int64_t begin = operation.rows * part / kRmsNormParts;
    const std::int64_t end = operation.rows * (part + 1) / kRmsNormParts;
    for (std::int64_t row = begin; row < end; ++row) {
        const float* gradient = operation.outputGradient + row * columns;
        const float* input = operation.input + row * columns;
        const float inverse = operation.inverseRms[row];
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            put(partial + column,
                take(partial + column, count) +
                    take(gradient + column, count) * take(input + column, count) * inverse,
                count);
        });
    }
}

void rmsNormWeightSum(const RmsNormBackward& operation) {
    for (std::int64_t part = 0; part < kRmsNormParts; ++part) {
        const float* partial = operation.weightPartials + part * operation.columns;
        overColumns(operation.columns, [&](std::int64_t column, std::int64_t count) {
            put(operation.weightGradient + column,
                take(operation.weightGradient + column, count) + take(partial + column, count), count);
        });
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL

#pragma once

#include <cstdint>

namespace luthier::engine {

/// A step of an optimiser; names as in TrainingArguments. Each reads what it knows.
struct OptimizerStep {
    std::int64_t step = 1; ///< from 1
    double learningRate = 0;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double momentum = 0.9; ///< of sgd
    double weightDecay = 0;
    double maxGradNorm = 0; ///< 0: no clipping
};

} // namespace luthier::engine

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
    double momentum = 0.9;      ///< of sgd and muon
    bool nesterov = false;      ///< of sgd
    double clipThreshold = 1.0; ///< of adafactor: the root mean square of a tensor's step, before the rate
    double decayRate = -0.8;    ///< of adafactor: the memory of the squares is 1 − step^decayRate
    std::int64_t newtonSchulzSteps = 5; ///< of muon
    bool matchesAdamW = true;           ///< of muon: its steps are as long as AdamW's at the same rate
    double weightDecay = 0;
    double maxGradValue = 0; ///< bounds each number of a gradient, in front of the norm; 0: no clipping
    double maxGradNorm = 0;  ///< 0: no clipping
};

} // namespace luthier::engine

#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace luthier::recipe {

enum class OptimizerKind { AdamW, AdamW8bit, Sgd, Lion, Adafactor, Muon };
enum class ScheduleKind {
    Linear,
    Cosine,
    CosineWithRestarts,
    Polynomial,
    Constant,
    ConstantWithWarmup,
    InverseSqrt,
    WarmupStableDecay,
    CosineWithMinLr,
    CosineWarmupWithMinLr,
    OneCycle
};

/// How two answers to one question are compared. Names as in TRL's DPOConfig and CPOConfig.
enum class PreferenceLoss { Sigmoid, Hinge, Ipo, Robust, SigmoidNorm };
struct Preference {
    PreferenceLoss lossType = PreferenceLoss::Sigmoid; ///< dpo
    double beta = 0.1;
    double labelSmoothing = 0;    ///< dpo: share of the pairs that may be the wrong way round
    double simpoGamma = 1.0;      ///< simpo: what the better answer must be ahead by
    double centering = 0;         ///< reward: what the square of both scores' sum counts
    double desirableWeight = 1;   ///< kto: what an answer that is wanted counts
    double undesirableWeight = 1; ///< kto
};

struct Optimizer {
    OptimizerKind kind = OptimizerKind::AdamW;
    double learningRate = 2e-4;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double eps = 1e-8;
    std::optional<double> momentum; ///< sgd and muon; unset: momentumOf
    bool nesterov = false;          ///< sgd
    double clipThreshold = 1.0;     ///< adafactor
    double decayRate = -0.8;        ///< adafactor
    std::int64_t newtonSchulzSteps = 5;
    std::string adjustLrFn = "match_rms_adamw"; ///< muon
    double weightDecay = 0;
    double maxGradNorm = 1;
    double maxGradValue = 0;
};

/// Names as in TrainingArguments and its lr_scheduler_kwargs.
struct Schedule {
    ScheduleKind kind = ScheduleKind::Linear;
    std::int64_t warmupSteps = 5;
    std::optional<double> numCycles;
    double power = 1.0;
    double lrEnd = 1e-7;
    std::optional<std::int64_t> timescale;
    std::int64_t numDecaySteps = 0;
    std::string decayType = "cosine";
    double minLrRatio = 0;
    double minLrRate = 0.1;
    std::optional<double> warmupLrRate;
    // As in torch's OneCycleLR.
    double pctStart = 0.3;
    double divFactor = 25;
    double finalDivFactor = 1e4;
    std::string annealStrategy = "cos";
};

/// What an optimiser's momentum is: 0.9 of SGD and 0.95 of Muon where the recipe leaves it open, as in torch.
double momentumOf(const Optimizer& optimizer);

} // namespace luthier::recipe

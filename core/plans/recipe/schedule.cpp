#include "schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace luthier::recipe {
namespace {

double shapedRamp(double value, double least) {
    return value * (1.0 - least) + least;
}

/// A cosine that does not fall below a share of the rate.
double cosineWithLeast(const Schedule& schedule, double progress) {
    const double wave = std::cos(std::numbers::pi * schedule.numCycles.value_or(0.5) * 2.0 * progress);
    return std::max(0.0, shapedRamp(0.5 * (1.0 + wave), schedule.minLrRate));
}

/// The share of the rate after the warm-up; `progress` goes from 0 to 1.
double afterWarmup(const Schedule& schedule, double learningRate, double done, double progress) {
    const double warmup = static_cast<double>(schedule.warmupSteps);
    switch (schedule.kind) {
    case ScheduleKind::Linear:
        return std::max(0.0, 1.0 - progress);
    case ScheduleKind::Cosine:
        return std::max(0.0, 0.5 * (1.0 + std::cos(std::numbers::pi * schedule.numCycles.value_or(0.5) * 2.0 *
                                                   progress)));
    case ScheduleKind::CosineWithRestarts:
        if (progress >= 1.0)
            return 0.0;
        return std::max(0.0,
                        0.5 * (1.0 + std::cos(std::numbers::pi *
                                              std::fmod(schedule.numCycles.value_or(1.0) * progress, 1.0))));
    case ScheduleKind::Polynomial: {
        if (progress > 1.0)
            return schedule.lrEnd / learningRate;
        return ((learningRate - schedule.lrEnd) * std::pow(1.0 - progress, schedule.power) + schedule.lrEnd) /
               learningRate;
    }
    case ScheduleKind::CosineWithMinLr:
        return cosineWithLeast(schedule, progress);
    case ScheduleKind::InverseSqrt: {
        // Without a warm-up the reference takes 10,000.
        const double scale = schedule.timescale ? static_cast<double>(*schedule.timescale)
                             : warmup > 0       ? warmup
                                                : 10'000.0;
        const double shift = scale - warmup;
        return 1.0 / std::sqrt((done + shift) / scale);
    }
    default:
        return 1.0;
    }
}

double stableDecay(const Schedule& schedule, double done, double steps) {
    const double warmup = static_cast<double>(schedule.warmupSteps);
    const double decay = static_cast<double>(schedule.numDecaySteps);
    const double stable = steps - warmup - decay;
    const double least = schedule.minLrRatio;
    if (done < warmup)
        return std::max(0.0, shapedRamp(done / std::max(1.0, warmup), least));
    if (done < warmup + stable)
        return 1.0;
    if (done >= warmup + stable + decay)
        return least;
    const double progress = (done - warmup - stable) / std::max(1.0, decay);
    double factor = 1.0 - progress;
    if (schedule.decayType == "cosine")
        factor = 0.5 * (1.0 + std::cos(std::numbers::pi * schedule.numCycles.value_or(0.5) * 2.0 * progress));
    if (schedule.decayType == "1-sqrt")
        factor = 1.0 - std::sqrt(progress);
    return std::max(0.0, shapedRamp(factor, least));
}

/// The same with a warm-up that has a rate in its first step, and whose progress counts the step itself.
double cosineWithWarmerStart(const Schedule& schedule, double done, double steps) {
    const double warmup = static_cast<double>(schedule.warmupSteps);
    if (done >= warmup)
        return cosineWithLeast(schedule, (done - warmup + 1.0) / std::max(1.0, steps - warmup));
    if (!schedule.warmupLrRate)
        return (done + 1.0) / std::max(1.0, warmup);
    return *schedule.warmupLrRate + (1.0 - *schedule.warmupLrRate) * done / std::max(1.0, warmup - 1.0);
}

/// Up to the rate and down again, far below the start (arXiv 1708.07120), as torch's OneCycleLR in two
/// phases.
double oneCycle(const Schedule& schedule, double done, double steps) {
    const double top = schedule.pctStart * steps - 1.0;
    const double first = 1.0 / schedule.divFactor;
    const bool rises = done <= top;
    const double from = rises ? first : 1.0;
    const double to = rises ? 1.0 : first / schedule.finalDivFactor;
    const double length = rises ? top : steps - 1.0 - top;
    const double share = length > 0 ? std::min(1.0, (done - (rises ? 0.0 : top)) / length) : 1.0;
    if (schedule.annealStrategy == "linear")
        return from + (to - from) * share;
    return to + (from - to) / 2.0 * (1.0 + std::cos(std::numbers::pi * share));
}

} // namespace

double learningRateAt(const Schedule& schedule, double learningRate, std::int64_t step, std::int64_t steps) {
    const double done = static_cast<double>(step - 1);
    const double total = static_cast<double>(steps);
    const double warmup = static_cast<double>(schedule.warmupSteps);
    if (schedule.kind == ScheduleKind::Constant || learningRate == 0)
        return learningRate;
    if (schedule.kind == ScheduleKind::WarmupStableDecay)
        return learningRate * stableDecay(schedule, done, total);
    if (schedule.kind == ScheduleKind::CosineWarmupWithMinLr)
        return learningRate * cosineWithWarmerStart(schedule, done, total);
    if (schedule.kind == ScheduleKind::OneCycle)
        return learningRate * oneCycle(schedule, done, total);
    if (done < warmup)
        return learningRate * done / std::max(1.0, warmup);
    const double progress = (done - warmup) / std::max(1.0, total - warmup);
    return learningRate * afterWarmup(schedule, learningRate, done, progress);
}

} // namespace luthier::recipe

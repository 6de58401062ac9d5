#pragma once

#include <base/result.h>
#include <engine/tuner.h>

#include <memory>
#include <span>
#include <vector>

namespace luthier::training {

/// What the loop needs of an engine: engine::Tuner, or a fake in tests.
class StepEngine {
public:
    virtual ~StepEngine() = default;
    virtual Result<double> accumulate(const engine::PackedBatch& batch, double lossScale,
                                      std::uint64_t stream) = 0;
    virtual Result<std::vector<float>> losses(const engine::PackedBatch& batch) = 0;
    virtual Result<double> update(const engine::AdamWStep& step) = 0;
    virtual Result<engine::HostValues> view(engine::StateArray array) const = 0;
    virtual Status write(engine::StateArray array, std::span<const float> values, std::int64_t first) = 0;
    virtual std::int64_t stateSize() const = 0;
    virtual const std::vector<footprint::Parameter>& parameters() const = 0;
};

std::unique_ptr<StepEngine> stepEngineOf(std::unique_ptr<engine::Tuner> tuner);

} // namespace luthier::training

#pragma once

#include <base/result.h>
#include <engine/tuner.h>

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace luthier::training {

/// What the loop needs of an engine: engine::Tuner, or a fake in tests.
class StepEngine {
public:
    virtual ~StepEngine() = default;
    virtual Result<double> accumulate(const engine::PackedBatch& batch, double lossScale,
                                      std::uint64_t stream) = 0;
    virtual Result<std::vector<float>> losses(const engine::PackedBatch& batch) = 0;
    virtual std::vector<float> pairValues() const { return {}; }
    virtual Result<double> update(const engine::OptimizerStep& step) = 0;
    virtual Result<engine::HostValues> view(std::string_view array) const = 0;
    virtual Status writeBytes(std::string_view array, std::span<const std::byte> bytes,
                              std::int64_t firstByte) = 0;
    virtual std::span<const footprint::OptimizerState> states() const = 0;
    virtual std::int64_t stateSize() const = 0;
    virtual const std::vector<footprint::Parameter>& parameters() const = 0;
};

std::unique_ptr<StepEngine> stepEngineOf(std::unique_ptr<engine::Tuner> tuner);

} // namespace luthier::training

#include "step_engine.h"

namespace luthier::training {
namespace {

class TunerEngine final : public StepEngine {
public:
    explicit TunerEngine(std::unique_ptr<engine::Tuner> tuner)
        : m_tuner(std::move(tuner)) {}

    Result<double> accumulate(const engine::PackedBatch& batch, double lossScale,
                              std::uint64_t stream) override {
        return m_tuner->accumulate(batch, lossScale, stream);
    }
    Result<std::vector<float>> losses(const engine::PackedBatch& batch) override {
        return m_tuner->losses(batch);
    }
    std::vector<float> pairValues() const override { return m_tuner->pairValues(); }
    Result<double> update(const engine::OptimizerStep& step) override { return m_tuner->update(step); }
    Result<engine::HostValues> view(std::string_view array) const override { return m_tuner->view(array); }
    Status writeBytes(std::string_view array, std::span<const std::byte> bytes,
                      std::int64_t firstByte) override {
        return m_tuner->writeBytes(array, bytes, firstByte);
    }
    std::span<const footprint::OptimizerState> states() const override { return m_tuner->states(); }
    std::int64_t stateSize() const override { return m_tuner->stateSize(); }
    const std::vector<footprint::Parameter>& parameters() const override {
        return m_tuner->layout().parameters();
    }

private:
    std::unique_ptr<engine::Tuner> m_tuner;
};

} // namespace

std::unique_ptr<StepEngine> stepEngineOf(std::unique_ptr<engine::Tuner> tuner) {
    return std::make_unique<TunerEngine>(std::move(tuner));
}

} // namespace luthier::training

#pragma once

#include <engine/tuner.h>
#include <files/adapter_folder.h>
#include <files/model_folder.h>
#include <files/safetensors.h>
#include <planning/step_program.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace luthier::engine::tests {

/// One folder of tests/golden: the batch and what the reference stack computed with it.
struct GoldenCase {
    files::SafetensorsFile values;
    std::vector<std::int32_t> ids;
    std::vector<std::int32_t> rowStarts;
    std::vector<std::uint8_t> trained;

    std::vector<float> floats(std::string_view name) const;
    std::vector<std::int64_t> integers(std::string_view name) const;
    /// The rows packed one behind the other, with what the model of this shape learns of them.
    PackedBatch batch(const families::ModelShape& shape = {}) const;
    std::int64_t targetCount() const { return static_cast<std::int64_t>(batch().targets.size()); }
};

/// Where the goldens are computed: the device of LUTHIER_TEST_DEVICE (`cuda:0`), else the CPU. Where it names
/// a card that is not there, every test of the program is skipped and says why.
const ComputeDevice& testDevice();

GoldenCase openGolden(const std::filesystem::path& folder);
std::shared_ptr<const Model> loadModel(const std::filesystem::path& folder,
                                       const ComputeDevice& device = testDevice());

/// A tuner of these settings, in the model's formats.
Result<std::unique_ptr<Tuner>> makeTuner(const std::shared_ptr<const Model>& model,
                                         planning::StepSettings settings, std::uint64_t seed = 0);

/// Settings that hold the batch; with a method they train.
planning::StepSettings settingsFor(const PackedBatch& batch, const methods::Method& trained = {});

/// An adapter folder of tests/golden/adapters on its model.
struct AdapterCase {
    std::shared_ptr<const Model> model;
    files::Adapter adapter;

    explicit AdapterCase(const std::string& name, const ComputeDevice& device = testDevice());
    /// Holds the batch and trains from the adapter's values.
    std::unique_ptr<Tuner> tuner(const PackedBatch& batch, lowering::Checkpointing checkpointing) const;
};

/// Logits of every position of the golden's rows, or of every text where texts have labels.
std::vector<float> logitsOf(const std::shared_ptr<const Model>& model, const GoldenCase& golden,
                            const files::Adapter& adapter = {});

std::vector<float> gradientsOf(const Tuner& tuner);
/// Those of one parameter.
std::span<const float> partOf(const std::vector<float>& gradients, const Tuner& tuner,
                              const std::string& parameter);

/// The largest |a − b| of two arrays; infinite when their sizes differ or a value is not finite.
double largestDifference(std::span<const float> a, std::span<const float> b);

} // namespace luthier::engine::tests

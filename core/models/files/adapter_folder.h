#pragma once

#include "adapter_config.h"
#include "safetensors.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace luthier::files {

/// A PEFT LoRA folder: adapter_config.json and adapter_model.safetensors, checked. Weights stay mapped.
class AdapterFolder {
public:
    /// Fails with adapter.not_found, adapter.pickle, those of adapterConfigFromJson and of SafetensorsFile.
    static Result<AdapterFolder> open(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }
    const AdapterConfig& config() const { return m_config; }
    const SafetensorsFile& weights() const { return m_weights; }
    /// The hash (files::modelHash) of the model it was tuned on; empty where the folder does not say. It
    /// stands in the metadata of the weights, where every other reader passes over it.
    std::string baseHash() const;

private:
    AdapterFolder(std::filesystem::path path, AdapterConfig config, SafetensorsFile weights);
    std::filesystem::path m_path;
    AdapterConfig m_config;
    SafetensorsFile m_weights;
};

/// Where tokenizer and template lie: in the adapter's folder where it carries them, as those it was tuned
/// with, else in the model's. Without an adapter `adapter` is empty; one that cannot be opened fails as it
/// does there.
Result<std::filesystem::path> tokenizerFolderOf(const std::filesystem::path& model,
                                                const std::filesystem::path& adapter);

/// A and B of one target, borrowed from the folder: A is [rank, in], B [out, rank], row-major.
struct AdapterPair {
    AdapterTarget target;
    const TensorInfo* a = nullptr;
    const TensorInfo* b = nullptr;
    std::span<const std::byte> aBytes;
    std::span<const std::byte> bBytes;
};

/// Pairs every target of the model with its tensors. Fails with adapter.missing_tensor,
/// adapter.unknown_tensor, adapter.wrong_shape (with the shape the model needs), adapter.unsupported_dtype,
/// those of resolveTargets.
Result<std::vector<AdapterPair>> bindAdapter(const AdapterFolder& folder, const families::ModelShape& shape);

/// One adapter pair in memory: A [rank, in], B [out, rank], row-major fp32.
struct AdapterValues {
    methods::LoraTarget target;
    std::vector<float> a;
    std::vector<float> b;
};

/// A tensor of the model that is kept whole, fp32, under its name in the checkpoint.
struct WholeTensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

/// An adapter in memory; what holds nothing is no adapter.
struct Adapter {
    std::vector<AdapterValues> lora;
    std::vector<WholeTensor> whole;
};

/// The tensors that a config's modules_to_save mean, in the order of the forward pass. A module that the
/// model lacks means none, as in PEFT. Fails with adapter.tied_head_not_yet for an embedding that makes the
/// logits too.
Result<std::vector<families::WeightEntry>> wholeTensorsOf(const AdapterConfig& config,
                                                          const families::ModelShape& shape);

/// What a folder holds for a model of this shape, in the order of bindAdapter and with its errors.
Result<Adapter> readAdapter(const AdapterFolder& folder, const families::ModelShape& shape);

/// The model that the adapter is for, made of the one it lies upon: with its head of labels, where it has
/// one. Fails with model.no_label_head, adapter.missing_tensor.
Result<families::ModelShape> shapeWithAdapter(const AdapterFolder& folder, const families::ModelShape& base);

/// Names of A and B of a module in the file: `base_model.model.PATH.lora_A.weight`, `….lora_B.weight`.
std::string loraNameA(std::string_view modulePath);
std::string loraNameB(std::string_view modulePath);

/// Values of A and B of one target, fp32, to be written.
struct AdapterTensors {
    std::string path;
    std::int64_t rank = 0;
    std::int64_t inFeatures = 0;
    std::int64_t outFeatures = 0;
    std::span<const float> a;
    std::span<const float> b;
};

/// A tensor that is kept whole, to be written.
struct WholeValues {
    std::string name; ///< in the checkpoint
    std::vector<std::int64_t> shape;
    std::span<const float> values;
};

/// What an adapter's folder says beside PEFT's own keys, in the metadata of its weights, where every other
/// reader passes over it.
struct AdapterNotes {
    std::string baseHash = {}; ///< of the base, where it is known
    std::vector<std::string> labels = {};
    families::Problem problem = families::Problem::SingleLabel;
};

/// Writes adapter_config.json, adapter_model.safetensors and a README.md that PEFT's tools accept into
/// `folder`, made if need be. The weights come last, so that a folder cut off half-way is not taken for an
/// adapter.
Status writeAdapterFolder(const std::filesystem::path& folder, const AdapterConfig& config,
                          std::span<const AdapterTensors> tensors, std::span<const WholeValues> whole = {},
                          const AdapterNotes& notes = {});

} // namespace luthier::files

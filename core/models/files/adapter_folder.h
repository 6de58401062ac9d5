#pragma once

#include "adapter_form.h"
#include "safetensors.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace luthier::files {

/// A PEFT folder: adapter_config.json and adapter_model.safetensors, checked. Weights stay mapped.
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

/// An adapter in memory; one without tensors is none.
struct Adapter {
    AdapterForm form;
    AdapterValues values; ///< of the form's tensors
};

/// The tensors that a config's modules_to_save mean, in the order of the forward pass. A module that the
/// model lacks means none, as in PEFT. Fails with adapter.tied_head_not_yet for an embedding that makes the
/// logits too.
Result<std::vector<families::WeightEntry>> wholeTensorsOf(const AdapterConfig& config,
                                                          const families::ModelShape& shape);

/// Checks that the folder holds every tensor of its form and no other, and gives the form. Fails with
/// adapter.missing_tensor, adapter.unknown_tensor, adapter.wrong_shape (with the shape the model needs),
/// model.unsupported_dtype, those of formOf.
Result<AdapterForm> bindAdapter(const AdapterFolder& folder, const families::ModelShape& shape);

/// What a folder holds for a model of this shape; fails as bindAdapter does.
Result<Adapter> readAdapter(const AdapterFolder& folder, const families::ModelShape& shape);

/// The model that the adapter is for, made of the one it lies upon: with its head of labels, where it has
/// one. Fails with model.no_label_head, adapter.missing_tensor.
Result<families::ModelShape> shapeWithAdapter(const AdapterFolder& folder, const families::ModelShape& base);

/// What an adapter's folder says beside PEFT's own keys, in the metadata of its weights, where every other
/// reader passes over it.
struct AdapterNotes {
    std::string baseHash = {}; ///< of the base, where it is known
    std::vector<std::string> labels = {};
    families::Problem problem = families::Problem::SingleLabel;
};

/// Writes adapter_config.json, adapter_model.safetensors and a README.md that PEFT's tools accept into
/// `folder`, made if need be; `values` are those of the form's tensors. The weights come last, so that a
/// folder cut off half-way is not taken for an adapter.
Status writeAdapterFolder(const std::filesystem::path& folder, const AdapterForm& form,
                          std::span<const std::span<const float>> values, const families::ModelShape& shape,
                          const AdapterNotes& notes = {});

} // namespace luthier::files

#pragma once

#include <base/json.h>
#include <base/result.h>
#include <families/model_tensors.h>
#include <methods/lora.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace luthier::files {

/// Which modules a LoRA adapter is put on. A list: a module matches when its path equals an entry or ends
/// with
/// `.`+entry. A pattern: a regular expression over the whole path; "all-linear" is the usual shorthand.
struct TargetModules {
    std::variant<std::vector<std::string>, std::string> value;

    static TargetModules list(std::vector<std::string> names) { return {std::move(names)}; }
    static TargetModules pattern(std::string expression) { return {std::move(expression)}; }
    bool operator==(const TargetModules&) const = default;
};

/// `peft_type`: LORA, IA3, PROMPT_TUNING, PREFIX_TUNING.
enum class AdapterKind : std::uint8_t { Lora, Ia3, Prompt, Prefix };
std::string_view adapterKindName(AdapterKind kind);
/// A prompt or a prefix.
bool isOfVirtualTokens(AdapterKind kind);

/// adapter_config.json of an adapter (PEFT 0.21; `formats.md` section 4.3). Names as in PEFT.
struct AdapterConfig {
    AdapterKind kind = AdapterKind::Lora;
    std::string taskType = "CAUSAL_LM";
    std::string baseModel;
    std::string revision;
    std::int64_t r = 8;
    double loraAlpha = 8.0;
    double loraDropout = 0.0;
    TargetModules targetModules;
    bool fanInFanOut = false;
    bool useRslora = false;
    bool useDora = false;
    std::string bias = "none"; ///< none, all, lora_only: of those of the base, which train
    bool loraBias = false;     ///< each adapter has a bias of its own
    /// `trainable_token_indices`: rows of a table that train, by the module's name; an empty name: the table
    /// of words.
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> trainableTokens;
    /// Taken out of what the targets name; empty: nothing is.
    TargetModules excludeModules;
    /// ia3: of the targets, whose inputs are scaled and not their outputs.
    TargetModules feedforwardModules;
    std::int64_t virtualTokens = 0; ///< of a prompt or prefix
    /// Empty: all layers.
    std::vector<std::int64_t> layersToTransform;
    /// Names of the list that holds the layers; empty: any.
    std::vector<std::string> layersPattern;
    /// Keys are regular expressions that the end of a module's path matches; the first that does wins.
    std::vector<std::pair<std::string, std::int64_t>> rankPattern;
    std::vector<std::pair<std::string, double>> alphaPattern;
    /// Trained whole and kept whole, with all that is below them; matched as an entry of a target list is.
    std::vector<std::string> modulesToSave;

    bool operator==(const AdapterConfig&) const = default;
};

/// Reads a config. Unknown keys that hold their default (null, false, empty) are passed over; what would
/// change the arithmetic is refused by name: adapter.option_not_yet (other kinds, layer_replication, …),
/// adapter.bad_config for wrong types and ranges, adapter.options_exclude for what PEFT does not take
/// together.
Result<AdapterConfig> adapterConfigFromJson(const Json& config,
                                            std::string_view file = "adapter_config.json");

/// The conservative set of keys that old and new versions of PEFT read, sorted; those of a prompt or prefix
/// want the shape.
Json adapterConfigToJson(const AdapterConfig& config, const families::ModelShape& shape = {});

/// Labels are learnt, of texts or of tokens.
bool isOfLabels(const AdapterConfig& config);

/// One linear layer that carries an adapter, or a table that ids are looked up in: `inFeatures` are its rows.
struct AdapterTarget {
    families::LinearModule module;
    bool isTable = false;
    bool dora = false;
    bool bias = false;        ///< of LoRA's own
    bool feedForward = false; ///< of IA³
    std::int64_t rank = 0;
    double alpha = 0.0;
    /// alpha / rank, or alpha / √rank with rsLoRA: what B·A·x is multiplied by.
    double scaling = 0.0;

    methods::LoraTarget asLora() const { return {module.path, rank, scaling, dora, bias}; }
};

/// The layers of a model that the config names, in the order of the forward pass.
/// Expressions run under match limits. Fails with adapter.no_target, adapter.bad_pattern,
/// adapter.pattern_too_slow, adapter.tied_head_not_yet.
Result<std::vector<AdapterTarget>> resolveTargets(const AdapterConfig& config,
                                                  const families::ModelShape& shape);

} // namespace luthier::files

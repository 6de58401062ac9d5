#pragma once

#include "model_shape.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::families {

/// What a tensor of the file is to the model. A fused query-key-value matrix has roles of its own.
enum class Role {
    TokenEmbedding,
    PositionEmbedding,
    InputNormWeight,
    InputNormBias,
    QueryWeight,
    QueryBias,
    KeyWeight,
    KeyBias,
    ValueWeight,
    ValueBias,
    QueryKeyValueWeight,
    QueryKeyValueBias,
    AttentionOutputWeight,
    AttentionOutputBias,
    /// The norm between attention and feed-forward.
    PostNormWeight,
    PostNormBias,
    GateWeight,
    GateBias,
    UpWeight,
    UpBias,
    DownWeight,
    DownBias,
    FinalNormWeight,
    FinalNormBias,
    HeadWeight,
};

enum class Scope { Model, Layer };

/// One tensor of a model folder, or one a layer: `{layer}` in the pattern stands for the layer's number.
/// `shape` is that of the file, so a Conv1D matrix is [in, out].
struct WeightEntry {
    Role role;
    Scope scope;
    std::string pattern;
    std::vector<std::int64_t> shape;

    std::string name(std::int64_t layer = 0) const;
};

/// The linear layers that an adapter may be put on.
enum class Linear { Query, Key, Value, QueryKeyValue, AttentionOutput, Gate, Up, Down, Head };

/// A linear layer as PEFT sees it: the module's path in the Hugging Face model and what it maps. LoRA's A is
/// [r, inFeatures] and B [outFeatures, r], whatever the layout of the weight.
struct LinearModule {
    Linear linear;
    Scope scope;
    std::string pattern;
    std::int64_t inFeatures;
    std::int64_t outFeatures;
    LinearLayout layout;
    Role weight;
    std::optional<Role> bias;

    std::string path(std::int64_t layer = 0) const;
    /// Last part of the path: `q_proj`, `c_attn`. GPT-2 has two layers called `c_proj`.
    std::string_view name() const;
};

/// All tensors of the model, embedding first, head last; a tied head is not listed. Order is fixed for a
/// shape.
std::vector<WeightEntry> weightsOf(const ModelShape& shape);

/// All linear layers in the order of the forward pass; the head is last and listed only when it has its own
/// weight.
std::vector<LinearModule> linearsOf(const ModelShape& shape);

/// The entry of a role, or nothing when the shape has none (a bias of a model without biases).
std::optional<WeightEntry> weightOf(const ModelShape& shape, Role role);

/// Number of weights, a tied head counted once.
std::int64_t parameterCount(const ModelShape& shape);

/// Module names that PEFT targets by default for the family (`q_proj`, `v_proj`), and for `all-linear` (every
/// linear layer but the head), each name once, in the order of the forward pass.
std::vector<std::string> defaultLoraTargets(const ModelShape& shape);
std::vector<std::string> allLinearTargets(const ModelShape& shape);

/// Other names that the entry may have in a file, best first, the usual one at the front (GPT-2 folders may
/// leave the prefix `transformer.` out).
std::vector<std::string> spellingsOf(const ModelShape& shape, const WeightEntry& entry,
                                     std::int64_t layer = 0);

/// True for tensors that files carry but no model reads: mask buffers, stored frequencies, a copy of a tied
/// head.
bool isIgnoredTensor(const ModelShape& shape, std::string_view name);

} // namespace luthier::families

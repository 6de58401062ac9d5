#pragma once

#include "model_shape.h"

#include <base/json.h>
#include <base/result.h>

#include <initializer_list>
#include <optional>
#include <string_view>

namespace luthier::families {

/// Bounds of a size in config.json; wider than any published model, small enough that products fit in 64
/// bits.
struct SizeRange {
    std::int64_t least = 1;
    std::int64_t most = 1;
};

inline constexpr SizeRange kLayerRange{1, 1024};
inline constexpr SizeRange kWidthRange{1, 65'536};
inline constexpr SizeRange kHeadRange{1, 1024};
inline constexpr SizeRange kHeadDimRange{1, 1024};
inline constexpr SizeRange kIntermediateRange{1, 1'048'576};
inline constexpr SizeRange kVocabularyRange{1, 4'194'304};
inline constexpr SizeRange kPositionRange{1, 134'217'728};

/// An integer of the config within its range, under the first of `keys` that is there (model.bad_size).
Result<std::int64_t> sizeAt(const Json& config, std::initializer_list<std::string_view> keys, SizeRange range,
                            std::optional<std::int64_t> absent = {});
Result<double> epsilonAt(const Json& config, std::string_view key, double absent);
Result<bool> flagAt(const Json& config, std::string_view key, bool absent);

/// Refuses `key` by name when it is there and differs from `harmless`; null and absence are harmless always.
Status refuseUnless(const Json& config, std::string_view key, const Json& harmless);

/// Options that no supported family has: weights quantised otherwise, pruned heads, cross attention.
Status refuseForeignOptions(const Json& config);
/// Refuses windows by layer, for families that have none.
Status refuseWindows(const Json& config);

/// Sizes that Llama-like configs share: layers, hidden and intermediate size, vocabulary, and the positions
/// and the padding token (−1: none) that a config without the key means.
Status readSizes(const Json& config, ModelShape& shape, std::int64_t positions, std::int64_t padding = -1);

/// Fills heads, kvHeads, headDim and the attention scale from the keys that Llama-like configs share.
/// `headDim` where the config does not say; 0: hidden size / heads.
Status readHeads(const Json& config, ModelShape& shape, std::int64_t headDim = 0);

/// What a family's rotation is where its config does not say.
struct RopeReading {
    double theta = 10000.0;
    std::string_view layerType = {}; ///< of nested `rope_parameters`: "full_attention"
    bool mayBePartial = false;       ///< `partial_rotary_factor` counts
    double partial = 1.0;
    bool mayBeProportional = false; ///< there is the kind of that name, of which a part turns
};
/// `rope_parameters` of version 5, or `rope_theta` and `rope_scaling` of version 4. Needs the shape's
/// headDim, hiddenSize, heads and maxPositions.
Result<Rope> ropeAt(const Json& config, const ModelShape& shape, const RopeReading& reading = {});
/// What nested `rope_parameters` hold for a kind of layer; null where they are flat or absent.
const Json* nestedRopeAt(const Json& config, std::string_view layerType);

/// `layer_types`, else all but every `pattern`-th layer slide; 0: none does.
Result<std::vector<bool>> slidingLayersAt(const Json& config, std::int64_t layers, std::int64_t pattern);
/// Sets windows of so many tokens on these layers.
void setWindows(ModelShape& shape, const std::vector<bool>& sliding, std::int64_t window);
/// `layerAttention` is left empty where no layer differs from the usual.
void dropUsualAttention(ModelShape& shape);

/// `sliding_window` on every layer; null: none. `absent` where the config does not say (0: none).
Status readWindow(const Json& config, ModelShape& shape, std::int64_t absent);
/// Qwen's: `use_sliding_window`, from layer `max_window_layers` on or by `layer_types`.
Status readQwenWindow(const Json& config, ModelShape& shape);

/// The labels that a config names, for a head of labels.
Status readLabels(const Json& config, ModelShape& shape);

/// A positive number under the key; a key that is absent or null gives `absent`.
Result<double> factorAt(const Json& config, std::string_view key, double absent);
/// The same, where null and absence mean 0: none.
Result<double> capAt(const Json& config, std::string_view key, double absent);

/// The activation under any of its Hugging Face names; others are refused by name.
Result<Activation> activationAt(const Json& config, std::string_view key, Activation absent);

/// One id, a list of ids or null; ids outside the vocabulary are left out. A config without the key means
/// `absent`, the default of the family in transformers (negative: none).
std::vector<std::int64_t> idsAt(const Json& config, std::string_view key, std::int64_t vocabularySize,
                                std::int64_t absent);

} // namespace luthier::families

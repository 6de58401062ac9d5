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

/// Options that no supported family has: quantised weights, partial or interleaved rotation, pruned heads,
/// windows.
Status refuseForeignOptions(const Json& config);

/// Fills heads, kvHeads, headDim and the attention scale from the keys that Llama-like configs share.
Status readHeads(const Json& config, ModelShape& shape);

/// `rope_parameters` of version 5, or `rope_theta` and `rope_scaling` of version 4.
Result<Rope> ropeAt(const Json& config);

/// The activation under any of its Hugging Face names; refused by name unless it is `computed`, the one that
/// the family's block runs.
Result<Activation> activationAt(const Json& config, std::string_view key, Activation computed);

/// One id, a list of ids or null; ids outside the vocabulary are left out. A config without the key means
/// `absent`, the default of the family in transformers (negative: none).
std::vector<std::int64_t> idsAt(const Json& config, std::string_view key, std::int64_t vocabularySize,
                                std::int64_t absent);

} // namespace luthier::families

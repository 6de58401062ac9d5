#pragma once

#include <program/attributes.h>

#include <cstdint>
#include <string>
#include <vector>

namespace luthier::families {

using program::Activation;
using program::NormKind;

/// Gated: down(act(gate(x)) ⊙ up(x)). Plain: down(act(up(x))).
enum class MlpKind { Gated, Plain };

/// How the matrices of a model are stored; norms and biases are fp32 once they are loaded.
using Stored = program::NumberFormat;
constexpr std::int64_t storedBytes(Stored stored) {
    return program::bytesOf(stored);
}

enum class PositionKind { Rope, Learned };

enum class RopeScalingKind { None, Linear, Llama3 };

/// How inverse frequencies are stretched for long contexts; the fields after `factor` belong to Llama3.
struct RopeScaling {
    RopeScalingKind kind = RopeScalingKind::None;
    double factor = 1.0;
    double lowFrequencyFactor = 1.0;
    double highFrequencyFactor = 4.0;
    std::int64_t originalMaxPositions = 0;

    bool operator==(const RopeScaling&) const = default;
};

/// Rotary position embedding in the half-split layout ("rotate_half") of Hugging Face weights.
struct Rope {
    double theta = 10000.0;
    RopeScaling scaling;

    bool operator==(const Rope&) const = default;
};

using LinearLayout = program::Layout;

/// A decoder as data: everything that tells one supported model from another. Sizes count elements. Filled by
/// a family from config.json (`Family::shapeFromConfig`); every field is range-checked there, so products of
/// two sizes fit in 64 bits.
struct ModelShape {
    std::string family;
    std::int64_t layers = 0;
    std::int64_t hiddenSize = 0;
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0;
    std::int64_t headDim = 0;
    std::int64_t intermediateSize = 0;
    /// Rows of the embedding, which may be more than the tokenizer has tokens.
    std::int64_t vocabularySize = 0;
    std::int64_t maxPositions = 0;
    NormKind normKind = NormKind::Rms;
    double normEpsilon = 1e-5;
    Activation activation = Activation::Silu;
    MlpKind mlpKind = MlpKind::Gated;
    PositionKind position = PositionKind::Rope;
    Rope rope;
    bool tiedEmbeddings = false;
    /// Query, key and value are one matrix; its output is query, then key, then value.
    bool fusedQkv = false;
    bool qkvBias = false;
    bool outputBias = false;
    bool mlpBias = false;
    LinearLayout linearLayout = LinearLayout::OutIn;
    /// Multiplies query·key before the softmax.
    double attentionScale = 1.0;
    /// Ids that start a text and end a generation, as config.json says; empty when it does not.
    std::vector<std::int64_t> beginIds;
    std::vector<std::int64_t> endIds;

    std::int64_t queryWidth() const { return heads * headDim; }
    std::int64_t keyValueWidth() const { return kvHeads * headDim; }

    bool operator==(const ModelShape&) const = default;
};

} // namespace luthier::families

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

enum class PositionKind { Rope, Learned, Relative };

/// Which tokens of its text a token sees: those in front of it, all of them, or those in front of it and all
/// of another text, which an encoder has read.
enum class ModelKind : std::uint8_t { Decoder, Encoder, EncoderDecoder };

/// What the logits speak of: the words of the vocabulary, labels of a text, labels of each token, or nothing:
/// a body without a head, whose logits are its hidden states until it learns labels.
enum class Head : std::uint8_t { Words, TextLabels, TokenLabels, None };

/// What is learnt of the labels of a text, as `problem_type` of Transformers has it.
enum class Problem : std::uint8_t { SingleLabel, MultiLabel, Regression };

/// The hidden states that speak for a text: those of its first token, of its last, or the mean of all.
enum class Pooling : std::uint8_t { First, Last, Mean };

/// Dynamic is computed as transformers does within max_position_embeddings, where nothing is stretched; texts
/// are no longer than that.
enum class RopeScalingKind { None, Linear, Dynamic, Llama3, Yarn, LongRope, Proportional };

/// How inverse frequencies are stretched for long contexts (transformers, modeling_rope_utils).
struct RopeScaling {
    RopeScalingKind kind = RopeScalingKind::None;
    double factor = 1.0;
    std::int64_t originalMaxPositions = 0; ///< of llama3, yarn, longrope
    double lowFrequencyFactor = 1.0;       ///< of llama3
    double highFrequencyFactor = 4.0;
    double betaFast = 32.0; ///< of yarn
    double betaSlow = 1.0;
    bool truncate = true;
    double attentionFactor = 1.0;     ///< of yarn and longrope: cosines and sines are multiplied by it
    std::vector<double> shortFactors; ///< of longrope, one a frequency
    std::vector<double> longFactors;  ///< for texts of more than originalMaxPositions
    std::int64_t turningPairs = 0;    ///< of proportional: the first so many turn, the others stand still

    bool operator==(const RopeScaling&) const = default;
};

/// Rotary position embedding of the first `dim` features of each head: a pair is a feature and the one
/// dim/2 behind it ("rotate_half"), or two neighbours.
struct Rope {
    double theta = 10000.0;
    std::int64_t dim = 0; ///< 0: the whole head
    program::RotaryPairs pairs = program::RotaryPairs::Halves;
    RopeScaling scaling;

    bool operator==(const Rope&) const = default;
};

/// What tells the attention of one layer from another's.
struct LayerAttention {
    enum class Turn : std::uint8_t { Rope, LocalRope, None };
    std::int64_t window = 0; ///< tokens that a query sees, itself among them; 0: all before it
    Turn turn = Turn::Rope;
    std::int64_t headDim = 0; ///< 0: the model's
    std::int64_t kvHeads = 0; ///< 0: the model's
    bool keyIsValue = false;  ///< values are what the keys are made of, before their norm
    /// The layer whose keys and values it reads; −1: its own.
    std::int64_t keysFrom = -1;
    bool recurrent = false; ///< no attention: a state, by the gated delta rule

    bool operator==(const LayerAttention&) const = default;
};

/// Layers that read what came before from a state; see program's ops. Query and key of one head serve equal
/// shares of those of the values.
struct DeltaRule {
    std::int64_t keyHeads = 0;
    std::int64_t valueHeads = 0; ///< a multiple of those of the keys
    std::int64_t keyDim = 0;
    std::int64_t valueDim = 0;
    std::int64_t convolution = 0; ///< rows that query, key and value are made of, the token's own among them

    bool operator==(const DeltaRule&) const = default;
};

/// Norms of query and key after their projection.
enum class QueryKeyNorm : std::uint8_t { None, EachHead, AllHeads };

using LinearLayout = program::Layout;

/// A model as data: everything that tells one supported model from another. Sizes count elements. Filled by
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
    Rope localRope; ///< of layers that turn by it
    /// By layer; empty: every layer sees all and turns by `rope`.
    std::vector<LayerAttention> layerAttention;
    bool tiedEmbeddings = false;
    /// The config does not say whether the head is tied: it is where the files have none of its own.
    bool tiedByFile = false;
    /// Query, key and value are one matrix; its output is query, then key, then value.
    bool fusedQkv = false;
    bool qkvBias = false;
    bool outputBias = false;
    bool mlpBias = false;
    bool outputNorms = false; ///< attention and feed-forward are normed again before they are added
    double normOffset = 0.0;  ///< added to the weights of RMS norms
    QueryKeyNorm queryKeyNorm = QueryKeyNorm::None;
    bool valueNorm = false; ///< values are normed head by head, without weights
    LinearLayout linearLayout = LinearLayout::OutIn;
    /// Multiplies query·key before the softmax.
    double attentionScale = 1.0;
    bool scaledByLayer = false;    ///< and divided by the layer's number, from 1
    double attentionSoftcap = 0.0; ///< of the scores; 0: none
    double logitsSoftcap = 0.0;
    double embeddingScale = 1.0;
    double residualScale = 1.0; ///< of what attention and feed-forward add
    double logitsScale = 1.0;
    DeltaRule deltaRule;                   ///< of layers that are recurrent
    bool wideSharedMlp = false;            ///< layers that read the keys of another are twice as wide inside
    std::int64_t layerInputSize = 0;       ///< of what each layer gets of each token besides; 0: nothing
    std::int64_t layerInputVocabulary = 0; ///< rows of its table
    /// Queries at position p are multiplied by 1 + this · ln(1 + ⌊p / rope.scaling.originalMaxPositions⌋).
    double queryGrowth = 0.0;
    /// Ids that start a text and end a generation, as config.json says; empty when it does not.
    std::vector<std::int64_t> beginIds;
    std::vector<std::int64_t> endIds;
    /// A token whose embedding learns nothing from being read; −1: none.
    std::int64_t paddingId = -1;

    ModelKind kind = ModelKind::Decoder;
    Head head = Head::Words;
    std::int64_t labels = 0;             ///< logits of a head of labels
    std::vector<std::string> labelNames; ///< of them
    Problem problem = Problem::SingleLabel;
    bool headIsNew = false; ///< the folder has another: what it lacks starts from random weights
    bool bodyOnly = false;  ///< the folder has no head at all
    Pooling pooling = Pooling::Last;
    /// Texts are padded with it: their last token is the last that is another; −1: none.
    std::int64_t padId = -1;

    // Of encoders.
    std::int64_t tokenTypes = 0;     ///< rows of the table of token types; 0: there is none
    std::int64_t positionOffset = 0; ///< row of the first position in the table of positions
    std::int64_t embeddingSize = 0;  ///< 0: the hidden size
    bool normBias = true;            ///< of layer norms
    Activation headActivation = Activation::Gelu;
    bool denseBias = true; ///< of what stands between hidden states and logits
    bool headBias = true;  ///< of the words' logits

    // Of encoder–decoders; `layers` are those of the encoder.
    std::int64_t decoderLayers = 0;
    program::RelativeBias relativeBias; ///< of the decoder; the encoder's looks both ways
    std::int64_t startId = 0;           ///< what an answer begins with

    LayerAttention attentionOf(std::int64_t layer) const {
        return layerAttention.empty() ? LayerAttention{} : layerAttention[static_cast<std::size_t>(layer)];
    }
    std::int64_t headDimOf(std::int64_t layer) const {
        const std::int64_t own = attentionOf(layer).headDim;
        return own > 0 ? own : headDim;
    }
    std::int64_t kvHeadsOf(std::int64_t layer) const {
        const std::int64_t own = attentionOf(layer).kvHeads;
        return own > 0 ? own : kvHeads;
    }
    /// It makes texts, and not labels or hidden words.
    bool writesText() const { return kind != ModelKind::Encoder && head == Head::Words; }
    bool hasLabels() const { return head == Head::TextLabels || head == Head::TokenLabels; }
    /// Texts may have no more than maxPositions.
    bool positionsEnd() const {
        return position == PositionKind::Learned || rope.scaling.kind == RopeScalingKind::Dynamic;
    }
    std::int64_t queryWidth() const { return heads * headDim; }
    std::int64_t keyValueWidth() const { return kvHeads * headDim; }

    bool operator==(const ModelShape&) const = default;
};

} // namespace luthier::families

#pragma once

#include "value.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace luthier::program {

/// How the matrix of a linear layer lies: [out, in] of nn.Linear or [in, out] of GPT-2's Conv1D.
enum class Layout : std::uint8_t { OutIn, InOut };
enum class NormKind : std::uint8_t { Rms, Layer };
/// Silu: x·σ(x). Gelu: x·Φ(x), GeluTanh its tanh approximation. Relu: max(x, 0). Sigmoid: σ(x).
enum class Activation : std::uint8_t { Silu, GeluTanh, Gelu, Relu, Tanh, Sigmoid };

/// Also of the gradients of a linear layer.
struct LinearAttributes {
    Layout layout = Layout::OutIn;
    double scale = 1.0;     ///< the product is multiplied by it
    double biasScale = 1.0; ///< and the bias by this
    std::string module;     ///< path in the Hugging Face model, as PEFT finds it; empty: made by a method
    std::int64_t place = 0; ///< tells the dropout masks of the modules of a layer apart
    /// What the operands are rounded to, sums being fp32; set by lowering.
    NumberFormat products = NumberFormat::Fp32;
};

struct EmbedAttributes {
    std::int64_t padding = -1; ///< a row that learns nothing from being looked up; −1: none
    std::int64_t offset = 0;   ///< row of the id 0
};

struct NormAttributes {
    NormKind kind = NormKind::Rms;
    double epsilon = 1e-5;
    double offset = 0.0;     ///< added to the weight: 1 where it is kept as its distance from 1
    std::int64_t groups = 1; ///< equal stretches of a row, each normed by itself with the same weight
};

/// Which columns of a head turn together: i and i + dim/2 ("rotate_half"), or 2i and 2i + 1.
enum class RotaryPairs : std::uint8_t { Halves, Neighbours };

/// Rotation of the first `dim` columns of each head; the tables have dim/2 columns.
struct RopeAttributes {
    std::int64_t headDim = 0;
    bool inverse = false; ///< turns back, for gradients
    std::int64_t dim = 0; ///< 0: all of headDim
    RotaryPairs pairs = RotaryPairs::Halves;

    std::int64_t turned() const { return dim > 0 ? dim : headDim; }
};

struct ScaleAttributes {
    double factor = 1.0;
};

struct SoftcapAttributes {
    double cap = 0.0; ///< above 0
};

struct SplitAttributes {
    std::vector<std::int64_t> widths; ///< columns of the results, left to right
};

/// A table of biases that are added to the scores, a row a bucket of distances and a column a head, as T5 has
/// it: half of the buckets hold one distance each, the others ever more, up to `farthest`.
struct RelativeBias {
    std::int64_t buckets = 0;
    std::int64_t farthest = 0;
    bool bothWays = false; ///< half of the buckets are for keys behind the query; else those count as near

    bool operator==(const RelativeBias&) const = default;
};

/// Attention within each text of the batch. Keys of another axis are those of the texts that belong to these.
struct AttentionAttributes {
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0; ///< divides heads
    double scale = 1.0;       ///< multiplies query · key
    bool cached = false;      ///< key and value are caches, which hold the text up to the query's last row
    bool causal = true;       ///< a row sees none behind it; else all of its text
    /// 0: no bound. Causal: a row sees itself and window − 1 rows in front of it. Else: the rows at most
    /// `window` away on either side.
    std::int64_t window = 0;
    double softcap = 0.0;   ///< of the scores, 0: none
    RelativeBias bias = {}; ///< where there is a table
};

/// Heads of the gated delta rule; query and key of one serve equal shares of those of the values, in order.
struct DeltaRuleAttributes {
    std::int64_t keyHeads = 0;
    std::int64_t valueHeads = 0;
};

struct ActivationAttributes {
    Activation activation = Activation::Silu;
};

/// What is kept elsewhere: the rows or columns of `ids`, in their order, or, without any, the rows of virtual
/// tokens; of a table with more columns those from `column` on.
struct PlaceAttributes {
    std::int64_t column = 0;
    std::vector<std::int64_t> ids = {};
    std::int64_t padding = -1; ///< a row that learns nothing from being looked up; −1: none
};

struct DropoutAttributes {
    double probability = 0.0;
    std::uint64_t stream = 0; ///< tells the masks of one step apart
};

/// Of noise: its largest amount is alpha ÷ √(rows of the text · columns).
struct NoiseAttributes {
    double alpha = 0.0;
    std::uint64_t stream = 0; ///< tells the noises of one step apart
};

/// Of scatter_rows: the axis that the rows come back to.
struct RowsAttributes {
    Axis axis = Axis::Tokens;
};

/// Of cross_entropy: the share of a label that is spread over all classes while training, as
/// `label_smoothing_factor` of TrainingArguments.
struct LossAttributes {
    double smoothing = 0.0;
};

/// What is learnt of two answers to one question, by the log-probabilities that the model gives their tokens
/// and those that a reference gave them. Sigmoid, Hinge, Ipo, Robust, SigmoidNorm: the losses of DPO by TRL's
/// names. Simpo: means over the tokens, and no reference (arXiv 2405.14734). Orpo: the odds of both, and no
/// reference; beside them the better text is learnt as a whole, its question too (arXiv 2403.07691). Reward:
/// in place of log-probabilities the scores that a head gives both texts. Kto: each row has one answer, which
/// is wanted or not, and beside it the answer to another question, by which it is measured how far the model
/// has moved (arXiv 2402.01306).
enum class PreferenceLoss : std::uint8_t {
    Sigmoid,
    Hinge,
    Ipo,
    Robust,
    SigmoidNorm,
    Kto,
    Simpo,
    Orpo,
    Reward
};
constexpr bool hasReference(PreferenceLoss loss) {
    return loss < PreferenceLoss::Simpo;
}

struct PreferenceAttributes {
    PreferenceLoss loss = PreferenceLoss::Sigmoid;
    double beta = 0.1;            ///< how much a difference counts
    double smoothing = 0.0;       ///< share of the pairs that may be the wrong way round
    double margin = 0.0;          ///< of simpo: what the better answer must be ahead by
    double centering = 0.0;       ///< of reward: what the square of both scores' sum counts
    double desirableWeight = 1.0; ///< of kto: what an answer that is wanted counts
    double undesirableWeight = 1.0;
};

using Attributes =
    std::variant<std::monostate, LinearAttributes, EmbedAttributes, NormAttributes, ScaleAttributes,
                 SoftcapAttributes, RopeAttributes, SplitAttributes, AttentionAttributes, DeltaRuleAttributes,
                 ActivationAttributes, DropoutAttributes, NoiseAttributes, RowsAttributes, PlaceAttributes,
                 LossAttributes, PreferenceAttributes>;

} // namespace luthier::program

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
/// Silu: x·σ(x). GeluTanh: the tanh approximation.
enum class Activation : std::uint8_t { Silu, GeluTanh };

/// Also of the gradients of a linear layer.
struct LinearAttributes {
    Layout layout = Layout::OutIn;
    double scale = 1.0;     ///< the product is multiplied by it
    std::string module;     ///< path in the Hugging Face model, as PEFT finds it; empty: made by a method
    std::int64_t place = 0; ///< tells the dropout masks of the modules of a layer apart
    /// What the operands are rounded to, sums being fp32; set by lowering.
    NumberFormat products = NumberFormat::Fp32;
};

struct EmbedAttributes {};

struct NormAttributes {
    NormKind kind = NormKind::Rms;
    double epsilon = 1e-5;
};

/// Half-split rotation ("rotate_half") of each head.
struct RopeAttributes {
    std::int64_t headDim = 0;
    bool inverse = false; ///< turns back, for gradients
};

struct SplitAttributes {
    std::vector<std::int64_t> widths; ///< columns of the results, left to right
};

/// Causal attention within each text of the batch.
struct AttentionAttributes {
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0; ///< divides heads
    double scale = 1.0;       ///< multiplies query · key
    bool cached = false;      ///< key and value are caches, which hold the text up to the query's last row
};

struct ActivationAttributes {
    Activation activation = Activation::Silu;
};

struct DropoutAttributes {
    double probability = 0.0;
    std::uint64_t stream = 0; ///< tells the masks of one step apart
};

/// Of scatter_rows: the axis that the rows come back to.
struct RowsAttributes {
    Axis axis = Axis::Tokens;
};

using Attributes = std::variant<std::monostate, LinearAttributes, EmbedAttributes, NormAttributes,
                                RopeAttributes, SplitAttributes, AttentionAttributes, ActivationAttributes,
                                DropoutAttributes, RowsAttributes>;

} // namespace luthier::program

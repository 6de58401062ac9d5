#pragma once

#include <base/result.h>
#include <program/value.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace luthier::footprint {

/// The parts of the memory bar, in its order.
enum class Part { Weights, Adapters, Gradients, Optimizer, Activations, Logits, Workspace, Runtime };
std::string_view partName(Part part);

/// Memory that is alive in the phases [first, last]. `offset` is its place in the arena, or kOutside.
struct Buffer {
    static constexpr std::int64_t kOutside = -1;
    std::string name;
    Part part = Part::Workspace;
    std::int64_t bytes = 0;
    int first = 0;
    int last = 0;
    std::int64_t offset = kOutside;
};

/// How the matrices of a model are stored; norms and biases are fp32 once they are loaded.
using Stored = program::NumberFormat;

/// What the products with a layer's own weights are computed in. Bf16 rounds operands and result to bf16 and
/// adds up in fp32, as torch.autocast does; adapters, norms, attention, loss and optimiser stay fp32.
enum class Products { Fp32, Bf16 };
/// "fp32", "bf16": the name of a recipe's `compute.dtype`.
std::string_view productsName(Products products);

/// The number formats of a step. What trains is stored in fp32.
struct NumberFormats {
    Stored stored = Stored::Fp32;
    Products products = Products::Fp32;
    /// Of the linear layers of the blocks, where they are quantised.
    std::optional<Stored> quantised = {};
    /// Of a matrix's weight on the average, where `stored` is Blocks.
    double blockBytes = 0.0;
};

/// Tokens that a rounded product is computed for, in place of `tokens`. The library compiles and keeps a
/// kernel for every size: units of text differ in theirs, and would fill memory with kernels that are used
/// once.
constexpr std::int64_t paddedTokens(std::int64_t tokens) {
    return tokens == 1 ? 1 : (tokens + 63) / 64 * 64;
}

/// Bytes of an element of the scratch that a stored matrix is converted into before each product; 0: it is
/// multiplied where it lies.
std::int64_t expandedBytes(const NumberFormats& formats);

/// Bytes that a buffer keeps in the arena: every one starts on a cache line.
constexpr std::int64_t placedBytes(std::int64_t bytes) {
    return (bytes + 63) / 64 * 64;
}

/// A trainable tensor within the flat arrays of parameters, gradients and moments; offsets count floats.
struct Parameter {
    std::string name;
    std::vector<std::int64_t> shape;
    std::int64_t offset = 0;
    std::int64_t count = 0;
    bool decays = true; ///< weight decay leaves out biases and norms, as TrainingArguments does
    program::Start start = program::Start::Zeros; ///< where the checkpoint does not hold it
    double spread = 0.0;
    double rate = 1.0;        ///< multiplies the learning rate
    std::string startOf = {}; ///< where the start comes from a tensor of the checkpoint: its name
    std::vector<std::int64_t> startShape = {};
    bool startTurned = false; ///< it is [in, out]
    std::vector<std::int64_t> startRows = {};
    /// A matrix that a hidden layer multiplies by; no table of words, no head.
    bool isInnerMatrix = false;
};

/// Every buffer of a step with its place, and what trains in them.
class StepLayout {
public:
    StepLayout() = default;
    StepLayout(std::vector<Buffer> buffers, std::vector<Parameter> parameters, int phases);

    /// Buffers that have their offsets already.
    static StepLayout placed(std::vector<Buffer> buffers, std::vector<Parameter> parameters, int phases);

    const std::vector<Buffer>& buffers() const { return m_buffers; }
    const std::vector<Parameter>& parameters() const { return m_parameters; }
    /// The parameter of that name, or null.
    const Parameter* parameter(std::string_view name) const;
    /// The buffer of that name; it must exist.
    const Buffer& buffer(std::string_view name) const;
    bool has(std::string_view name) const;
    std::int64_t arenaBytes() const { return m_arenaBytes; }
    /// Bytes alive at the worst phase, arena (as placed) and what lies outside it.
    std::int64_t peakBytes() const;
    /// Bytes of a part that are alive in the worst phase.
    std::int64_t partBytes(Part part) const;
    int worstPhase() const { return m_worstPhase; }
    int phases() const { return m_phases; }

private:
    void countAlive();

    std::vector<Buffer> m_buffers;
    std::vector<Parameter> m_parameters;
    std::unordered_map<std::string, std::size_t> m_byName;
    std::int64_t m_arenaBytes = 0;
    int m_phases = 0;
    int m_worstPhase = 0;
};

/// Gives every buffer whose offset is not kOutside a place such that buffers alive in a common phase do not
/// overlap; returns the arena's size. Lowest free place in three orders, of which the best is kept; each
/// takes placedBytes.
std::int64_t placeBuffers(std::vector<Buffer>& buffers);

} // namespace luthier::footprint

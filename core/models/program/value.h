#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace luthier::program {

/// What a row of a value is. Source: a token of the text that an encoder reads for a decoder. Chunk: a row of
/// a target while the head works on a chunk of them. Cached: a token of a text that grows. Pairs: two answers
/// to one question.
enum class Axis : std::uint8_t { None, Tokens, Source, Targets, Chunk, Cached, Pairs };
constexpr std::size_t kAxes = 7;
/// "tokens", "targets", …; empty for None.
std::string_view axisName(Axis axis);

/// Activations live from the step that writes them to the last that reads them. All others are persistent:
/// they have a place of their own and take no part in liveness.
enum class Kind : std::uint8_t {
    Activation,
    Weight,    ///< frozen, as stored
    Parameter, ///< trained, fp32
    Gradient,  ///< of a parameter; steps add to it
    Input,     ///< of the batch: ids, positions, labels
    Table,     ///< filled once: rotary cosines and sines
    Cache,     ///< keys or values of a text, kept between runs; steps store rows in it
};

/// Int8Rows: int8 with a scale a row. Nf4: four bits and a scale a block of 64 (QLoRA); Nf4Double: the scales
/// in eight bits again. Blocks: as a GGUF file has them, each matrix in a type of its own.
enum class NumberFormat : std::uint8_t { Fp32, Bf16, Fp16, Int8Rows, Nf4, Nf4Double, Blocks };
/// Of frozen matrices only, [out, in]: no product reads them as they are.
constexpr bool isQuantised(NumberFormat format) {
    return format >= NumberFormat::Int8Rows;
}
/// Bytes of an element; not of a quantised one.
constexpr std::int64_t bytesOf(NumberFormat format) {
    return format == NumberFormat::Fp32 ? 4 : 2;
}

/// What a parameter starts from where the checkpoint does not hold it. OutputLengths: the length of each
/// output's row of the matrix `startOf`. Rows: the rows `startRows` of it.
enum class Start : std::uint8_t { Zeros, Ones, Normal, Uniform, OutputLengths, Rows };

/// Index into Program::values.
using ValueId = std::int32_t;
constexpr ValueId kNone = -1;

/// What steps read and write: rows of an axis with `columns` each, or a tensor of `shape` where the axis is
/// None.
struct Value {
    std::string name; ///< "layers.3.gate"; weights have their name in the checkpoint
    Kind kind = Kind::Activation;
    Axis axis = Axis::None;
    std::int64_t columns = 1;
    std::vector<std::int64_t> shape = {};
    NumberFormat format = NumberFormat::Fp32;
    Start start = Start::Zeros;
    double spread = 0.0;      ///< of the start: deviation, or largest magnitude where it is uniform
    double rate = 1.0;        ///< of a parameter: what its learning rate is multiplied by; 0: a buffer
    std::string startOf = {}; ///< where the start comes from a tensor of the checkpoint: its name
    bool startTurned = false; ///< and it is [in, out]
    std::vector<std::int64_t> startRows = {};
    double blockBytes = 0.0; ///< of a weight, where they are Blocks
    bool isAdded = false;    ///< a parameter that a method adds, and no tensor of the checkpoint

    bool isPersistent() const { return kind != Kind::Activation; }
    /// Of a value without rows.
    std::int64_t elements() const;
    /// Of a value without rows, scales included.
    std::int64_t storedBytes() const;
};

} // namespace luthier::program

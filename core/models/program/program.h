#pragma once

#include "attributes.h"
#include "value.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::program {

/// One file of `ops` each; op_traits.h says what passes may know about them.
enum class OpKind : std::uint8_t {
    Embed,
    EmbedGradient,
    Linear,
    LinearInputGradient,
    LinearWeightGradient,
    SumRows,
    Add,
    Norm,
    NormBackward,
    ResidualNorm,
    Rope,
    Split,
    Join,
    Attention,
    AttentionBackward,
    Convolution,
    ConvolutionBackward,
    Decay,
    DecayBackward,
    DeltaRule,
    DeltaRuleBackward,
    GatedUnit,
    GatedUnitBackward,
    Activation,
    ActivationBackward,
    Scale,
    Softcap,
    SoftcapBackward,
    Dropout,
    Noise,
    ScaleColumns,
    ScaleColumnsBackward,
    RowLengths,
    PlaceRows,
    PlaceRowsBackward,
    PlaceColumns,
    PlaceColumnsBackward,
    GatherRows,
    ScatterRows,
    MeanRows,
    SpreadRows,
    CrossEntropy,
    BinaryCrossEntropy,
    SquaredError,
    LogProb,
    LogProbBackward,
    Preference,
    StoreRows,
    Expand,
    Copy,
    Zero,
};
constexpr std::size_t kOpKinds = static_cast<std::size_t>(OpKind::Zero) + 1;

/// One result of a step. kNone: not wanted. With an addend: value = addend + result, lying upon the addend.
struct Result {
    ValueId value = kNone;
    ValueId addend = kNone;
};

enum class Phase : std::uint8_t { Forward, Recompute, Backward };
/// Index into Program::regions.
using RegionId = std::int32_t;
/// Steps of one loop are neighbours and run once a chunk of rows.
using LoopId = std::int16_t;
constexpr LoopId kNoLoop = -1;

struct Step {
    OpKind kind = OpKind::Copy;
    std::vector<ValueId> operands; ///< kNone where an optional one is left out
    std::vector<Result> results;
    Attributes attributes;
    RegionId region = 0; ///< what is checkpointed, expanded and shown together
    Phase phase = Phase::Forward;
    LoopId loop = kNoLoop;
    /// Left out where the model runs without its adapter: its result is then its addend.
    bool ofAdapter = false;

    template <typename T>
    const T& as() const {
        return std::get<T>(attributes);
    }
};

/// What two tables by position hold: cosine and sine of position · frequency, times `factor`.
struct Rotation {
    ValueId cosines = kNone;
    ValueId sines = kNone;
    std::vector<float> frequencies; ///< a column each
    double factor = 1.0;
    /// Of texts of more than `shortTokens`; empty: the same. Their rows of the tables lie behind the others.
    std::vector<float> longFrequencies;
    std::int64_t shortTokens = 0;
    /// Position p is multiplied by 1 + growth · ln(1 + ⌊p / growthTokens⌋) as well.
    double growth = 0.0;
    std::int64_t growthTokens = 0;
};

/// A training or generation step as data. Single assignment: an activation is written once, and a gradient
/// that grows is a new value with an addend. Only gradients of parameters are written repeatedly, always
/// added to.
struct Program {
    std::vector<Value> values;
    std::vector<Step> steps;
    std::vector<std::string> regions; ///< "embedding", "layers.3", "select", "head"
    std::vector<Rotation> rotations;  ///< what fills the tables
    std::vector<ValueId> outputs;     ///< read by the host afterwards: losses, logits
    Axis chunkAxis = Axis::None;      ///< whose rows the loops take in chunks
    bool readByChunk = false;         ///< the host reads the outputs after each chunk, not at the end

    const Value& operator[](ValueId id) const { return values[static_cast<std::size_t>(id)]; }
    Value& operator[](ValueId id) { return values[static_cast<std::size_t>(id)]; }
    ValueId add(Value value);
    /// The value of that name and kind, or kNone.
    ValueId find(std::string_view name, Kind kind) const;
    const std::string& region(const Step& step) const {
        return regions[static_cast<std::size_t>(step.region)];
    }
    RegionId regionOf(std::string_view name);
};

/// The layer of the model that a region is, which is checkpointed as one; −1: none.
std::int64_t layerOf(std::string_view region);
inline bool isLayer(std::string_view region) {
    return layerOf(region) >= 0;
}

/// Of a tensor's name: the module that it belongs to.
constexpr std::string_view moduleOf(std::string_view tensor) {
    return tensor.substr(0, tensor.rfind('.'));
}

/// A linear layer of a block, whose matrix may be quantised: as in transformers, neither heads nor what
/// stands between them and the blocks, nor T5's `wo`, whose products are too large for narrow formats.
bool isQuantisable(const Program& program, const Step& step);

/// A product in fp32 with a matrix in Blocks, which expands some rows of it at a time.
bool isByPieces(const Program& program, const Step& step);
/// Rows of such a matrix that are expanded at a time.
std::int64_t pieceRows(const Value& matrix);

/// Calls `visit` with each value that the step reads or adds to.
template <typename Visit>
void forEachRead(const Step& step, Visit&& visit) {
    for (const ValueId operand : step.operands)
        if (operand != kNone)
            visit(operand);
    for (const Result& result : step.results)
        if (result.addend != kNone)
            visit(result.addend);
}

template <typename Visit>
void forEachWritten(const Step& step, Visit&& visit) {
    for (const Result& result : step.results)
        if (result.value != kNone)
            visit(result.value);
}

/// Ids of virtual tokens, which are no words and stand in front of a text: −1, −2, … Their rows are those of
/// a table that a method learns, in this order.
constexpr std::int32_t virtualId(std::int64_t place) {
    return static_cast<std::int32_t>(-1 - place);
}

/// The step behind `begin` and all of its loop that follow it.
std::size_t loopEnd(const Program& program, std::size_t begin);

/// How many times the positions the tables hold: twice where long texts turn otherwise.
inline std::int64_t partsOf(const Rotation& rotation) {
    return rotation.longFrequencies.empty() ? 1 : 2;
}
/// Texts of more tokens than this turn otherwise; 0: none does.
std::int64_t shortTokensOf(const Program& program);

/// For each value the indices of the steps that read it or add to it, rising.
std::vector<std::vector<std::int32_t>> readersOf(const Program& program);

/// What trains, in the order in which the program first names it.
std::vector<ValueId> trainablesOf(const Program& program);
/// The frozen tensors, in that order.
std::vector<ValueId> weightsOf(const Program& program);

} // namespace luthier::program

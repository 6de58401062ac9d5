#pragma once

#include "../batch.h"

#include <program/op_traits.h>

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

namespace luthier::engine {

class WeightStore;

/// What a batch brings beside its tensors.
struct BatchContext {
    std::span<const std::int32_t> rowStarts; ///< of the texts, one more than there are
    double lossScale = 0.0;
    std::uint64_t dropoutSeed = 0;
    std::uint64_t dropoutStream = 0;                 ///< of the micro-batch
    bool forwardOnly = false;                        ///< an evaluation: no dropout, no gradient of the losses
    std::int64_t before = 0;                         ///< tokens of the text that the caches hold
    std::span<const std::int32_t> sourceStarts = {}; ///< of the texts on the other side of cross attention
    bool sourceIsKept = false;                       ///< what was made of them lies there from an earlier run
    bool withoutAdapter = false;                     ///< the model answers as it was
};

/// One step with its operands and results as tensors. Undefined: an operand left out, a result not wanted.
struct StepRun {
    const program::Program& program;
    const program::Step& step;
    std::span<const at::Tensor> operands;
    std::span<const at::Tensor> results;
    at::Tensor scratch; ///< bytes, undefined where the step needs none
    const BatchContext& batch;
    const WeightStore* weights = nullptr; ///< of the model; null where it has none

    const at::Tensor& operand(std::size_t i) const { return operands[i]; }
    const at::Tensor& result(std::size_t i) const { return results[i]; }
    /// The result is added to what lies there.
    bool adds(std::size_t i) const { return step.results[i].addend != program::kNone; }
};

using Kernel = void(const StepRun&);
/// The kernel of a kind; it takes fp32 unless said otherwise, and writes in place where the layout lays it
/// so.
Kernel* kernelOf(program::OpKind kind);

/// The tensor of result i, holding the values of operand o: in its place already, or copied there.
at::Tensor takenOver(const StepRun& run, std::size_t result, std::size_t operand);

namespace kernel {
// One file each, as in models/program/ops.
Kernel embed, embedGradient, linear, linearInputGradient, linearWeightGradient, sumRows, add, norm,
    normBackward, residualNorm, rope, join, attention, attentionBackward, convolution, convolutionBackward,
    decay, decayBackward, deltaRule, deltaRuleBackward, gatedUnit, gatedUnitBackward, activation,
    activationBackward, scale, softcap, softcapBackward, dropout, noise, gatherRows, scatterRows,
    scaleColumns, scaleColumnsBackward, rowLengths, placeRows, placeRowsBackward, placeColumns,
    placeColumnsBackward, meanRows, spreadRows, crossEntropy, binaryCrossEntropy, squaredError, logProb,
    logProbBackward, preference, storeRows, expand, copy, zero;
} // namespace kernel

} // namespace luthier::engine

#pragma once

#include <program/program.h>

#include <optional>

namespace luthier::lowering {

enum class Gradients { No, Yes };
enum class Checkpointing { Off, EveryLayer };

/// How a forward program with its objective and method becomes the list that is laid out and run.
struct StepOptions {
    Gradients gradients = Gradients::Yes;
    Checkpointing checkpointing = Checkpointing::Off;
    /// What the matrices of the checkpoint are stored in, and what their products are computed in. Parameters
    /// are fp32.
    program::NumberFormat stored = program::NumberFormat::Fp32;
    program::NumberFormat products = program::NumberFormat::Fp32;
    /// What the values that layers keep for backward are kept in.
    program::NumberFormat activations = program::NumberFormat::Fp32;
    /// What the frozen linear layers of the blocks are kept in, where they are quantised.
    std::optional<program::NumberFormat> quantised = {};
    /// Of a matrix's weight on the average, where `stored` is Blocks.
    double blockBytes = 0.0;
};

/// All passes in their order. Without gradients the list ends with the losses.
void lowerStep(program::Program& program, const StepOptions& options);

/// The same front end for a text that grows: keys and values go into caches, no gradients; the head runs row
/// by row.
void lowerGeneration(program::Program& program, const StepOptions& options);

} // namespace luthier::lowering

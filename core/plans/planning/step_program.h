#pragma once

#include <families/model_shape.h>
#include <footprint/program_layout.h>
#include <lowering/lowering.h>
#include <methods/lora.h>
#include <program/program.h>

#include <optional>

namespace luthier::planning {

/// What decides a step and its memory. Counts are per micro-batch.
struct StepSettings {
    methods::Method method; ///< what it does to the model
    bool trains = false;    ///< a backward pass follows
    std::int64_t tokens = 0;
    std::int64_t longestRow = 0;    ///< tokens of the longest row, for positions
    std::int64_t trainedTokens = 0; ///< at most `tokens`
    std::int64_t sourceTokens = 0;  ///< of what an encoder reads for a decoder
    std::int64_t longestSource = 0;
    double labelSmoothing = 0.0;
    std::int64_t pairs = 0; ///< of answers, where they are learnt by comparing
    std::optional<program::PreferenceAttributes> preference = {};
    lowering::Checkpointing checkpointing = lowering::Checkpointing::Off;
    footprint::Optimizer optimizer = footprint::Optimizer::AdamW;
    program::NumberFormat activations = program::NumberFormat::Fp32; ///< kept for backward
    footprint::NumberFormats formats;
    /// Rows of the head's chunks; the logits buffer holds so many.
    std::int64_t headRows = 256;
};

struct GenerationSettings {
    methods::Method method;        ///< without dropout
    std::int64_t promptTokens = 0; ///< most tokens taken at once
    std::int64_t cacheTokens = 0;  ///< most tokens of a text
    std::int64_t sourceTokens = 0; ///< most tokens of what an encoder reads for it
    footprint::NumberFormats formats;
};

/// LoRA of one rank on every linear layer but the head.
std::vector<methods::LoraTarget> onEveryLinear(const families::ModelShape& shape, std::int64_t rank,
                                               double scaling = 1.0);
methods::Adapting loraOnEveryLinear(const families::ModelShape& shape, std::int64_t rank);

/// The step that these settings describe: family, objective, method, passes, layout.
footprint::CompiledStep compileStep(const families::ModelShape& shape, const StepSettings& settings);

/// A text that grows, with its caches; the program's output are the logits behind the rows that are asked
/// for.
footprint::CompiledStep compileGeneration(const families::ModelShape& shape,
                                          const GenerationSettings& settings);

/// Forward alone, without dropout: the program's output are the logits of the targets.
footprint::CompiledStep compileScoring(const families::ModelShape& shape, const StepSettings& settings);

/// The parts of compileStep, for tests.
program::Program stepProgram(const families::ModelShape& shape, const StepSettings& settings);
footprint::Extents extentsOf(const StepSettings& settings);

} // namespace luthier::planning

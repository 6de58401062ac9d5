#pragma once

#include "model_shape.h"

#include <program/program.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::families {

// What the forward program of a shape names in the checkpoint, read off it: no table says it a second time.

/// A tensor of a model folder. `shape` is that of the file, so a Conv1D matrix is [in, out].
struct WeightEntry {
    std::string name;
    std::vector<std::int64_t> shape;
    bool isBuffer = false; ///< never changes, and counts as no parameter
};

/// A linear layer as PEFT sees it: the module's path in the Hugging Face model and what it maps. LoRA's A is
/// [r, inFeatures] and B [outFeatures, r], whatever the layout of the weight.
struct LinearModule {
    std::string path;
    std::int64_t layer = -1; ///< −1: outside the layers
    std::int64_t inFeatures = 0;
    std::int64_t outFeatures = 0;
    LinearLayout layout = LinearLayout::OutIn;
    std::string weight;         ///< name of its matrix
    bool isOutput = false;      ///< makes the logits, which `all-linear` leaves out
    bool isQuantisable = false; ///< see program::isQuantisable

    /// Last part of the path: `q_proj`, `c_attn`. GPT-2 has two layers called `c_proj`.
    std::string_view name() const;
};

/// All tensors of the model, each once, in the order of the forward pass: a tied head is not listed.
std::vector<WeightEntry> weightsOf(const ModelShape& shape);

/// All linear layers in the order of the forward pass; the head is last and listed only when it has its own
/// weight.
std::vector<LinearModule> linearsOf(const ModelShape& shape);

/// Modules of the tables that ids are looked up in.
std::vector<std::string> embeddingsOf(const ModelShape& shape);

/// Number of weights, a tied head counted once, buffers not.
std::int64_t parameterCount(const ModelShape& shape);

/// Module names that PEFT targets by default for the family (`q_proj`, `v_proj`), and for `all-linear` (every
/// linear layer but the head and what trains whole with it), each name once, in the order of the forward
/// pass. A name that the head has too is told with what stands before it (`output.dense`, beside
/// `classifier.dense`): PEFT would put an adapter on the head's as well.
std::vector<std::string> defaultLoraTargets(const ModelShape& shape);
std::vector<std::string> allLinearTargets(const ModelShape& shape);

/// The same of IA³: PEFT's own targets, and those of them whose inputs are scaled.
std::vector<std::string> defaultIa3Targets(const ModelShape& shape);
std::vector<std::string> defaultIa3FeedForward(const ModelShape& shape);

} // namespace luthier::families

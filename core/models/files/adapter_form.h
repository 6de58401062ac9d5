#pragma once

#include "adapter_config.h"

#include <methods/method.h>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace luthier::files {

/// A tensor of an adapter's file, and the value of a step's program that it is.
struct AdapterTensor {
    std::string parameter;                 ///< name of the value
    std::vector<std::string> names = {};   ///< in the file: the one that is written, then older spellings
    std::vector<std::int64_t> shape = {};  ///< in the file
    bool turned = false;                   ///< the value is the transpose of the file's matrix
    std::vector<std::int64_t> tokens = {}; ///< whose rows of a table these are
};

/// What an adapter has learned: the values of each tensor of its form, row-major, as a program holds them.
using AdapterValues = std::vector<std::vector<float>>;

/// What merging does to a tensor of the checkpoint.
struct Fold {
    std::string tensor;
    /// Changes its values, row-major, in place, in fp32.
    std::function<void(std::span<float> values, const AdapterValues& adapter)> apply;
    bool replaces = false; ///< reads nothing of what is there
};

/// The bias of a module; empty where the model has none.
std::string biasOf(const std::vector<families::WeightEntry>& weights, const std::string& module);

/// The tensor of an adapter at `index` takes the place of the checkpoint's.
Fold replacing(std::string tensor, std::size_t index);

/// An adapter's config on a model of one shape: what it does to the program of a step, where its file and the
/// program hold the same values, and what merging makes of it. One file a kind of adapter.
struct AdapterForm {
    AdapterConfig config = {};
    methods::Adapting adapting = {};
    std::vector<AdapterTensor> tensors = {}; ///< in the order of the forward pass
    std::vector<Fold> folds = {};
    /// Tensors that a file may hold beside them, which say what the base says.
    std::vector<AdapterTensor> passedOver = {};
    std::string whyNotMerged = {}; ///< code of the reason; empty: it can be merged
};

/// Fails with adapter.no_target, adapter.bad_pattern, adapter.pattern_too_slow, adapter.tied_head_not_yet,
/// adapter.not_for_family, adapter.options_exclude, adapter.token_rows_not_yet, adapter.token_out_of_range,
/// adapter.token_twice.
Result<AdapterForm> formOf(const AdapterConfig& config, const families::ModelShape& shape);

/// What stands in front of every module's path in an adapter's file.
constexpr std::string_view kModulePrefix = "base_model.model.";

// The kinds, each in a file of its own; modules_to_save is added to all of them by formOf.
Status addLora(AdapterForm& form, const families::ModelShape& shape);
/// Rows of tables that train beside LoRA.
Status addTokenRows(AdapterForm& form, const families::ModelShape& shape);
Status addIa3(AdapterForm& form, const families::ModelShape& shape);
Status addVirtualTokens(AdapterForm& form, const families::ModelShape& shape);

} // namespace luthier::files

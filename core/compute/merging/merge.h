#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <engine/compute_device.h>
#include <files/dtype.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace luthier::merging {

struct MergeOptions {
    std::filesystem::path model;
    std::filesystem::path adapter; ///< empty: the weights are only written again, in another type perhaps
    std::filesystem::path out;
    /// F32, F16 or BF16; nothing: each tensor keeps the type it has.
    std::optional<files::Dtype> dtype;
    engine::ComputeDevice device; ///< for the check
    std::filesystem::path verify; ///< a JSONL file of rows; empty: none
    bool anyBase = false;         ///< also on a model that the adapter was not tuned on
};

struct MergeReport {
    std::filesystem::path out;
    std::uint64_t bytes = 0;
    files::Dtype dtype = files::Dtype::F32; ///< of the matrices
    double maxLogitDifference = 0;
    double largestLogit = 0; ///< what the difference is to be held against
    std::optional<double> lossBefore;
    std::optional<double> lossAfter;
};

/// Writes a whole model folder with the adapter added to the weights: in fp32, rounded once to the type asked
/// for. It appears only after it was opened again and gave the logits of model and adapter (within 1e-4 of
/// the largest in fp32, 2e-2 in fp16, 1e-1 in bf16). Memory: one tensor in fp32 beside the mapped files.
/// Fails with adapter.other_base, merge.*, file.exists, file.*, what model and adapter fail with,
/// interrupted().
Result<MergeReport> merge(const MergeOptions& options, StopToken stop, ProgressSink& progress);

/// "fp32", "bf16", "fp16" or "as_file" (nothing). Fails with usage.bad_value.
Result<std::optional<files::Dtype>> mergeDtypeNamed(std::string_view name);

Json reportToJson(const MergeReport& report);

} // namespace luthier::merging

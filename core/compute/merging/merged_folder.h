#pragma once

#include "added_weights.h"

#include <base/progress.h>
#include <base/result.h>
#include <files/model_weights.h>

#include <filesystem>
#include <optional>

namespace luthier::merging {

/// What a merged folder is made of.
struct MergeSources {
    const files::ModelFolder& folder;
    const files::ModelWeights& weights;
    const AddedWeights& added;
    std::filesystem::path adapter; ///< empty: nothing is added
    std::optional<files::Dtype> dtype;
};

/// Writes model.safetensors, config.json with the new type, tokenizer and template (the adapter's own where
/// it carries them), generation_config.json, licences and a README.md into `to`. Fails with
/// merge.out_of_range where a weight is too large for the type, file.*, interrupted().
Status writeMergedFolder(const MergeSources& sources, const std::filesystem::path& to, StopToken stop,
                         ProgressSink& progress);

} // namespace luthier::merging

#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <families/model_shape.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace luthier::files {

/// A model folder or GGUF file that was found, told from its config and the headers of its weights alone.
struct FoundModel {
    std::filesystem::path path;
    /// `ORG/NAME` in a hub cache, else the folder's or the file's name.
    std::string name;
    std::string modelType;
    std::int64_t parameters = 0;
    std::string dtype;
    /// As ModelFolder::license tells it; empty when unknown.
    std::string license;
    bool hasChatTemplate = false;
    std::optional<families::ModelShape> shape; ///< where the config could be read
    bool supported = false;
    /// Why not, when it is not supported.
    std::optional<Error> reason;
};

/// Folders below each of `roots` (to depth 4, at most 100,000 entries, links to folders not followed) that
/// hold a config.json with a `model_type` or an adapter's base, and GGUF files; in a hub cache only the
/// newest snapshot of each model. A root may be a GGUF file itself. Sorted by path. Unreadable folders are
/// passed over. Ends early when `stop` is asked.
std::vector<FoundModel> findModels(std::span<const std::filesystem::path> roots, StopToken stop);

/// Where Hugging Face tools keep downloads: $HF_HUB_CACHE, $HF_HOME/hub or ~/.cache/huggingface/hub, if it
/// exists.
std::optional<std::filesystem::path> hubCache();

} // namespace luthier::files

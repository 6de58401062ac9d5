#pragma once

#include "block_tensor.h"
#include "model_folder.h"
#include "quantised_tensor.h"
#include "safetensors.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace luthier::files {

/// A tensor of a mapped file: borrowed from what it came from.
struct TensorView {
    std::string
        name; ///< its usual Hugging Face name (`transformer.` included for GPT-2), whatever the file says
    const TensorInfo* info = nullptr; ///< as safetensors would have it; F32 where `blocks` lie in the file
    std::span<const std::byte> bytes;
    std::optional<QuantisedTensor> quantised = {}; ///< whose codes these are
    std::optional<BlockTensor> blocks = {};        ///< how they lie in a GGUF file
};

/// Where a model's weights lie: one file or several, in a format of its own. Immutable, thread-safe.
class WeightSource {
public:
    virtual ~WeightSource() = default;
    /// Every tensor that the files hold, each once, by the name that Hugging Face's files give it; the views
    /// live as long as the source. Which of them the model reads, and in which shape, is for others to say.
    const std::vector<TensorView>& tensors() const { return m_tensors; }

protected:
    WeightSource() = default;
    std::vector<TensorView> m_tensors;
};

/// Maps the model's weights without reading them. Fails with model.no_weights, model.wrong_shard,
/// model.duplicate_tensor, safetensors.*, gguf.*.
Result<std::unique_ptr<const WeightSource>> openWeights(const ModelFolder& folder);

/// The two kinds there are.
Result<std::unique_ptr<const WeightSource>> openSafetensors(const ModelFolder& folder);
std::unique_ptr<const WeightSource> openGguf(const ModelFolder& folder);

} // namespace luthier::files

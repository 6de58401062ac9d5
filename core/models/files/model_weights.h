#pragma once

#include "model_folder.h"
#include "weight_source.h"

#include <families/model_tensors.h>

#include <base/hash.h>
#include <base/progress.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace luthier::files {

/// All weights of a model, mapped; sharded folders look like one file. Every tensor that the model reads is
/// there, once, with the shape that it needs and type F32, F16 or BF16; where bitsandbytes quantised the
/// folder, the matrices of the linear layers of the blocks are codes with their scales; all tensors of a GGUF
/// file are its blocks. Thread-safe.
class ModelWeights {
public:
    /// Maps the files and checks them against the model's shape. Fails with the shape's own error,
    /// model.no_weights, model.missing_tensor, model.wrong_shape, model.unknown_tensor,
    /// model.duplicate_tensor, model.other_head, model.unsupported_dtype, model.bad_quantization,
    /// safetensors.*.
    static Result<ModelWeights> open(const ModelFolder& folder);

    const families::ModelShape& shape() const { return m_shape; }
    /// By its usual name; null when there is none.
    const TensorView* named(std::string_view name) const;
    /// All tensors that the model reads, in the order of the forward pass.
    const std::vector<TensorView>& all() const { return m_all; }
    /// The type of the matrices that are not quantised: the one most bytes have.
    Dtype dtype() const { return m_dtype; }
    std::optional<families::Stored> quantised() const { return m_quantised; }
    /// How the matrices lie that are not quantised by bitsandbytes.
    families::Stored stored() const { return m_stored; }
    /// Of a matrix's weight, on the average; of blocks alone.
    double blockBytes() const { return m_blockBytes; }
    std::uint64_t bytes() const { return m_bytes; }
    /// Tensors of the files that the model does not read, by name; copies of what it reads are none.
    const std::vector<std::string>& unread() const { return m_unread; }

private:
    ModelWeights() = default;
    void measure();
    Status bind(const std::unordered_map<std::string_view, TensorView>& found);
    bool isCopy(const TensorView& view) const;
    Status refuseOtherHead(const std::unordered_map<std::string_view, TensorView>& found) const;
    Status take(const families::WeightEntry& entry, TensorView view);
    Status takeQuantised(const families::LinearModule& module, TensorView view, const FindTensor& find);

    families::ModelShape m_shape;
    std::shared_ptr<const WeightSource> m_source;
    std::vector<TensorView> m_all;
    std::unordered_map<std::string, std::size_t> m_byName;
    Dtype m_dtype = Dtype::F32;
    families::Stored m_stored = families::Stored::Fp32;
    double m_blockBytes = 0.0;
    std::optional<families::Stored> m_quantised;
    std::uint64_t m_bytes = 0;
    std::vector<std::string> m_unread;
};

/// A hash of what the model computes: of its shape and every tensor's name, type, shape and bytes, whatever
/// the sharding. Reads all weights once (as fast as the disk); callers keep it by size and time of the files.
Result<Hash128> modelHash(const ModelFolder& folder, StopToken stop, ProgressSink& progress);

} // namespace luthier::files

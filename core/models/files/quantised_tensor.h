#pragma once

#include "safetensors.h"

#include <families/model_shape.h>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace luthier::files {

/// A matrix [rows, columns] = [out, in] of a checkpoint that bitsandbytes quantised, with its scales;
/// borrowed from the mapped file.
struct QuantisedTensor {
    families::Stored format = families::Stored::Nf4;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::int64_t block = 64;                      ///< of NF4
    std::span<const std::byte> absmax = {};       ///< F32 one a row or a block, or U8 one a block
    std::span<const std::byte> nestedAbsmax = {}; ///< F32 one for 256 blocks
    std::span<const std::byte> nestedMap = {};    ///< F32 [256]
    std::span<const std::byte> map = {};          ///< F32 [16]: must be that of NF4
    float offset = 0.0F;
    std::vector<std::string> names =
        {}; ///< of the tensors that hold all this in the file, the codes' among them
};

/// A tensor of a file with its bytes.
struct FoundTensor {
    const TensorInfo* info = nullptr;
    std::span<const std::byte> bytes;
};
/// By name; nothing where there is none.
using FindTensor = std::function<std::optional<FoundTensor>(const std::string& name)>;

/// The scales that belong to the codes `name` of a matrix. Fails with model.bad_quantization, which names the
/// tensor that is missing, of another type, too short or too long, or says something else.
Result<QuantisedTensor> quantisedTensor(const FindTensor& find, const std::string& name,
                                        families::Stored format, std::int64_t rows, std::int64_t columns);

} // namespace luthier::files

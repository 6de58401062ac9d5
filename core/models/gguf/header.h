#pragma once

#include "block_formats.h"
#include "value.h"

#include <base/result.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace luthier::gguf {

/// A tensor of the file: whole blocks, inside it.
struct Tensor {
    std::string name;
    const BlockFormat* format = nullptr;
    std::vector<std::int64_t> shape; ///< rows first, as torch has it: the last is what blocks divide
    std::uint64_t begin = 0;         ///< byte of the file
    std::uint64_t bytes = 0;

    std::int64_t elements() const;
};

/// What a checked file says; keys and values are borrowed from its bytes.
struct Header {
    std::uint32_t version = 3;
    std::vector<std::pair<std::string_view, Value>> entries; ///< by key
    std::vector<Tensor> tensors;                             ///< in the order of the file

    /// Null where there is no such key.
    const Value* find(std::string_view key) const;
};

struct Limits {
    std::uint64_t entries = 1'000'000;
    std::uint64_t tensors = 1'000'000;
    std::uint64_t keyBytes = 65'535;
    std::uint64_t textBytes = std::uint64_t{1} << 30;
    std::uint64_t elements = std::uint64_t{1} << 30; ///< of an array
    std::uint64_t nameBytes = 63;                    ///< of a tensor
    std::uint64_t alignment = std::uint64_t{1} << 24;
};

/// Reads and checks the header of the file whose whole content is `file`; `name` is told in errors. Fails
/// with gguf.not_gguf, gguf.unsupported_version, gguf.big_endian, gguf.cut_off, gguf.too_large, gguf.bad_key,
/// gguf.duplicate_key, gguf.bad_value, gguf.bad_alignment, gguf.bad_tensor_name, gguf.duplicate_tensor,
/// gguf.bad_shape, gguf.unsupported_type, gguf.bad_offset, gguf.split, safetensors.lfs_pointer.
Result<Header> parseHeader(std::span<const std::byte> file, std::string_view name, const Limits& limits = {});

} // namespace luthier::gguf

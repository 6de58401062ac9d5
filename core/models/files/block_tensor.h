#pragma once

#include <gguf/block_formats.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace luthier::files {

/// A tensor of a GGUF file as it lies there: rows of blocks, which are the family's rows in the family's
/// order but for what is said here. Borrowed from the mapped file.
struct BlockTensor {
    const gguf::BlockFormat* format = nullptr;
    std::vector<std::int64_t> shape; ///< [rows, columns], or [columns]
    std::span<const std::byte> bytes;
    /// Of so many heads, whose halves take turns row by row in the file (queries and keys of Llama); 0: none.
    std::int64_t turnedHeads = 0;

    /// 1 of a vector, whose values are the row.
    std::int64_t rows() const { return shape.size() > 1 ? shape[0] : 1; }
    std::int64_t columns() const { return shape.back(); }
    std::int64_t rowBytes() const { return columns() / format->weights * format->bytes; }
    /// Where the family's row lies in the file.
    std::int64_t rowInFile(std::int64_t row) const;
};

/// Rows [first, first + count) of the family's matrix as fp32, which has the place. Thread-safe.
void expandRows(const BlockTensor& tensor, std::int64_t first, std::int64_t count, float* values);

/// All of its values, a vector's too.
std::vector<float> expandedValues(const BlockTensor& tensor);

} // namespace luthier::files

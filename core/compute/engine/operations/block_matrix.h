#pragma once

#include <files/block_tensor.h>

#include <ATen/core/Tensor.h>

namespace luthier::engine {

/// Writes the values of a matrix of a GGUF file, from row `first` on, into the rows of `target`, fp32 or bf16
/// on a CPU.
void expandBlocks(const files::BlockTensor& matrix, std::int64_t first, at::Tensor target);

/// Rows of it in fp32, by their numbers (int64, on a CPU).
at::Tensor rowsOfBlocks(const files::BlockTensor& matrix, const at::Tensor& numbers);

} // namespace luthier::engine

#pragma once

#include "../compute_device.h"

#include <files/quantised_tensor.h>

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <span>

namespace luthier::engine {

/// A frozen matrix [out, in] in codes with their scales, bit for bit as bitsandbytes keeps it
/// (kernels/nf4/nf4.h, kernels/int8_rows/int8_rows.h).
struct QuantisedMatrix {
    footprint::Stored format = footprint::Stored::Nf4;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::int64_t block = 64;
    at::Tensor codes = {};       ///< bytes; of rows of int8 [rows, columns]
    at::Tensor absmax = {};      ///< fp32, one a block or a row
    at::Tensor absmaxCodes = {}; ///< of double quantisation, in place of absmax, with the three below
    at::Tensor nestedAbsmax = {};
    at::Tensor map = {}; ///< 256 values
    float offset = 0.0F;
};

/// The fp32 matrix in that format, in host memory. Nothing where a value is NaN or infinite.
std::optional<QuantisedMatrix> quantisedMatrix(const at::Tensor& matrix, footprint::Stored format);

/// A matrix as a checkpoint has it, over the mapped file. Nothing where its 16 values are not those of NF4.
std::optional<QuantisedMatrix> readMatrix(const files::QuantisedTensor& tensor,
                                          std::span<const std::byte> codes);

/// Where the device computes.
QuantisedMatrix onDevice(QuantisedMatrix matrix, const ComputeDevice& device);

/// Writes the values into `target`, [out, in] in fp32 or bf16.
void expandMatrix(const QuantisedMatrix& matrix, at::Tensor target);

} // namespace luthier::engine

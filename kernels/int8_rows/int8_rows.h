#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

/// A matrix in rows of int8 with a scale a row (LLM.int8(), arXiv 2208.07339, section 2.1, without its
/// decomposition), bit for bit as bitsandbytes' int8_vectorwise_quant: value = code · absmax · (1 / 127).
struct Int8Rows {
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    const std::int8_t* codes = nullptr; ///< [rows, columns]
    const float* absmax = nullptr;      ///< one a row
};

/// The matrix in fp32, or in bf16 (that value rounded to the nearest, ties to even).
Status expandInt8Rows(const Int8Rows& matrix, float* values, const Parallel& parallel,
                      CpuLevel level = cpuLevel());
Status expandInt8Rows(const Int8Rows& matrix, std::uint16_t* rounded, const Parallel& parallel,
                      CpuLevel level = cpuLevel());

/// code = round(x · (1 / absmax · 127)), ties to even; a row of zeros stays so. A row that holds NaN or
/// infinity has an absmax that is not finite, which is the caller's to refuse.
struct QuantiseInt8Rows {
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    const float* values = nullptr;
    std::int8_t* codes = nullptr;
    float* absmax = nullptr;
};
Status quantiseInt8Rows(const QuantiseInt8Rows& operation, const Parallel& parallel,
                        CpuLevel level = cpuLevel());

} // namespace luthier::kernels

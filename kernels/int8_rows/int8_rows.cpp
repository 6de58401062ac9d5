#include "int8_rows.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void expandedRows(const Int8Rows&, float*, std::int64_t, std::int64_t), expandedRows)
LUTHIER_DECLARE_LEVELS(void roundedRows(const Int8Rows&, std::uint16_t*, std::int64_t, std::int64_t),
                       roundedRows)
LUTHIER_DECLARE_LEVELS(void quantisedRows(const QuantiseInt8Rows&, std::int64_t, std::int64_t), quantisedRows)

namespace {

bool isWhole(const Int8Rows& matrix) {
    return matrix.codes && matrix.absmax && matrix.rows >= 0 && matrix.columns > 0;
}

} // namespace

Status expandInt8Rows(const Int8Rows& matrix, float* values, const Parallel& parallel, CpuLevel level) {
    if (!isWhole(matrix) || !values)
        return Status::BadArgument;
    const auto piece = chosen_expandedRows(level);
    parallel(matrix.rows, rowGrain(matrix.columns),
             [&](std::int64_t begin, std::int64_t end) { piece(matrix, values, begin, end); });
    return Status::Ok;
}

Status expandInt8Rows(const Int8Rows& matrix, std::uint16_t* rounded, const Parallel& parallel,
                      CpuLevel level) {
    if (!isWhole(matrix) || !rounded)
        return Status::BadArgument;
    const auto piece = chosen_roundedRows(level);
    parallel(matrix.rows, rowGrain(matrix.columns),
             [&](std::int64_t begin, std::int64_t end) { piece(matrix, rounded, begin, end); });
    return Status::Ok;
}

Status quantiseInt8Rows(const QuantiseInt8Rows& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.values || !operation.codes || !operation.absmax || operation.rows < 0 ||
        operation.columns <= 0)
        return Status::BadArgument;
    const auto piece = chosen_quantisedRows(level);
    parallel(operation.rows, rowGrain(operation.columns),
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels

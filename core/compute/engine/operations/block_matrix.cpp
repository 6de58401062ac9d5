#include "block_matrix.h"

#include "parallel.h"

#include <ATen/ops/empty.h>
#include <c10/util/BFloat16.h>

#include <algorithm>
#include <vector>

namespace luthier::engine {
namespace {

constexpr std::int64_t kValuesOfAPiece = std::int64_t{1} << 15;

} // namespace

void expandBlocks(const files::BlockTensor& matrix, std::int64_t first, at::Tensor target) {
    TORCH_CHECK(target.is_contiguous(), "a matrix is expanded into rows that lie apart");
    TORCH_CHECK(first + target.size(0) <= matrix.rows(), "rows that a matrix lacks");
    const std::int64_t columns = matrix.columns();
    const std::int64_t grain = std::max<std::int64_t>(1, kValuesOfAPiece / columns);
    if (target.scalar_type() == at::kFloat) {
        auto* values = target.data_ptr<float>();
        onTorchThreads(target.size(0), grain, [&](std::int64_t begin, std::int64_t end) {
            files::expandRows(matrix, first + begin, end - begin, values + begin * columns);
        });
        return;
    }
    auto* values = target.data_ptr<c10::BFloat16>();
    onTorchThreads(target.size(0), grain, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> row(static_cast<std::size_t>(columns));
        for (std::int64_t i = begin; i < end; ++i) {
            files::expandRows(matrix, first + i, 1, row.data());
            std::copy(row.begin(), row.end(), values + i * columns);
        }
    });
}

at::Tensor rowsOfBlocks(const files::BlockTensor& matrix, const at::Tensor& numbers) {
    const std::int64_t count = numbers.numel();
    at::Tensor rows = at::empty({count, matrix.columns()}, at::kFloat);
    const auto* wanted = numbers.const_data_ptr<std::int64_t>();
    auto* values = rows.data_ptr<float>();
    for (std::int64_t i = 0; i < count; ++i) {
        TORCH_CHECK(wanted[i] >= 0 && wanted[i] < matrix.rows(), "a row that a matrix lacks");
        files::expandRows(matrix, wanted[i], 1, values + i * matrix.columns());
    }
    return rows;
}

} // namespace luthier::engine

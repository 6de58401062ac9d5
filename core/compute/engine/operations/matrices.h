#pragma once

#include <kernels/common/rows.h>

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <cstdint>
#include <initializer_list>

namespace luthier::engine {

// Tensors as our kernels take them. A row's elements lie one behind the other; rows may lie apart.

inline std::int64_t strideOf(const at::Tensor& matrix) {
    TORCH_CHECK(matrix.dim() == 2 && (matrix.stride(1) == 1 || matrix.size(1) == 1),
                "a kernel's matrix has columns that lie apart");
    // The stride of a single row says nothing.
    return matrix.size(0) == 1 ? matrix.size(1) : matrix.stride(0);
}

inline kernels::ConstRows rowsOf(const at::Tensor& matrix) {
    return matrix.defined() ? kernels::ConstRows{matrix.const_data_ptr<float>(), strideOf(matrix)}
                            : kernels::ConstRows{};
}

inline kernels::Rows writtenRowsOf(const at::Tensor& matrix) {
    return matrix.defined() ? kernels::Rows{matrix.data_ptr<float>(), strideOf(matrix)} : kernels::Rows{};
}

/// A vector, or a matrix whose rows lie one behind the other; null where it is undefined.
inline float* floats(const at::Tensor& tensor) {
    if (!tensor.defined())
        return nullptr;
    TORCH_CHECK(tensor.is_contiguous(), "a kernel's values lie apart");
    return tensor.data_ptr<float>();
}

/// Matrices that are taken element by element: as one row where none has rows that lie apart.
struct Elements {
    std::int64_t rows = 0;
    std::int64_t columns = 0;

    explicit Elements(std::initializer_list<at::Tensor> matrices) {
        const at::Tensor& first = *matrices.begin();
        rows = first.size(0);
        columns = first.size(1);
        for (const at::Tensor& matrix : matrices)
            if (!matrix.is_contiguous())
                return;
        columns *= rows;
        rows = 1;
    }
};

} // namespace luthier::engine

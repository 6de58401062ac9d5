#include "product.h"

#include <footprint/step_layout.h>

#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>

#include <dlfcn.h>

#include <optional>

namespace luthier::engine {
namespace {

/// oneDNN's `dnnl_sgemm` (dnnl.h, version 2), row-major; 0 is success.
using Sgemm = int(char leftTransposed, char rightTransposed, std::int64_t rows, std::int64_t columns,
                  std::int64_t inner, float alpha, const float* left, std::int64_t leftDistance,
                  const float* right, std::int64_t rightDistance, float beta, float* target,
                  std::int64_t targetDistance);

/// Null where the library is not installed. LibTorch carries another version of oneDNN and lets some of its
/// symbols out; linked as usual, the two would mix and every call fail. So it is opened with its own symbols
/// first and kept to itself.
Sgemm* oneDnnSgemm() {
    static Sgemm* const sgemm = [] {
        void* library = dlopen("libdnnl.so.2", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
        return library ? reinterpret_cast<Sgemm*>(dlsym(library, "dnnl_sgemm")) : nullptr;
    }();
    return sgemm;
}

/// A matrix as BLAS takes it, by rows: transposed or not, and how far its rows lie apart.
struct Operand {
    char transposed = 'N';
    std::int64_t distance = 0;
};

/// Empty when neither of the two strides is one.
std::optional<Operand> operandOf(const at::Tensor& matrix) {
    const std::int64_t rows = matrix.size(0);
    const std::int64_t columns = matrix.size(1);
    // The stride of a dimension of one element says nothing.
    if ((matrix.stride(1) == 1 || columns == 1) && (rows == 1 || matrix.stride(0) >= columns))
        return Operand{'N', rows == 1 ? columns : matrix.stride(0)};
    if ((matrix.stride(0) == 1 || rows == 1) && (columns == 1 || matrix.stride(1) >= rows))
        return Operand{'T', columns == 1 ? rows : matrix.stride(1)};
    return std::nullopt;
}

bool multipliedByOneDnn(const at::Tensor& target, const at::Tensor& left, const at::Tensor& right,
                        double alpha, double beta) {
    const auto output = operandOf(target);
    const auto first = operandOf(left);
    const auto second = operandOf(right);
    if (!output || output->transposed == 'T' || !first || !second)
        return false;
    return oneDnnSgemm()(first->transposed, second->transposed, target.size(0), target.size(1), left.size(1),
                         static_cast<float>(alpha), left.const_data_ptr<float>(), first->distance,
                         right.const_data_ptr<float>(), second->distance, static_cast<float>(beta),
                         target.data_ptr<float>(), output->distance) == 0;
}

/// The rows of `matrix` in bf16, in the first of the scratch's `rows`; what lies behind them is zero or, with
/// Rest::Any, of no account.
enum class Rest { Any, Zero };
at::Tensor roundedRows(const at::Tensor& matrix, std::int64_t rows, Rest rest, const at::Tensor& scratch) {
    at::Tensor all = scratch.narrow(0, 0, rows * matrix.size(1)).view({rows, matrix.size(1)});
    all.narrow(0, 0, matrix.size(0)).copy_(matrix);
    if (rest == Rest::Zero && rows > matrix.size(0))
        all.narrow(0, matrix.size(0), rows - matrix.size(0)).zero_();
    return all;
}

} // namespace

ProductLibrary productLibrary() {
    static const bool other = !__builtin_cpu_is("intel") && oneDnnSgemm();
    return other ? ProductLibrary::OneDnn : ProductLibrary::Torch;
}

void multiply(at::Tensor target, const at::Tensor& left, const at::Tensor& right, double alpha, double beta,
              ProductLibrary library) {
    const bool plain =
        target.is_cpu() && target.scalar_type() == at::kFloat && target.numel() > 0 && left.size(1) > 0;
    if (library == ProductLibrary::OneDnn && plain && multipliedByOneDnn(target, left, right, alpha, beta))
        return;
    at::addmm_out(target, target, left, right, beta, alpha);
}

void multiplyRounded(at::Tensor target, const at::Tensor& left, const at::Tensor& right, double beta,
                     const RoundedScratch& scratch) {
    const bool byWeight = right.scalar_type() == at::kBFloat16;
    const std::int64_t tokens = footprint::paddedTokens(left.size(byWeight ? 0 : 1));
    const std::int64_t rows = byWeight ? tokens : target.size(0);
    at::Tensor result = scratch.result.narrow(0, 0, rows * target.size(1)).view({rows, target.size(1)});
    if (byWeight)
        at::mm_out(result, roundedRows(left, tokens, Rest::Any, scratch.left), right);
    else
        at::mm_out(result, roundedRows(left.t(), tokens, Rest::Zero, scratch.left).t(),
                   roundedRows(right, tokens, Rest::Zero, scratch.right));
    const at::Tensor product = result.narrow(0, 0, target.size(0));
    if (beta == 0.0) {
        target.copy_(product);
        return;
    }
    if (beta != 1.0)
        target.mul_(beta);
    target.add_(product);
}

} // namespace luthier::engine

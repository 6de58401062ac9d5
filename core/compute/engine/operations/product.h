#pragma once

#include <ATen/core/Tensor.h>

namespace luthier::engine {

/// Which library multiplies fp32 matrices on the CPU. One processor always gets the same, so a resumed run
/// keeps its bits.
enum class ProductLibrary {
    Torch,  ///< LibTorch's MKL: the fastest on Intel's processors
    OneDnn, ///< uses all of the vector unit on others too, where MKL falls back: 1.1 to 1.2 times faster
            ///< there
};
ProductLibrary productLibrary();

/// target = alpha · left · right + beta · target, each a matrix or the transpose of one. fp32 on the CPU
/// through `library`, all else through LibTorch. With beta 0 the target's old values are not read.
void multiply(at::Tensor target, const at::Tensor& left, const at::Tensor& right, double alpha = 1.0,
              double beta = 0.0, ProductLibrary library = productLibrary());

/// Where a product in bf16 rounds its operands to, and its result before it is added: flat, bf16, with room
/// for footprint::paddedTokens. `right` is needed only where the right operand is not a weight.
struct RoundedScratch {
    at::Tensor left;
    at::Tensor right;
    at::Tensor result;
};

/// target = left · right + beta · target through LibTorch, operands and product rounded to bf16, sums in
/// fp32. Either `right` is a weight in bf16 and `left` has a row a token, or both are fp32 and the product is
/// over the tokens.
void multiplyRounded(at::Tensor target, const at::Tensor& left, const at::Tensor& right, double beta,
                     const RoundedScratch& scratch);

} // namespace luthier::engine

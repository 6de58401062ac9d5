#include <engine/operations/product.h>

#include <gtest/gtest.h>

#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>

#include <cmath>

namespace luthier::engine {
namespace {

struct Shape {
    std::int64_t rows, inner, columns;
};

class Product : public ::testing::TestWithParam<std::tuple<ProductLibrary, Shape>> {};

at::Tensor values(std::int64_t rows, std::int64_t columns, bool transposed) {
    return transposed ? at::randn({columns, rows}).t() : at::randn({rows, columns});
}

TEST_P(Product, IsThatOfDoublesInEveryLayout) {
    const auto& [library, shape] = GetParam();
    for (const int layout : {0, 1, 2, 3}) {
        const at::Tensor left = values(shape.rows, shape.inner, layout & 1);
        const at::Tensor right = values(shape.inner, shape.columns, layout & 2);
        // A slice of wider rows, as the joined output of query, key and value is.
        const at::Tensor wide = at::randn({shape.rows, shape.columns + 5});
        const at::Tensor before = wide.clone();
        multiply(wide.narrow(1, 3, shape.columns), left, right, 0.5, 2.0, library);

        at::Tensor expected = before.to(at::kDouble);
        expected.narrow(1, 3, shape.columns)
            .mul_(2.0)
            .add_(at::mm(left.to(at::kDouble), right.to(at::kDouble)), 0.5);
        const double worst = wide.to(at::kDouble).sub(expected).abs().max().item().toDouble();
        EXPECT_LE(worst, 2e-6 * std::sqrt(static_cast<double>(shape.inner)) + 1e-6) << "layout " << layout;
    }
}

TEST_P(Product, DoesNotReadATargetItOverwrites) {
    const auto& [library, shape] = GetParam();
    const at::Tensor target = at::full({shape.rows, shape.columns}, NAN);
    multiply(target, values(shape.rows, shape.inner, false), values(shape.inner, shape.columns, true), 1.0,
             0.0, library);
    EXPECT_FALSE(target.isnan().any().item().toBool());
}

at::Tensor room() {
    return at::full({3, 1 << 19}, NAN, at::kBFloat16);
}

/// The product of what was rounded, in doubles, may be off by half a unit in the last place of bf16 and by
/// sums in fp32.
void expectRounded(const at::Tensor& added, const at::Tensor& left, const at::Tensor& right) {
    const at::Tensor product =
        at::mm(left.to(at::kBFloat16).to(at::kDouble), right.to(at::kBFloat16).to(at::kDouble));
    const at::Tensor off = added.to(at::kDouble).sub(product).abs();
    EXPECT_TRUE(off.le(product.abs().mul(1.0 / 256).add(1e-4)).all().item().toBool())
        << "worst " << off.max().item().toDouble();
}

TEST(RoundedProduct, IsThatOfRoundedOperands) {
    for (const Shape& shape : {Shape{1, 64, 33}, Shape{37, 129, 1}, Shape{130, 16, 257}, Shape{65, 768, 96}})
        for (const bool transposed : {false, true}) {
            const at::Tensor left = values(shape.rows, shape.inner, false);
            const at::Tensor weight = values(shape.inner, shape.columns, transposed).to(at::kBFloat16);
            // A slice of wider rows, as the joined output of query, key and value is.
            const at::Tensor wide = at::randn({shape.rows, shape.columns + 5});
            const at::Tensor before = wide.clone();
            const at::Tensor scratch = room();
            multiplyRounded(wide.narrow(1, 3, shape.columns), left, weight, 1.0,
                            {scratch[0], {}, scratch[2]});
            expectRounded(wide.narrow(1, 3, shape.columns).sub(before.narrow(1, 3, shape.columns)), left,
                          weight);
            EXPECT_TRUE(at::equal(wide.narrow(1, 0, 3), before.narrow(1, 0, 3)));
        }
}

TEST(RoundedProduct, OverTokensIsThatOfRoundedOperands) {
    for (const Shape& shape : {Shape{33, 1, 64}, Shape{5, 37, 129}, Shape{130, 65, 257}}) {
        const at::Tensor gradient = values(shape.inner, shape.rows, false);
        const at::Tensor input = values(shape.inner, shape.columns, false);
        const at::Tensor target = at::full({shape.rows, shape.columns}, NAN);
        const at::Tensor scratch = room();
        multiplyRounded(target, gradient.t(), input, 0.0, {scratch[0], scratch[1], scratch[2]});
        expectRounded(target, gradient.t(), input);
    }
}

INSTANTIATE_TEST_SUITE_P(Libraries, Product,
                         ::testing::Combine(::testing::Values(ProductLibrary::Torch, ProductLibrary::OneDnn),
                                            ::testing::Values(Shape{1, 1, 1}, Shape{1, 64, 33},
                                                              Shape{7, 1, 5}, Shape{37, 129, 1},
                                                              Shape{130, 16, 257}, Shape{65, 768, 96})));

} // namespace
} // namespace luthier::engine

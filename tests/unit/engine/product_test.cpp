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
        expected.narrow(1, 3, shape.columns).mul_(2.0).add_(at::mm(left.to(at::kDouble), right.to(at::kDouble)), 0.5);
        const double worst = wide.to(at::kDouble).sub(expected).abs().max().item().toDouble();
        EXPECT_LE(worst, 2e-6 * std::sqrt(static_cast<double>(shape.inner)) + 1e-6) << "layout " << layout;
    }
}

TEST_P(Product, DoesNotReadATargetItOverwrites) {
    const auto& [library, shape] = GetParam();
    const at::Tensor target = at::full({shape.rows, shape.columns}, NAN);
    multiply(target, values(shape.rows, shape.inner, false), values(shape.inner, shape.columns, true), 1.0, 0.0, library);
    EXPECT_FALSE(target.isnan().any().item().toBool());
}

TEST(RoundedProduct, IsThatOfRoundedOperandsInEveryLayout) {
    for (const Shape& shape : {Shape{1, 64, 33}, Shape{37, 129, 1}, Shape{130, 16, 257}, Shape{65, 768, 96}})
        for (const int layout : {0, 1, 2, 3}) {
            const at::Tensor left = values(shape.rows, shape.inner, layout & 1);
            const at::Tensor right = values(shape.inner, shape.columns, layout & 2);
            const at::Tensor wide = at::randn({shape.rows, shape.columns + 5});
            const at::Tensor before = wide.clone();
            const at::Tensor room = at::full({3, 130 * 768}, NAN, at::kBFloat16);
            multiplyRounded(wide.narrow(1, 3, shape.columns), left, right, 1.0, {room[0], room[1], room[2]});

            const at::Tensor product = at::mm(left.to(at::kBFloat16).to(at::kDouble), right.to(at::kBFloat16).to(at::kDouble));
            const at::Tensor off = wide.narrow(1, 3, shape.columns).to(at::kDouble).sub(before.narrow(1, 3, shape.columns)).sub(product).abs();
            // Half a unit in the last place of bf16, and what sums in fp32 are off.
            const at::Tensor allowed = product.abs().mul(1.0 / 256).add(1e-4);
            EXPECT_TRUE(off.le(allowed).all().item().toBool()) << "layout " << layout << " worst " << off.max().item().toDouble();
            EXPECT_TRUE(at::equal(wide.narrow(1, 0, 3), before.narrow(1, 0, 3)));
        }
}

TEST(RoundedProduct, DoesNotReadATargetItOverwrites) {
    const at::Tensor target = at::full({7, 5}, NAN);
    const at::Tensor room = at::full({3, 64}, NAN, at::kBFloat16);
    multiplyRounded(target, values(7, 3, false), values(3, 5, true), 0.0, {room[0], room[1], room[2]});
    EXPECT_FALSE(target.isnan().any().item().toBool());
}

INSTANTIATE_TEST_SUITE_P(Libraries, Product,
                         ::testing::Combine(::testing::Values(ProductLibrary::Torch, ProductLibrary::OneDnn),
                                            ::testing::Values(Shape{1, 1, 1}, Shape{1, 64, 33}, Shape{7, 1, 5}, Shape{37, 129, 1},
                                                              Shape{130, 16, 257}, Shape{65, 768, 96})));

} // namespace
} // namespace luthier::engine

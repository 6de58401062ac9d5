#include <program/builder.h>
#include <program/listing.h>

#include <gtest/gtest.h>

namespace luthier::program::tests {
namespace {

/// What a step computes beyond a plain decoder stands in its line.
TEST(Listing, TellsAttributes) {
    Program program;
    Builder builder(program);
    builder.enter("layers.0");
    const ValueId x = program.add({"x", Kind::Activation, Axis::Tokens, 24});
    const auto line = [&](OpKind kind, std::vector<ValueId> operands, Attributes attributes) {
        builder.results(kind, std::move(operands), {"y", "z"}, std::move(attributes));
        return lineOf(program, program.steps.size() - 1);
    };
    EXPECT_EQ(line(OpKind::Norm, {x, kNone, kNone}, NormAttributes{NormKind::Rms, 1e-6, 1.0, 3}),
              "0 norm [1 + weight, 3 groups] layers.0.y, layers.0.z <- x");
    EXPECT_EQ(line(OpKind::Norm, {x, kNone, kNone}, NormAttributes{}), "1 norm layers.0.y, layers.0.z <- x");
    EXPECT_EQ(line(OpKind::Rope, {x, kNone, kNone, kNone, kNone},
                   RopeAttributes{12, false, 8, RotaryPairs::Neighbours}),
              "2 rope [8 of 12 columns, neighbours] layers.0.y <- x");
    EXPECT_EQ(
        line(OpKind::Attention, {x, x, x},
             AttentionAttributes{4, 4, 1.0, false, false, 64, 50.0, {32, 128, true}}),
        "3 attention [both ways, window 64, cap 50, 32 buckets up to 128] layers.0.y, layers.0.z <- x, x, "
        "x");
    EXPECT_EQ(line(OpKind::Scale, {x}, ScaleAttributes{0.28125}), "4 scale [0.28125] layers.0.y <- x");
    EXPECT_EQ(line(OpKind::Softcap, {x}, SoftcapAttributes{30.0}), "5 softcap [cap 30] layers.0.y <- x");
    EXPECT_EQ(line(OpKind::GatedUnit, {x, x}, ActivationAttributes{Activation::GeluTanh}),
              "6 gated_unit [gelu_tanh] layers.0.y <- x, x");
    EXPECT_EQ(line(OpKind::GatedUnit, {x, x}, ActivationAttributes{}), "7 gated_unit layers.0.y <- x, x");
    EXPECT_EQ(line(OpKind::Activation, {x}, ActivationAttributes{Activation::Relu}),
              "8 activation [relu] layers.0.y <- x");
}

} // namespace
} // namespace luthier::program::tests

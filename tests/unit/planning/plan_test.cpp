#include <planning/plan.h>

#include <gtest/gtest.h>

#include <numeric>

namespace luthier::planning {
namespace {

families::ModelShape llama() {
    families::ModelShape shape;
    shape.family = "llama";
    shape.layers = 12;
    shape.hiddenSize = 768;
    shape.heads = shape.kvHeads = 12;
    shape.headDim = 64;
    shape.intermediateSize = 2048;
    shape.vocabularySize = 32000;
    shape.maxPositions = 2048;
    shape.attentionScale = 0.125;
    return shape;
}

std::vector<footprint::AdapterSlot> adapters(const families::ModelShape& shape, std::int64_t rank) {
    std::vector<footprint::AdapterSlot> slots;
    for (const auto& module : families::linearsOf(shape))
        for (std::int64_t layer = 0; module.scope == families::Scope::Layer && layer < shape.layers; ++layer)
            slots.push_back({layer, module.linear, rank, module.inFeatures, module.outFeatures});
    return slots;
}

class Planning : public testing::Test {
protected:
    Planning() {
        recipe.batchSize = 2;
        recipe.accumulation = 1;
        recipe.tokens.maxLength = 512;
        recipe.gradientCheckpointing = recipe::Checkpointing::Off;
        device.id = "cpu";
        device.freeBytes = std::int64_t{8} << 30;
        device.measured.fp32Gflops = 200;
    }
    Plan plan() {
        return makePlan({recipe, shape, adapters(shape, recipe.method.r), worstCase(recipe),
                         footprint::Stored::Fp32, device, budget});
    }

    families::ModelShape shape = llama();
    recipe::Recipe recipe;
    devices::DeviceFacts device;
    std::int64_t budget = 0;
};

TEST_F(Planning, ItemsAddUpToThePeak) {
    const Plan made = plan();
    const auto sum =
        std::accumulate(made.items.begin(), made.items.end(), std::int64_t{0},
                        [](std::int64_t total, const PlanItem& item) { return total + item.bytes; });
    EXPECT_EQ(sum, made.peakBytes);
    EXPECT_TRUE(made.fits);
    EXPECT_TRUE(made.suggestions.empty());
    for (const PlanItem& item : made.items)
        EXPECT_GE(item.bytes, 0) << item.name;
    // Weights: 134 million in fp32; what adapters, gradients and moments hold is the same count.
    EXPECT_EQ(made.items[0].bytes, families::parameterCount(shape) * 4);
    EXPECT_EQ(made.items[1].bytes, made.items[2].bytes);
    EXPECT_EQ(made.items[3].bytes, 2 * made.items[1].bytes);
}

TEST_F(Planning, GrowsWithLengthBatchAndRankAndShrinksWithCheckpointing) {
    const std::int64_t before = plan().peakBytes;
    recipe.gradientCheckpointing = recipe::Checkpointing::On;
    EXPECT_LT(plan().peakBytes, before);
    recipe.gradientCheckpointing = recipe::Checkpointing::Off;
    recipe.tokens.maxLength = 1024;
    EXPECT_GT(plan().peakBytes, before);
    recipe.tokens.maxLength = 512;
    recipe.method.r = 64;
    EXPECT_GT(plan().peakBytes, before);
    recipe.method.r = 16;
    recipe.method.kind = recipe::MethodKind::Full;
    EXPECT_GT(plan().peakBytes, before);
}

TEST_F(Planning, TurnsCheckpointingOnByItselfOnlyWhenNeeded) {
    recipe.gradientCheckpointing = recipe::Checkpointing::Auto;
    EXPECT_FALSE(plan().checkpointing);
    budget = 1'100'000'000;
    EXPECT_TRUE(plan().checkpointing);
}

TEST_F(Planning, AutoTakesTheNumberFormatThatWasMeasuredFaster) {
    using footprint::Products;
    EXPECT_EQ(productsFor("auto", {}), Products::Fp32);
    EXPECT_EQ(productsFor("auto", {200, 100, {}}), Products::Fp32);
    EXPECT_EQ(productsFor("auto", {200, 210, {}}), Products::Fp32) << "not worth the rounding";
    EXPECT_EQ(productsFor("auto", {200, 400, {}}), Products::Bf16);
    EXPECT_EQ(productsFor("fp32", {200, 400, {}}), Products::Fp32);
    EXPECT_EQ(productsFor("bf16", {}), Products::Bf16);

    const Plan exact = plan();
    device.measured.bf16Gflops = 400;
    const Plan rounded = plan();
    EXPECT_EQ(rounded.products, Products::Bf16);
    EXPECT_LT(*rounded.secondsPerStep, 0.7 * *exact.secondsPerStep);
    EXPECT_GT(*rounded.secondsPerStep, 0.5 * *exact.secondsPerStep) << "adapters and attention stay fp32";
    // Every weight is rounded into a scratch: the largest matrix and two operands in bf16.
    const std::int64_t head = shape.hiddenSize * shape.vocabularySize * 2;
    EXPECT_EQ(rounded.items[6].bytes - exact.items[6].bytes, head + 2 * 256 * shape.vocabularySize * 2);
}

TEST_F(Planning, WeightsInBf16AreMultipliedWhereTheyLie) {
    using footprint::Products;
    using footprint::Stored;
    EXPECT_EQ(footprint::expandedBytes({Stored::Fp32, Products::Fp32}), 0);
    EXPECT_EQ(footprint::expandedBytes({Stored::Bf16, Products::Fp32}), 4);
    EXPECT_EQ(footprint::expandedBytes({Stored::Bf16, Products::Bf16}), 0);
    EXPECT_EQ(footprint::expandedBytes({Stored::Fp32, Products::Bf16}), 2);
    EXPECT_EQ(footprint::expandedBytes({Stored::Fp16, Products::Bf16}), 2);
}

TEST_F(Planning, SuggestsWhatFitsFirst) {
    budget = 1'000'000'000;
    const Plan made = plan();
    EXPECT_FALSE(made.fits);
    ASSERT_FALSE(made.suggestions.empty());
    EXPECT_LE(made.suggestions.front().peakBytes, budget);
    bool beyond = false;
    for (const Suggestion& suggestion : made.suggestions) {
        beyond = beyond || suggestion.peakBytes > budget;
        EXPECT_EQ(suggestion.peakBytes > budget, beyond) << suggestion.code;
    }
}

TEST_F(Planning, BuffersThatLiveTogetherNeverOverlap) {
    for (const auto checkpointing : {recipe::Checkpointing::On, recipe::Checkpointing::Off}) {
        recipe.gradientCheckpointing = checkpointing;
        const footprint::NumberFormats formats = {footprint::Stored::Fp16, footprint::Products::Bf16};
        const auto layout = footprint::layoutStep(
            shape, stepSettings(recipe, shape, adapters(shape, 16), worstCase(recipe), formats, 0));
        const auto& buffers = layout.buffers();
        for (std::size_t a = 0; a < buffers.size(); ++a)
            for (std::size_t b = a + 1; b < buffers.size(); ++b) {
                const bool together =
                    buffers[a].first <= buffers[b].last && buffers[b].first <= buffers[a].last;
                const bool inside = buffers[a].offset != footprint::Buffer::kOutside &&
                                    buffers[b].offset != footprint::Buffer::kOutside;
                if (!together || !inside)
                    continue;
                ASSERT_TRUE(buffers[a].offset + buffers[a].bytes <= buffers[b].offset ||
                            buffers[b].offset + buffers[b].bytes <= buffers[a].offset)
                    << buffers[a].name << " and " << buffers[b].name;
            }
        for (const auto& buffer : buffers) {
            if (buffer.offset != footprint::Buffer::kOutside) {
                EXPECT_LE(buffer.offset + buffer.bytes, layout.arenaBytes());
            }
        }
    }
}

} // namespace
} // namespace luthier::planning

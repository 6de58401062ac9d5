#include <families/model_tensors.h>
#include <methods/full.h>
#include <planning/run_time.h>
#include <planning/step_program.h>

#include <gtest/gtest.h>

#include <algorithm>
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
        return makePlan({recipe, shape, loraOnEveryLinear(shape, recipe.method.r), worstCase(recipe),
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

TEST_F(Planning, CountsWhatEachOptimiserKeeps) {
    recipe.method.kind = recipe::MethodKind::Full;
    const auto optimizerBytes = [&](recipe::OptimizerKind kind) {
        recipe.optimizer.kind = kind;
        return plan().items[3].bytes;
    };
    using enum recipe::OptimizerKind;
    const std::int64_t both = optimizerBytes(AdamW);
    const std::int64_t disk = plan().diskBytes;
    // Of each large tensor a byte and a share of a scale, twice; small ones are whole.
    std::int64_t inBytes = 0;
    for (const footprint::Parameter& parameter : plan().step.layout.buffers.parameters())
        inBytes += parameter.count < 4096 ? 8 * parameter.count
                                          : 2 * (parameter.count + (parameter.count + 255) / 256 * 4);
    const std::int64_t bytes = optimizerBytes(AdamW8bit);
    EXPECT_NEAR(static_cast<double>(bytes), static_cast<double>(inBytes), 64.0 * 6 * 200) << "whole lines";
    EXPECT_LT(bytes, both * 26 / 100);
    EXPECT_LT(plan().diskBytes, disk * 6 / 10);
    EXPECT_EQ(optimizerBytes(Sgd), both / 2);
    EXPECT_EQ(optimizerBytes(Lion), both / 2);
    // One number a row and one a column of each matrix.
    EXPECT_LT(optimizerBytes(Adafactor), both / 300);
    EXPECT_GT(optimizerBytes(Adafactor), 0);
    EXPECT_LT(plan().diskBytes, disk / 2);
    // Of hidden matrices one number a weight, of words and head two.
    const std::int64_t words = 2 * shape.vocabularySize * shape.hiddenSize * 4;
    const std::int64_t muon = optimizerBytes(Muon);
    EXPECT_NEAR(static_cast<double>(muon), static_cast<double>(both / 2 + words), 1e5);
    EXPECT_TRUE(plan().step.layout.buffers.has(footprint::kOptimizerScratch));
}

/// The reference is measured before the first step: while it trains there is one model, and of the logits a
/// chunk.
TEST_F(Planning, ComparesAnswersInTheMemoryOfSingleOnes) {
    recipe.tokens.packing = false;
    const Plan single = plan();
    recipe.task = recipe::Task::Dpo;
    recipe.batchSize = 1; // two texts
    const Plan pairs = plan();
    EXPECT_NEAR(static_cast<double>(pairs.peakBytes), static_cast<double>(single.peakBytes),
                0.01 * static_cast<double>(single.peakBytes));
    EXPECT_EQ(pairs.step.extents.pairs, 1);
    // Its logits are made twice.
    EXPECT_GT(*pairs.secondsPerStep, *single.secondsPerStep);
    EXPECT_LT(*pairs.secondsPerStep, 1.2 * *single.secondsPerStep);
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
    // Every weight is rounded into a scratch, the head's the largest of them.
    const std::int64_t head = shape.hiddenSize * shape.vocabularySize * 2;
    const auto scratchOf = [&](Products products) {
        const auto step = compileStep(shape, stepSettings(recipe, shape, loraOnEveryLinear(shape, 16),
                                                          worstCase(recipe), {{}, products}, 0));
        return std::count_if(step.layout.buffers.buffers().begin(), step.layout.buffers.buffers().end(),
                             [&](const footprint::Buffer& buffer) { return buffer.bytes == head; });
    };
    EXPECT_EQ(scratchOf(Products::Fp32), 0);
    EXPECT_EQ(scratchOf(Products::Bf16), 1);
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

TEST_F(Planning, CountsTheFlopsOfEachRowByItsOwnLength) {
    // A layer: 4 · 768² for attention and 3 · 768 · 2048 behind it. Behind the last attention, and at the
    // head of 768 · 32,000, are predicted positions only.
    const double attention = 4 * 768.0 * 768, mlp = 3 * 768.0 * 2048, head = 768.0 * 32000;
    const double everywhere = 12 * (attention + mlp) - 768 * 768 - mlp;
    const double predicted = 768 * 768 + mlp + head;
    const auto programOf = [&](methods::Method method, lowering::Checkpointing checkpointing) {
        StepSettings settings;
        settings.method = std::move(method);
        settings.trains = true;
        settings.tokens = settings.longestRow = settings.trainedTokens = 20;
        settings.checkpointing = checkpointing;
        settings.formats.products = footprint::Products::Bf16;
        return stepProgram(shape, settings);
    };
    Work work;
    work.addRow(10, 4);
    work.addRow(3, 3);
    EXPECT_EQ(work.pairs, 55 + 6);
    const methods::Method lora = methods::lora({{"model.layers.0.self_attn.q_proj", 16}});
    const auto frozen = programOf(lora, lowering::Checkpointing::Off);
    EXPECT_DOUBLE_EQ(flopsOf(frozen, work, Pass::Forward).rounded, 2 * (everywhere * 13 + predicted * 7));
    // A pair of tokens costs 2 products of the head's width forward, 5 backward: 14 flops a feature. The
    // adapter: 2 · 16 · (768 + 768) forward, and the gradients of both matrices and of B's input.
    const double adapter = 2.0 * 16 * (768 + 768) * 13;
    EXPECT_DOUBLE_EQ(flopsOf(frozen, work, Pass::Forward).fp32, 4.0 * 12 * 768 * 61 + adapter);
    EXPECT_DOUBLE_EQ(flopsOf(frozen, work, Pass::Whole).fp32,
                     14.0 * 12 * 768 * 61 + 2 * adapter + 2.0 * 16 * 768 * 13);
    const auto full = programOf(methods::full(), lowering::Checkpointing::Off);
    EXPECT_DOUBLE_EQ(flopsOf(full, work, Pass::Whole).rounded, 6 * (everywhere * 13 + predicted * 7));
    const auto again = programOf(methods::full(), lowering::Checkpointing::EveryLayer);
    EXPECT_DOUBLE_EQ(flopsOf(again, work, Pass::Whole).fp32, 18.0 * 12 * 768 * 61);
}

TEST_F(Planning, CountsValidationsAndSamplesIntoTheTime) {
    recipe.evalSteps = 20;
    recipe.samplePrompts = 3;
    device.measured.readGbps = 10;
    DataFacts facts = worstCase(recipe);
    facts.steps = 50;
    const auto with = [&](std::int64_t rows) {
        facts.validationRows = rows;
        facts.validation = {};
        for (std::int64_t row = 0; row < rows; ++row)
            facts.validation.addRow(100, 40);
        return makePlan(
            {recipe, shape, loraOnEveryLinear(shape, 16), facts, footprint::Stored::Fp32, device, 0});
    };
    const Plan without = with(0);
    EXPECT_EQ(without.steps, 50);
    EXPECT_EQ(*without.validationSeconds, 0);
    EXPECT_DOUBLE_EQ(*without.secondsTotal, 50 * *without.secondsPerStep);
    const Plan plan = with(8);
    // Before the first step, after steps 20, 40 and 50; three answers of 40 tokens read all weights for each.
    const Flops flops =
        flopsOf(stepProgram(shape, stepSettings(recipe, shape, loraOnEveryLinear(shape, 16), facts, {}, 0)),
                facts.validation, Pass::Forward);
    const double samples = 3 * 40.0 * static_cast<double>(families::parameterCount(shape)) * 4 / 10e9;
    EXPECT_NEAR(*plan.validationSeconds, 4 * ((flops.rounded + flops.fp32) / (200e9 * 0.75) + samples), 1e-9);
    recipe.evalOnStart = false;
    EXPECT_DOUBLE_EQ(*with(8).validationSeconds, 0.75 * *plan.validationSeconds);
    EXPECT_DOUBLE_EQ(*plan.secondsTotal, 50 * *plan.secondsPerStep + *plan.validationSeconds);
    EXPECT_EQ(planToJson(plan)["validation_seconds"], *plan.validationSeconds);
}

TEST_F(Planning, CountsTheExpansionOfStoredWeightsIntoTheTime) {
    device.measured.readGbps = 10;
    recipe.accumulation = 3;
    DataFacts facts = worstCase(recipe);
    facts.steps = 50;
    facts.validationRows = 8;
    facts.validation = {2 * static_cast<double>(facts.mostTokens), 100, 100};
    recipe.evalSteps = 50;
    recipe.evalOnStart = false;
    recipe.samplePrompts = 0;
    const auto with = [&](footprint::Stored stored) {
        return makePlan({recipe, shape, loraOnEveryLinear(shape, 16), facts, stored, device, 0});
    };
    const Plan plain = with(footprint::Stored::Fp32);
    const Plan stored = with(footprint::Stored::Bf16);
    // Every matrix is read in bf16, and written in fp32 to lines that are fetched first: 2 + 4 + 4 bytes a
    // weight; in three micro-batches forward and backward, and forward in the two of the validation. Not
    // again in backward: the head's, whose loop holds both, and query, key and value of the first layer, in
    // front of which nothing trains.
    const double head = 768.0 * 32000;
    const double weights = 12 * (4 * 768.0 * 768 + 3 * 768.0 * 2048) + head;
    const double backward = weights - head - 3 * 768.0 * 768;
    EXPECT_NEAR(*stored.secondsPerStep - *plain.secondsPerStep, 3 * (weights + backward) * (2 + 4 + 4) / 10e9,
                1e-9);
    EXPECT_NEAR(*stored.validationSeconds - *plain.validationSeconds, 2 * weights * (2 + 4 + 4) / 10e9, 1e-9);
    // What a layer ends with is what the next one begins with, which was kept.
    const double again = weights - head - 12 * 768.0 * 2048;
    recipe.gradientCheckpointing = recipe::Checkpointing::On;
    EXPECT_NEAR(*with(footprint::Stored::Bf16).secondsPerStep - *with(footprint::Stored::Fp32).secondsPerStep,
                3 * (weights + again + backward) * (2 + 4 + 4) / 10e9, 1e-9);
}

TEST_F(Planning, ShowsTheWeightsOfAQuantisedBaseAsTheyAreStored) {
    const Plan plain = plan();
    const double linear = 12 * (4 * 768.0 * 768 + 3 * 768.0 * 2048);
    const auto linearBytes = [&](const Plan& made) {
        return linear * 4 - static_cast<double>(plain.items[0].bytes - made.items[0].bytes);
    };
    recipe.quantization.kind = recipe::QuantizationKind::Nf4;
    // Half a byte a weight, a byte a block of 64 and four a 256 of those.
    const Plan nested = plan();
    EXPECT_EQ(linearBytes(nested), linear * (0.5 + 1.0 / 64 + 4.0 / 64 / 256));
    EXPECT_LE(static_cast<double>(nested.peakBytes),
              static_cast<double>(plain.peakBytes) - 0.84 * linear * 4);
    recipe.quantization.doubleQuant = false;
    EXPECT_EQ(linearBytes(plan()), linear * (0.5 + 4.0 / 64));
    recipe.quantization.kind = recipe::QuantizationKind::Int8;
    EXPECT_EQ(linearBytes(plan()), linear + 4 * 12 * (5 * 768 + 2 * 2048));
    // A folder that is quantised stays so.
    recipe.quantization = {};
    const Plan folder = makePlan({recipe, shape, loraOnEveryLinear(shape, recipe.method.r), worstCase(recipe),
                                  footprint::Stored::Fp32, device, budget, footprint::Stored::Nf4Double});
    EXPECT_EQ(folder.items[0].bytes, nested.items[0].bytes);
}

TEST_F(Planning, ShowsWhatAPartTakesAtItsOwnTime) {
    const Plan made = plan();
    EXPECT_EQ(made.items[5].name, "logits");
    // 256 rows of logits in fp32, whether the peak is at the head or not.
    EXPECT_GE(made.items[5].mostBytes, 256 * 32000 * 4);
    for (const PlanItem& item : made.items)
        EXPECT_GE(item.mostBytes, item.bytes) << item.name;
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

TEST_F(Planning, SuggestsSpeedBeforeQualityAndCutRowsLast) {
    recipe.method.kind = recipe::MethodKind::Full;
    recipe.gradientCheckpointing = recipe::Checkpointing::Off;
    const auto pricesOf = [](const Plan& made) {
        std::string order;
        for (const Suggestion& suggestion : made.suggestions)
            if (order.find(suggestion.code) == std::string::npos)
                order += (order.empty() ? "" : " ") + suggestion.code;
        return order;
    };
    // Nothing fits, and then as where all fit.
    budget = 1;
    const auto planOf = [&](const DataFacts& facts) {
        return makePlan({recipe, shape, methods::Adapting(), facts, {}, device, budget});
    };
    EXPECT_EQ(pricesOf(planOf(worstCase(recipe))), "moments batch checkpointing lora length");
    DataFacts facts = worstCase(recipe);
    facts.longestRow = 32; // no length that is offered cuts it
    const Plan made = planOf(facts);
    EXPECT_EQ(pricesOf(made), "length moments batch checkpointing lora");
    for (std::size_t i = 1; i < made.suggestions.size(); ++i)
        EXPECT_TRUE(made.suggestions[i].code != made.suggestions[i - 1].code ||
                    made.suggestions[i].peakBytes <= made.suggestions[i - 1].peakBytes);
}

TEST_F(Planning, SuggestsNoBatchThatTheRowsDoNotFill) {
    recipe.gradientCheckpointing = recipe::Checkpointing::Off;
    recipe.batchSize = 512;
    DataFacts facts = worstCase(recipe);
    facts.sequences = 100; // 512 rows and 256 are the same batch
    facts.mostTokens = facts.mostTargets = 100 * 64;
    facts.longestRow = 64;
    budget = 400'000'000;
    const Plan made = makePlan({recipe, shape, loraOnEveryLinear(shape, 16), facts, {}, device, budget});
    ASSERT_FALSE(made.fits);
    for (const Suggestion& suggestion : made.suggestions) {
        const bool same = (suggestion.code == "batch" && suggestion.value.get<std::int64_t>() >= 100) ||
                          (suggestion.code == "length" && suggestion.value.get<std::int64_t>() >= 64);
        EXPECT_EQ(suggestion.peakBytes < made.peakBytes, !same) << suggestion.code << suggestion.value;
    }
}

TEST_F(Planning, BuffersThatLiveTogetherNeverOverlap) {
    for (const auto checkpointing : {recipe::Checkpointing::On, recipe::Checkpointing::Off}) {
        recipe.gradientCheckpointing = checkpointing;
        const footprint::NumberFormats formats = {footprint::Stored::Fp16, footprint::Products::Bf16};
        const auto layout = compileStep(shape, stepSettings(recipe, shape, loraOnEveryLinear(shape, 16),
                                                            worstCase(recipe), formats, 0))
                                .layout.buffers;
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

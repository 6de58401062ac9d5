#include "program_cases.h"

#include <methods/lora.h>
#include <program/listing.h>

#include <base/json.h>

#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <optional>

namespace luthier::program::tests {
namespace {

using footprint::ProgramLayout;

TEST(Layout, NeverLaysTwoLiveValuesUponEachOther) {
    for (const Case& one : allCases({smallShape("llama"), smallShape("qwen2"), smallShape("gpt2")})) {
        const Program program = planning::stepProgram(one.shape, one.settings);
        const footprint::Extents extents = planning::extentsOf(one.settings);
        const ProgramLayout layout = footprint::layoutProgram(program, extents);
        EXPECT_EQ(checkLayout(program, layout, extents), std::nullopt) << one.name;
    }
}

TEST(Layout, TakesNoMoreThanTheLayoutByHandDid) {
    const auto byHand = readJsonFile(luthier::tests::sourceFile("tests/golden/program/by_hand.json"));
    ASSERT_TRUE(byHand);
    for (Case& one : allCases({largerShape("llama", 12), largerShape("llama", 4), largerShape("gpt2", 12)}))
        for (const std::int64_t trained : {1024, 512, 100}) {
            one.settings.tokens = one.settings.longestRow = 1024;
            one.settings.trainedTokens = trained;
            one.settings.headRows = 256;
            const auto step = planning::compileStep(one.shape, one.settings);
            EXPECT_LE(step.layout.buffers.arenaBytes(),
                      byHand->at(one.name).at(std::to_string(trained)).get<std::int64_t>())
                << one.name << " " << trained;
            EXPECT_TRUE(step.layout.copiedJoins.empty()) << one.name;
        }
}

/// Whether each trained tensor decays, as Trainer.get_decay_parameter_names of transformers 5.23 says.
TEST(Layout, LetsDecayWhatTrainerLetsDecay) {
    const auto decays = [](const families::ModelShape& shape, const planning::StepSettings& settings,
                           const std::string& name) {
        const footprint::Parameter* parameter =
            planning::compileStep(shape, settings).layout.buffers.parameter(name);
        return parameter ? std::optional(parameter->decays) : std::nullopt;
    };
    const families::ModelShape gpt2 = smallShape("gpt2");
    const planning::StepSettings full = settingsOf(gpt2, Tuned::All);
    EXPECT_EQ(decays(gpt2, full, "transformer.h.0.attn.c_attn.weight"), true);
    EXPECT_EQ(decays(gpt2, full, "transformer.h.0.attn.c_attn.bias"), false);
    EXPECT_EQ(decays(gpt2, full, "transformer.h.0.ln_1.weight"), false);
    EXPECT_EQ(decays(smallShape("llama"), full, "model.layers.0.input_layernorm.weight"), false);
    EXPECT_EQ(decays(smallShape("llama"), full, "model.norm.weight"), false);

    planning::StepSettings dora = full;
    dora.method = methods::lora({{.module = "transformer.h.0.attn.c_attn", .rank = 2, .dora = true}}, 0.0);
    EXPECT_EQ(decays(gpt2, dora, "transformer.h.0.attn.c_attn.lora_B"), true);
    EXPECT_EQ(decays(gpt2, dora, "transformer.h.0.attn.c_attn.lora_magnitude_vector"), true);
}

TEST(Layout, OfAGenerationIsSound) {
    for (const std::string family : {"llama", "qwen2", "gpt2"}) {
        const families::ModelShape shape = smallShape(family);
        planning::GenerationSettings settings;
        settings.method = loraOn(shape);
        settings.promptTokens = 16;
        settings.cacheTokens = 40;
        const auto step = planning::compileGeneration(shape, settings);
        EXPECT_EQ(checkLayout(step.program, step.layout, step.extents), std::nullopt) << family;
    }
}

} // namespace
} // namespace luthier::program::tests

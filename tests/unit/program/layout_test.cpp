#include "program_cases.h"

#include <program/listing.h>

#include <base/json.h>

#include <support/shared_data.h>

#include <gtest/gtest.h>

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

#include "program_cases.h"

#include <program/listing.h>

#include <gtest/gtest.h>

namespace luthier::program::tests {
namespace {

using footprint::ProgramLayout;

TEST(Layout, NeverLaysTwoLiveValuesUponEachOther) {
    for (const Case& one : allCases({smallShape("llama"), smallShape("qwen2"), smallShape("gpt2")})) {
        const Program program = planning::stepProgram(one.shape, one.settings, {{}, one.dropout});
        const footprint::Extents extents = planning::extentsOf(one.settings);
        const ProgramLayout layout = footprint::layoutProgram(program, extents);
        EXPECT_EQ(checkLayout(program, layout, extents), std::nullopt) << one.name;
    }
}

TEST(Layout, TakesNoMoreThanTheLayoutByHand) {
    std::vector<Case> cases =
        allCases({largerShape("llama", 12), largerShape("llama", 4), largerShape("gpt2", 12)});
    for (Case& one : cases)
        for (const std::int64_t trained : {1024, 512, 100}) {
            one.settings.tokens = one.settings.longestRow = 1024;
            one.settings.trainedTokens = trained;
            one.settings.headRows = 256;
            const Program program = planning::stepProgram(one.shape, one.settings, {{}, one.dropout});
            const ProgramLayout layout = footprint::layoutProgram(program, planning::extentsOf(one.settings));
            const auto byHand = footprint::layoutStep(one.shape, one.settings);
            EXPECT_LE(layout.buffers.arenaBytes(), byHand.arenaBytes()) << one.name << " " << trained;
            EXPECT_TRUE(layout.copiedJoins.empty()) << one.name;
        }
}

} // namespace
} // namespace luthier::program::tests

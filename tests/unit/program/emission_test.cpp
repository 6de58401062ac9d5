#include "program_cases.h"

#include <program/listing.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

namespace luthier::program::tests {
namespace {

class Emission : public testing::TestWithParam<std::string> {
protected:
    families::ModelShape m_shape = smallShape(GetParam());
    Program m_program = planning::stepProgram(m_shape, settingsOf(m_shape, footprint::Tuning::None));
};

TEST_P(Emission, NamesTheWeightsOfTheCheckpoint) {
    std::map<std::string, std::vector<std::int64_t>> emitted;
    for (const ValueId id : weightsOf(m_program))
        emitted[m_program[id].name] = m_program[id].shape;
    std::map<std::string, std::vector<std::int64_t>> expected;
    for (const families::WeightEntry& entry : families::weightsOf(m_shape))
        for (std::int64_t layer = 0; layer < (entry.scope == families::Scope::Layer ? m_shape.layers : 1);
             ++layer)
            expected[entry.name(layer)] = entry.shape;
    EXPECT_EQ(emitted, expected);
}

TEST_P(Emission, NamesTheLinearLayersAsPeftDoes) {
    std::set<std::string> emitted;
    for (const Step& step : m_program.steps)
        if (step.kind == OpKind::Linear)
            emitted.insert(step.as<LinearAttributes>().module);
    std::set<std::string> expected;
    for (const families::LinearModule& module : families::linearsOf(m_shape))
        for (std::int64_t layer = 0; layer < (module.scope == families::Scope::Layer ? m_shape.layers : 1);
             ++layer)
            expected.insert(module.path(layer));
    if (m_shape.tiedEmbeddings)
        expected.insert("lm_head"); // a product, though no module that PEFT would adapt
    EXPECT_EQ(emitted, expected);
}

TEST_P(Emission, ListsAStepAsItIsCommitted) {
    const Program program = planning::stepProgram(m_shape, settingsOf(m_shape, footprint::Tuning::Adapters));
    const auto file = luthier::tests::sourceFile("tests/golden/program") / (GetParam() + "-lora.txt");
    if (std::getenv("LUTHIER_WRITE_LISTINGS"))
        luthier::tests::writeFile(file, listingOf(program));
    EXPECT_EQ(listingOf(program), luthier::tests::readWholeFile(file));
}

INSTANTIATE_TEST_SUITE_P(All, Emission, testing::Values("llama", "qwen2", "gpt2"),
                         [](const auto& tested) { return tested.param; });

} // namespace
} // namespace luthier::program::tests

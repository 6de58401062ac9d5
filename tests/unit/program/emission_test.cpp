#include "program_cases.h"

#include <program/listing.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <cstdlib>

namespace luthier::program::tests {
namespace {

class Emission : public testing::TestWithParam<std::string> {};

TEST_P(Emission, ListsAStepAsItIsCommitted) {
    const families::ModelShape shape = smallShape(GetParam());
    const Program program = planning::stepProgram(shape, settingsOf(shape, Tuned::Adapters));
    const auto file = luthier::tests::sourceFile("tests/golden/program") / (GetParam() + "-lora.txt");
    if (std::getenv("LUTHIER_WRITE_LISTINGS"))
        luthier::tests::writeFile(file, listingOf(program));
    EXPECT_EQ(listingOf(program), luthier::tests::readWholeFile(file));
}

INSTANTIATE_TEST_SUITE_P(All, Emission, testing::Values("llama", "qwen2", "gpt2"),
                         [](const auto& tested) { return tested.param; });

} // namespace
} // namespace luthier::program::tests

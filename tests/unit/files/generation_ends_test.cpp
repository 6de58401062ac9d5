#include <files/generation_ends.h>

#include <base/json.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

namespace luthier::files {
namespace {

using tests::TemporaryFolder;
using tests::writeFile;

Json configAfter(const TemporaryFolder& folder, std::vector<std::int64_t> baseIds,
                 std::vector<std::int32_t> ids) {
    EXPECT_TRUE(addGenerationEnds(folder.path(), baseIds, ids));
    return *parseJson(tests::readWholeFile(folder / "generation_config.json"));
}

TEST(GenerationEnds, StandBesideTheOldOnesAndAllElseStays) {
    const TemporaryFolder folder;
    writeFile(folder / "generation_config.json", R"({"eos_token_id": 7, "temperature": 0.5})");
    EXPECT_EQ(configAfter(folder, {2}, {9, 7}), (Json{{"eos_token_id", {7, 9}}, {"temperature", 0.5}}));
    EXPECT_EQ(configAfter(folder, {2}, {11}), (Json{{"eos_token_id", {7, 9, 11}}, {"temperature", 0.5}}));
}

TEST(GenerationEnds, BeginWithWhatTheModelSaysWhereTheFileNamesNone) {
    const TemporaryFolder folder;
    EXPECT_EQ(configAfter(folder, {2}, {9}), (Json{{"eos_token_id", {2, 9}}}));
    const TemporaryFolder other;
    writeFile(other / "generation_config.json", R"({"eos_token_id": null})");
    EXPECT_EQ(configAfter(other, {}, {9}), (Json{{"eos_token_id", 9}}));
}

TEST(GenerationEnds, LeaveAFileAloneThatNamesThemAll) {
    const TemporaryFolder folder;
    const std::string text = "{ \"eos_token_id\" : [2,9] }";
    writeFile(folder / "generation_config.json", text);
    ASSERT_TRUE(addGenerationEnds(folder.path(), std::vector<std::int64_t>{2}, std::vector<std::int32_t>{9}));
    EXPECT_EQ(tests::readWholeFile(folder / "generation_config.json"), text);
    writeFile(folder / "generation_config.json", "[]");
    EXPECT_FALSE(addGenerationEnds(folder.path(), {}, std::vector<std::int32_t>{9}));
}

} // namespace
} // namespace luthier::files

#include <files/describe.h>
#include <files/model_weights.h>

#include <support/shared_data.h>
#include <support/stories260k.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::files;

TEST(Stories260k, BecomesAFolderThatOpens) {
    SKIP_WITHOUT_SHARED_DATA();
    tests::TemporaryFolder folder;
    tests::writeStories260k(folder.path());
    const auto model = ModelFolder::open(folder.path());
    ASSERT_TRUE(model) << model.error().code();
    const auto weights = ModelWeights::open(*model);
    ASSERT_TRUE(weights) << weights.error().code();
    // dim 64, 5 layers, 8 heads of which 4 for keys, hidden 172, vocabulary 512, tied.
    EXPECT_EQ(families::parameterCount(weights->shape()),
              512 * 64 + 5 * (2 * 64 + 3 * 64 * 64 + 3 * 64 * 172) + 64);
    EXPECT_EQ(model->tokenizerKind(), TokenizerKind::TokenizerJson);
    const auto tokenizer = readJsonFile(folder / "tokenizer.json").value();
    EXPECT_EQ(tokenizer["model"]["vocab"].size(), 512u);
    EXPECT_GT(tokenizer["model"]["merges"].size(), 150u);
}

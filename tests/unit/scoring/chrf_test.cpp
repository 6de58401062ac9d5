#include <base/json.h>
#include <scoring/chrf.h>
#include <support/shared_data.h>

#include <gtest/gtest.h>

namespace luthier::scoring {
namespace {

TEST(ChrF, EqualsSacrebleu) {
    const auto golden = readJsonFile(tests::sourceFile("tests/golden/scoring/chrf.json"));
    ASSERT_TRUE(golden);
    for (const Json& pair : *golden)
        EXPECT_NEAR(chrF(pair["prediction"].get<std::string>(), pair["reference"].get<std::string>()),
                    pair["chrf"].get<double>(), 1e-12)
            << pair.dump();
}

TEST(ChrF, TakesMalformedBytesForCharacters) {
    EXPECT_EQ(chrF("\xff\xfe", "\xff\xfe"), 1);
    EXPECT_EQ(chrF("\xff", "a"), 0);
}

} // namespace
} // namespace luthier::scoring

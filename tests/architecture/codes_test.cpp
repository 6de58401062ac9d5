#include "tree.h"

#include <texts/texts.h>

#include <gtest/gtest.h>

#include <regex>

namespace luthier::tests {
namespace {

TEST(Architecture, EveryCodeHasAnEnglishAndAKoreanSentence) {
    static const std::regex kCode(R"re((?:failed|refused|usageError|overBudget)\("([a-z_0-9]+(?:\.[a-z_0-9]+)+)"\))re");
    const texts::Texts& english = texts::Texts::of(texts::Language::English);
    const texts::Texts& korean = texts::Texts::of(texts::Language::Korean);
    std::size_t found = 0;
    for (const SourceFile& file : productSources())
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            for (std::sregex_iterator match(file.lines[i].begin(), file.lines[i].end(), kCode), end; match != end; ++match) {
                ++found;
                const std::string code = (*match)[1];
                EXPECT_TRUE(english.has(code)) << file.path << ":" << i + 1 << ": " << code;
                EXPECT_TRUE(korean.has(code)) << file.path << ":" << i + 1 << ": " << code;
            }
    EXPECT_GT(found, 100U);
}

} // namespace
} // namespace luthier::tests

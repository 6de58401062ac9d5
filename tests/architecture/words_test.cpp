#include "tree.h"

#include <support/shared_data.h>
#include <support/temporary_folder.h>
#include <texts/texts.h>

#include <gtest/gtest.h>

#include <array>
#include <regex>
#include <string>

namespace luthier::tests {
namespace {

/// Words that were replaced (resources/README.md has those in use).
constexpr std::array<const char*, 31> kOldEnglish = {"nothing stands against",
                                                     " to settle",
                                                     "Mend ",
                                                     "Find out",
                                                     "Every row looked at",
                                                     "goes on from",
                                                     "to the bit",
                                                     "can be read only",
                                                     "was not compared yet",
                                                     "kept apart for",
                                                     "Chance hardly",
                                                     "Tossing coins",
                                                     " at most\"",
                                                     "Stop at this text",
                                                     "How answers are written",
                                                     "ended by itself",
                                                     "Take out",
                                                     "the uppermost",
                                                     "work begun on",
                                                     "Models lie on",
                                                     "lies in one folder",
                                                     "% moves",
                                                     "Rate over time",
                                                     "Gradient limit",
                                                     "Checkpointing of activations",
                                                     "So many validations",
                                                     "Looked for in",
                                                     "in no split",
                                                     "As the desktop",
                                                     "counts as done",
                                                     "ended by signal"};

constexpr std::array<const char*, 12> kOldKorean = {
    "최적화기",   "과제",    "값별 개수", "탐욕 생성", "시험(test)",  "되풀이된 행",
    "함께 둘 행", "기준 답", "빌드 도구", "도는 동안", "학습률 일정", "확인한 뒤에 끝납니다"};

void expectNone(const std::string& text, const auto& words, const std::string& place) {
    for (const char* word : words)
        EXPECT_EQ(text.find(word), std::string::npos) << place << " says \"" << word << "\"";
}

TEST(Words, OfTheSentencesAreThoseInUse) {
    const texts::Texts& english = texts::Texts::of(texts::Language::English);
    for (const std::string& code : english.codes())
        expectNone("\"" + english.raw(code) + "\"", kOldEnglish, code);
    const texts::Texts& korean = texts::Texts::of(texts::Language::Korean);
    for (const std::string& code : korean.codes())
        expectNone(korean.raw(code), kOldKorean, code);
}

TEST(Words, OfTheWindowAreThoseInUse) {
    // As they stand in the translations, whose sources are the English texts.
    const std::string korean = readWholeFile(sourceFile("resources/translations/luthier_ko.ts"));
    static const std::regex kSource(R"re(<source>([^<]*)</source>)re");
    std::size_t seen = 0;
    for (std::sregex_iterator match(korean.begin(), korean.end(), kSource), end; match != end;
         ++match, ++seen)
        expectNone("\"" + (*match)[1].str() + "\"", kOldEnglish, (*match)[1].str());
    EXPECT_GT(seen, 500U);
    expectNone(korean, kOldKorean, "luthier_ko.ts");
}

} // namespace
} // namespace luthier::tests

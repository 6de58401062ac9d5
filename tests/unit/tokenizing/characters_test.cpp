#include <tokenizing/characters.h>

#include <base/json.h>
#include <base/utf8.h>
#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <map>

namespace luthier::tokenizing {
namespace {

constexpr char32_t kBehindLast = 0x110000;

const Json& golden() {
    static const Json kGolden = *readJsonFile(tests::sourceFile("tests/golden/tokens/characters.json"),
                                              {std::size_t{16} << 20, 8, 1'000'000});
    return kGolden;
}

std::string written(char32_t character) {
    std::string text;
    appendUtf8(text, character);
    return text;
}

template <class Visit>
void forEachCharacter(const Visit& visit) {
    for (char32_t c = 0; c < kBehindLast; ++c)
        if (c < 0xD800 || c > 0xDFFF)
            visit(c);
}

/// The characters of a class, by the reference and by `test`, where they differ.
void expectClass(const char* name, bool (*test)(char32_t)) {
    std::vector<bool> expected(kBehindLast);
    for (const Json& range : golden()[name])
        for (auto c = range[0].get<std::size_t>(); c <= range[1].get<std::size_t>(); ++c)
            expected[c] = true;
    forEachCharacter([&](char32_t c) {
        EXPECT_EQ(test(c), expected[c]) << name << " U+" << std::hex << static_cast<std::uint32_t>(c);
    });
}

TEST(Characters, AreOfTheClassesThatTheReferencePutsThemIn) {
    expectClass("punctuation", isPunctuation);
    expectClass("number", isNumeric);
    expectClass("mark", isMark);
    expectClass("nonspacing_mark", isNonspacingMark);
    expectClass("control", isControl);
    expectClass("no_script", [](char32_t c) { return scriptOf(c) == kNoScript; });
}

TEST(Characters, ChangeScriptWhereTheReferenceHasIt) {
    std::vector<std::int64_t> begins;
    std::int32_t last = scriptOf(0);
    forEachCharacter([&](char32_t c) {
        const std::int32_t script = scriptOf(c);
        if (script == kNoScript)
            return;
        if (script != last)
            begins.push_back(c);
        last = script;
    });
    EXPECT_EQ(begins, golden()["script_begins"].get<std::vector<std::int64_t>>());
}

/// What each character becomes, against the list of those that change.
template <class Rewrite>
void expectChanges(const char* name, const Rewrite& rewrite) {
    std::map<char32_t, std::string> changes;
    for (const Json& entry : golden()[name])
        changes[static_cast<char32_t>(entry[0].get<std::uint32_t>())] = entry[1].get<std::string>();
    forEachCharacter([&](char32_t c) {
        if (std::string_view(name) == "nfkd" && c >= 0xAC00 && c <= 0xD7A3)
            return; // syllables are taken apart by arithmetic
        const auto change = changes.find(c);
        EXPECT_EQ(rewrite(c), change == changes.end() ? written(c) : change->second)
            << name << " U+" << std::hex << static_cast<std::uint32_t>(c);
    });
}

std::string formOf(char32_t character, templates::NormalForm form) {
    std::string out;
    for (const templates::Change& change : inNormalForm(written(character), form))
        appendUtf8(out, change.character);
    return out;
}

TEST(Characters, BecomeTheLettersAndFormsOfTheReference) {
    expectChanges("lower", [](char32_t c) {
        std::u32string lower;
        appendLower(lower, c);
        return templates::toUtf8(lower);
    });
    expectChanges("nfkd", [](char32_t c) { return formOf(c, templates::NormalForm::Nfkd); });
    expectChanges("nfc", [](char32_t c) { return formOf(c, templates::NormalForm::Nfc); });
}

} // namespace
} // namespace luthier::tokenizing

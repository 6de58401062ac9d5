#include <tokenizing/character_map.h>
#include <tokenizing/characters.h>
#include <tokenizing/pipeline.h>
#include <tokenizing/tokenizer.h>

#include <base/json.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace luthier::tokenizing {
namespace {

namespace fs = std::filesystem;
using tests::sourceFile;
using tests::TemporaryFolder;
using tests::writeFile;
using Ids = std::vector<std::int32_t>;

std::shared_ptr<const Tokenizer> read(const std::string& text) {
    Result<Pipeline> pipeline = readTokenizerJson(text, "tokenizer.json");
    if (!pipeline)
        throw std::runtime_error(pipeline.error().code() + " " + pipeline.error().detail());
    return *Tokenizer::make(*std::move(pipeline));
}

/// Why a model with these members is not read, or "accepted".
std::string refusal(const std::string& model, const std::string& more = "") {
    const auto pipeline = readTokenizerJson(R"({"model": {)" + model + "}" + more + "}", "tokenizer.json");
    return pipeline ? "accepted" : pipeline.error().code();
}

std::string unigram(const std::string& vocab, const std::string& more = "") {
    return R"({"model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], )" + vocab + "]" + more +
           "}}";
}

TEST(Unigram, TakesTheWayWithTheLargestSum) {
    // By hand: abcd 10; then a + cd = 1; xx unknown.
    const auto tokenizer = read(unigram(
        R"(["a", 0.0], ["b", 0.0], ["c", 0.0], ["d", 0.0], ["cd", 1.0], ["ab", 2.0], ["abc", 5.0], ["abcd", 10.0])"));
    EXPECT_EQ(*tokenizer->encodeIds("abcdacdxx"), (Ids{8, 1, 5, 0}));
    EXPECT_EQ(tokenizer->encode("abcdacdxx")->tokens, (std::vector<std::string>{"abcd", "a", "cd", "xx"}));
    EXPECT_EQ(tokenizer->encode("abcdacdxx")->offsets.back(), (CodePointRange{7, 9}));
}

TEST(Unigram, OfWaysWithOneSumTakesTheLongerLastPiece) {
    // a|bc, ab|c and a|b|c all sum up to -6.
    const auto tokenizer =
        read(unigram(R"(["a", -2.0], ["b", -2.0], ["c", -2.0], ["ab", -4.0], ["bc", -4.0])"));
    EXPECT_EQ(*tokenizer->encodeIds("abc"), (Ids{1, 5}));
}

TEST(Unigram, CountsAnUnknownCharacterTenBelowTheWorstPiece) {
    // The worst piece has -3, so the unknown x costs -13: a and x together are dearer than ax at 9.9, not
    // at 10.1.
    EXPECT_EQ(*read(unigram(R"(["a", 9.9], ["ax", -3.0])"))->encodeIds("ax"), Ids{2});
    EXPECT_EQ(*read(unigram(R"(["a", 10.1], ["ax", -3.0])"))->encodeIds("ax"), (Ids{1, 0}));
}

TEST(Unigram, WritesTheUnknownAsBytesOnlyWhenAllOfThemHaveTokens) {
    std::string bytes;
    for (const char* byte : {"ED", "95", "9C"})
        bytes += std::string(R"(, ["<0x)") + byte + R"(>", -1.0])";
    const auto tokenizer = read(unigram(R"(["a", -1.0])" + bytes, R"(, "byte_fallback": true)"));
    const auto encoding = *tokenizer->encode("a한");
    EXPECT_EQ(encoding.ids, (Ids{1, 2, 3, 4}));
    for (std::size_t i = 1; i < 4; ++i)
        EXPECT_EQ(encoding.offsets[i], (CodePointRange{1, 2})) << "each byte stands for the whole";
    EXPECT_EQ(*tokenizer->encodeIds("한b"), Ids{0}) << "b has no byte token, so the run has none";
}

TEST(Unigram, SaysWhichTextHasNoToken) {
    const auto tokenizer = read(R"({"model": {"type": "Unigram", "vocab": [["a", -1.0]]}})");
    EXPECT_EQ(*tokenizer->encodeIds("aa"), (Ids{0, 0}));
    EXPECT_EQ(tokenizer->encodeIds("ab").error().code(), "tokenizer.no_unknown_token");
}

TEST(WordPiece, TakesTheLongestPieceFromTheLeft) {
    const auto tokenizer = read(
        R"({"model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 5, "vocab": {"[UNK]": 0, "un": 1, "##a": 2, "##ab": 3, "##c": 4, "abc": 5}},
            "pre_tokenizer": {"type": "WhitespaceSplit"}})");
    EXPECT_EQ(*tokenizer->encodeIds("unabc abc"), (Ids{1, 3, 4, 5}));
    EXPECT_EQ(*tokenizer->encodeIds("unb"), Ids{0}) << "one that cannot be covered is unknown as a whole";
    EXPECT_EQ(*tokenizer->encodeIds("unabcc"), Ids{0}) << "and one that is too long";
    EXPECT_EQ(tokenizer->encode("x unb")->offsets[1], (CodePointRange{2, 5}));
}

TEST(WordLevel, KnowsWholeWordsOnly) {
    const std::string vocab = R"({"model": {"type": "WordLevel", "vocab": {"a": 1, "b": 2)";
    const auto tokenizer = read(
        vocab + R"(, "<unk>": 0}, "unk_token": "<unk>"}, "pre_tokenizer": {"type": "WhitespaceSplit"}})");
    EXPECT_EQ(*tokenizer->encodeIds("a b ab"), (Ids{1, 2, 0}));
    const auto without = read(vocab + R"(}}})");
    EXPECT_EQ(without->encodeIds("ab").error().code(), "tokenizer.no_unknown_token");
}

TEST(WordLevel, MakesAControlTokenOfContentUnknown) {
    const auto tokenizer = read(
        R"({"model": {"type": "WordLevel", "vocab": {"<unk>": 0, "a": 1, "</s>": 2}, "unk_token": "<unk>"},
            "pre_tokenizer": {"type": "WhitespaceSplit"}, "added_tokens": [{"id": 2, "content": "</s>", "special": true}]})");
    EXPECT_EQ(*tokenizer->encodeIds("a </s>"), (Ids{1, 2}));
    EXPECT_EQ(*tokenizer->encodeIds("a </s>", {Specials::Omit, ControlTokens::AsText}), (Ids{1, 0}));
}

TEST(TokenModels, OfFilesWithoutATypeAreToldByWhatTheyHold) {
    EXPECT_EQ(*read(R"({"model": {"unk_id": null, "vocab": [["a", -1.0], ["b", -1.0], ["ab", -1.0]]}})")
                   ->encodeIds("ab"),
              Ids{2});
    EXPECT_EQ(*read(R"({"model": {"vocab": {"a": 0, "##b": 1}, "continuing_subword_prefix": "##"}})")
                   ->encodeIds("ab"),
              (Ids{0, 1}));
    EXPECT_EQ(*read(R"({"model": {"vocab": {"ab": 0}, "unk_token": "x"}})")->encodeIds("ab"), Ids{0});
    EXPECT_EQ(*read(R"({"model": {"vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}})")->encodeIds("ab"),
              Ids{2});
}

std::vector<std::string> wideFolders() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(sourceFile("tests/golden/tokens/wide")))
        if (entry.is_directory() && !entry.path().filename().string().starts_with("shared-"))
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

TEST(ControlTokens, NeverComeOutOfContentWhateverTheModel) {
    const auto texts =
        readJsonFile(sourceFile("tests/golden/tokens/wide/texts.json"), {std::size_t{16} << 20, 4, 100'000})
            ->get<std::vector<std::string>>();
    EncodeOptions content{Specials::Omit, ControlTokens::AsText};
    for (const std::string& name : wideFolders()) {
        const auto tokenizer = *loadTokenizer(sourceFile("tests/golden/tokens/wide/" + name));
        std::string names;
        for (std::int32_t id = 0; id < tokenizer->idLimit(); ++id)
            if (tokenizer->isSpecial(id))
                names += *tokenizer->tokenOf(id) + " x" + *tokenizer->tokenOf(id);
        std::vector<std::string> all{names};
        all.insert(all.end(), texts.begin(), texts.begin() + 200);
        for (const std::string& text : all) {
            const Ids ids = *tokenizer->encodeIds(text, content);
            for (const std::int32_t id : ids)
                ASSERT_TRUE(!tokenizer->isSpecial(id) || id == tokenizer->unknownId())
                    << name << ": " << *tokenizer->tokenOf(id) << " from " << text;
        }
    }
}

TEST(StreamDecoder, GivesWhatDecodingAllAtOnceGivesWhateverTheTokenizer) {
    const auto texts =
        readJsonFile(sourceFile("tests/golden/tokens/wide/texts.json"), {std::size_t{16} << 20, 4, 100'000})
            ->get<std::vector<std::string>>();
    for (const std::string& name : wideFolders()) {
        const auto tokenizer = *loadTokenizer(sourceFile("tests/golden/tokens/wide/" + name));
        for (std::size_t i = 0; i < texts.size(); i += 40) {
            const Ids ids = *tokenizer->encodeIds(texts[i]);
            StreamDecoder decoder(tokenizer, Skip::Specials);
            std::string streamed;
            for (const std::int32_t id : ids)
                streamed += decoder.push(id);
            streamed += decoder.finish();
            EXPECT_EQ(streamed, tokenizer->decode(ids, Skip::Specials)) << name << ": " << texts[i];
        }
    }
}

TEST(HostileModel, IsRefusedByWhatIsWrongWithIt) {
    const std::string kind = R"("type": "Unigram", "vocab": )";
    EXPECT_EQ(refusal(kind + R"([["a", 0.0]], "unk_id": 0)"), "accepted");
    EXPECT_EQ(refusal(R"("type": "Unigram")"), "json.missing_field");
    EXPECT_EQ(refusal(kind + R"({"a": 0})"), "tokenizer.part_invalid");
    EXPECT_EQ(refusal(kind + R"([["a"]])"), "tokenizer.part_invalid");
    EXPECT_EQ(refusal(kind + R"([["a", "b"]])"), "tokenizer.part_invalid");
    EXPECT_NE(refusal(kind + R"([["a", 1e999]])"), "accepted");
    EXPECT_NE(refusal(kind + R"([["a", NaN]])"), "accepted");
    EXPECT_EQ(refusal(kind + R"([["a", 0.0], ["a", 1.0]])"), "tokenizer.vocabulary_invalid");
    EXPECT_EQ(refusal(kind + "[[\"" + std::string(600, 'a') + "\", 0.0]]"), "tokenizer.vocabulary_invalid");
    EXPECT_EQ(refusal(kind + R"([["a", 0.0]], "unk_id": 1)"), "tokenizer.part_invalid");
    EXPECT_EQ(refusal(kind + R"([["a", 0.0]], "unk_id": -1)"), "tokenizer.part_invalid");
    EXPECT_EQ(refusal(kind + R"([], "unk_id": 0)"), "tokenizer.part_invalid");
    EXPECT_EQ(refusal(kind + R"([["a", 0.0]], "alpha": 0.1)"), "tokenizer.part_not_supported");
    EXPECT_EQ(refusal(R"("type": "WordPiece", "vocab": {"a": -1})"), "tokenizer.vocabulary_invalid");
    EXPECT_EQ(refusal(R"("type": "WordPiece", "vocab": {"a": 0}, "max_input_chars_per_word": -1)"),
              "tokenizer.part_invalid");
    EXPECT_EQ(refusal(R"("type": "WordLevel", "vocab": {"a": 0, "b": 0})"), "tokenizer.vocabulary_invalid");
}

TEST(HostilePart, IsRefusedByWhatIsWrongWithIt) {
    const std::string model = R"("type": "WordLevel", "vocab": {"a": 0})";
    const auto with = [&](const std::string& part) {
        return refusal(model, ", " + part);
    };
    EXPECT_EQ(with(R"("pre_tokenizer": {"type": "FixedLength", "length": 0})"), "tokenizer.part_invalid");
    EXPECT_EQ(with(R"("pre_tokenizer": {"type": "FixedLength", "length": 2})"), "accepted");
    EXPECT_EQ(with(R"("decoder": {"type": "CTC", "pad_token": "", "word_delimiter_token": ""})"),
              "tokenizer.part_invalid");
    EXPECT_EQ(with(R"("normalizer": {"type": "Precompiled"})"), "json.missing_field");
    EXPECT_EQ(with(R"("normalizer": {"type": "Precompiled", "precompiled_charsmap": "AAA"})"),
              "tokenizer.part_invalid");
    EXPECT_EQ(with(R"("normalizer": {"type": "Precompiled", "precompiled_charsmap": "A!AA"})"),
              "tokenizer.part_invalid");
    EXPECT_EQ(with(R"("normalizer": {"type": "Precompiled", "precompiled_charsmap": ""})"),
              "tokenizer.part_invalid");
    const auto processor = [&](const std::string& single, const std::string& pair) {
        return with(R"("post_processor": {"type": "TemplateProcessing", "special_tokens": {}, "single": [)" +
                    single + R"(], "pair": [)" + pair + "]}");
    };
    const std::string a = R"({"Sequence": {"id": "A", "type_id": 0}})";
    const std::string b = R"({"Sequence": {"id": "B", "type_id": 1}})";
    EXPECT_EQ(processor(a, a + "," + b), "accepted");
    EXPECT_EQ(processor(a, a), "tokenizer.part_invalid") << "the second text has no place";
    EXPECT_EQ(processor(b, a + "," + b), "tokenizer.part_invalid");
    EXPECT_EQ(processor(a + "," + a, a + "," + b), "tokenizer.part_invalid");
    EXPECT_EQ(processor(R"({"SpecialToken": {"id": "[X]", "type_id": 0}}, )" + a, a + "," + b),
              "tokenizer.part_invalid");
    EXPECT_EQ(processor(R"({"Sequence": {"id": "A", "type_id": -1}})", a + "," + b),
              "tokenizer.part_invalid");
    const std::string bert = R"({"type": "BertProcessing", "cls": ["a", 0], "sep": ["a", 0]})";
    EXPECT_EQ(with(R"("post_processor": {"type": "Sequence", "processors": [)" + bert + "]}"), "accepted");
    EXPECT_EQ(with(R"("post_processor": {"type": "Sequence", "processors": [)" + bert + "," + bert + "]}"),
              "tokenizer.part_not_supported");
}

/// The bytes of a map of 256 units and these texts.
std::string mapBytes(std::vector<std::pair<std::size_t, std::uint32_t>> units, const std::string& texts) {
    std::vector<std::uint32_t> all(256, 0);
    for (const auto& [index, unit] : units)
        all[index] = unit;
    std::string bytes;
    const auto write = [&](std::uint32_t value) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            bytes.push_back(static_cast<char>((value >> shift) & 0xFFU));
    };
    write(256 * 4);
    for (const std::uint32_t unit : all)
        write(unit);
    return bytes + texts;
}

// A unit of the double array: its label, whether a value follows, how far its children lie.
constexpr std::uint32_t unit(std::uint32_t label, bool value, std::uint32_t offset) {
    return label | (value ? 0x100U : 0U) | (offset << 10U);
}

TEST(CharacterMap, GivesWhatTheShortestBeginningIsRewrittenTo) {
    // Root at 0 with its children at 1 ^ label; those of 'A' at 16 ^ where it stands: a value and 'B'.
    const std::size_t a = 1 ^ 'A';
    const std::size_t behind = a ^ 16;
    const std::size_t b = behind ^ 'B';
    const auto map = CharacterMap::read(mapBytes({{0, unit(0, false, 1)},
                                                  {a, unit('A', true, 16)},
                                                  {behind, 0x80000000U},
                                                  {b, unit('B', true, 1)},
                                                  {b ^ 1, 0x80000003U}},
                                                 std::string("ae\0ab\0", 6)));
    ASSERT_TRUE(map) << map.error().code();
    EXPECT_EQ(map->replacementOf("A"), "ae");
    EXPECT_EQ(map->replacementOf("AB"), "ae");
    EXPECT_EQ(map->replacementOf("B"), std::nullopt);
    EXPECT_EQ(map->replacementOf(std::string_view("\0", 1)), std::nullopt);
    EXPECT_EQ(map->replacementOf("\xFF"), std::nullopt) << "a step out of the array";
}

TEST(CharacterMap, RefusesWhatWouldLeaveItsBounds) {
    const std::size_t a = 1 ^ 'A';
    const auto code = [](const std::string& bytes) {
        const auto map = CharacterMap::read(bytes);
        return map ? "accepted" : map.error().code();
    };
    const auto withValue = [&](std::uint32_t value, const std::string& texts) {
        return mapBytes({{0, unit(0, false, 1)}, {a, unit('A', true, 3)}, {a ^ 3, value}}, texts);
    };
    EXPECT_EQ(code(withValue(0x80000000U, "x")), "accepted");
    EXPECT_EQ(code(withValue(0x80000001U, "x")), "tokenizer.part_invalid") << "behind the texts";
    EXPECT_EQ(code(withValue(0xFFFFFFFFU, "x")), "tokenizer.part_invalid");
    EXPECT_EQ(code(withValue(0x80000001U, "é")), "tokenizer.part_invalid") << "within a character";
    EXPECT_EQ(code(withValue(0x80000000U, "\xC3")), "tokenizer.part_invalid") << "texts that are no UTF-8";
    EXPECT_EQ(code(withValue(0x80000000U, "")), "tokenizer.part_invalid");
    EXPECT_EQ(code(mapBytes({{a, unit('A', true, 0x1FFFFF)}}, "x")), "tokenizer.part_invalid")
        << "a value out of the array";
    EXPECT_EQ(code(""), "tokenizer.part_invalid");
    EXPECT_EQ(code(std::string("\x04\0\0\0", 4)), "tokenizer.part_invalid") << "cut off";
    EXPECT_EQ(code(std::string("\0\0\0\0x", 5)), "tokenizer.part_invalid") << "no root";
    EXPECT_EQ(code(std::string("\xFF\xFF\xFF\xFF", 4) + std::string(64, 'x')), "tokenizer.part_invalid");
    EXPECT_EQ(code(std::string((std::size_t{4} << 20) + 1, '\0')), "tokenizer.part_invalid");
}

TEST(CharacterMap, WalksATableThatLeadsIntoItselfNoFurtherThanTheText) {
    // 'A' leads to itself: 0 -> a, whose children lie where it stands.
    const std::size_t a = 1 ^ 'A';
    const auto map = CharacterMap::read(
        mapBytes({{0, unit(0, false, 1)}, {a, unit('A', false, static_cast<std::uint32_t>('A'))}}, "x"));
    ASSERT_TRUE(map);
    EXPECT_EQ(map->replacementOf(std::string(100'000, 'A')), std::nullopt);
}

TEST(HostileFolder, OfATokenizerClassIsRefused) {
    TemporaryFolder folder;
    writeFile(folder / "vocab.txt", "[UNK]\n\xFF\xFE\n");
    EXPECT_EQ(loadTokenizer(folder.path()).error().code(), "tokenizer.vocabulary_invalid");
    writeFile(folder / "vocab.txt", "[UNK]\n" + std::string(5000, 'a') + "\n");
    EXPECT_EQ(loadTokenizer(folder.path()).error().code(), "tokenizer.vocabulary_invalid");
    writeFile(folder / "vocab.txt", "[UNK]\na\n");
    EXPECT_EQ(*(*loadTokenizer(folder.path()))->encodeIds("a", {Specials::Omit}), Ids{1});
    writeFile(folder / "tokenizer_config.json", R"({"do_lower_case": "yes"})");
    EXPECT_EQ(loadTokenizer(folder.path()).error().code(), "json.wrong_type");
    writeFile(folder / "tokenizer_config.json", "[1]");
    EXPECT_EQ(loadTokenizer(folder.path()).error().code(), "tokenizer.part_invalid");
    fs::remove(folder / "vocab.txt");
    fs::copy(sourceFile("tests/golden/tokens/wide/spiece-t5/spiece.model"), folder / "spiece.model");
    for (const char* count : {"-1", "1000000000"}) {
        writeFile(folder / "tokenizer_config.json",
                  std::string(R"({"tokenizer_class": "T5Tokenizer", "extra_ids": )") + count + "}");
        EXPECT_EQ(loadTokenizer(folder.path()).error().code(), "tokenizer.part_invalid");
    }
}

TEST(Graphemes, AreCutAsUnicodeCutsThem) {
    const auto cut = [](std::string_view text) {
        std::vector<std::size_t> lengths;
        for (std::size_t at = 0; at < text.size();) {
            lengths.push_back(graphemeLength(text, at));
            at += lengths.back();
        }
        return lengths;
    };
    using Lengths = std::vector<std::size_t>;
    EXPECT_EQ(cut("ab\r\n\n"), (Lengths{1, 1, 2, 1}));
    EXPECT_EQ(cut("e\xCC\x81x"), (Lengths{3, 1}));
    EXPECT_EQ(cut("🇰🇷🇯🇵🇰"), (Lengths{8, 8, 4}));
    EXPECT_EQ(cut("👩‍👩‍👧👍🏽"), (Lengths{18, 8}));
    EXPECT_EQ(cut("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB가"), (Lengths{9, 3}));
    EXPECT_EQ(cut("a\xE2\x80\x8D"
                  "b"),
              (Lengths{4, 1}));
}

} // namespace
} // namespace luthier::tokenizing

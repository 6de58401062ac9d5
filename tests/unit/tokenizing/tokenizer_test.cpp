#include <tokenizing/pipeline.h>
#include <tokenizing/tokenizer.h>

#include <base/files.h>
#include <base/json.h>
#include <base/utf8.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

namespace luthier::tokenizing {
namespace {

namespace fs = std::filesystem;
using tests::sharedData;
using tests::sourceFile;
using tests::TemporaryFolder;
using tests::writeFile;

std::string caseTokenizer(const std::string& name) {
    const auto text =
        readFile(sourceFile("tests/golden/tokens/cases/" + name + ".json"), std::size_t{16} << 20);
    return dumpJson((*parseJson(*text))["tokenizer"]);
}

std::shared_ptr<const Tokenizer> read(std::string_view json) {
    auto pipeline = readTokenizerJson(json, "tokenizer.json");
    EXPECT_TRUE(pipeline) << pipeline.error().code();
    return *Tokenizer::make(*std::move(pipeline));
}

std::string refusal(std::string_view json) {
    auto pipeline = readTokenizerJson(json, "tokenizer.json");
    if (!pipeline)
        return pipeline.error().code();
    auto tokenizer = Tokenizer::make(*std::move(pipeline));
    return tokenizer ? "accepted" : tokenizer.error().code();
}

TEST(LoadTokenizer, PrefersTokenizerJsonAndReadsTheRolesOfTokens) {
    SKIP_WITHOUT_SHARED_DATA();
    const auto tokenizer = loadTokenizer(sharedData() / "tokenizers/llama2");
    ASSERT_TRUE(tokenizer) << tokenizer.error().code();
    EXPECT_EQ((*tokenizer)->vocabularySize(), 32000U);
    EXPECT_EQ((*tokenizer)->specialTokens().bos->text, "<s>");
    EXPECT_EQ((*tokenizer)->specialTokens().eos->id, 2);
    EXPECT_EQ((*tokenizer)->specialTokens().eosIds, std::vector<std::int32_t>{2});
    EXPECT_FALSE((*tokenizer)->specialTokens().pad);
    EXPECT_TRUE((*tokenizer)->isSpecial(1));
    EXPECT_FALSE((*tokenizer)->isSpecial(450));
}

TEST(LoadTokenizer, ReadsSentencePieceLikeItsTokenizerJson) {
    SKIP_WITHOUT_SHARED_DATA();
    TemporaryFolder folder;
    fs::copy(sharedData() / "tokenizers/llama2/tokenizer.model", folder / "tokenizer.model");
    const auto model = loadTokenizer(folder.path());
    ASSERT_TRUE(model) << model.error().code();
    const auto json = *loadTokenizer(sharedData() / "tokenizers/llama2");
    for (const char* name : {"text/botchan_en.txt", "text/korean_novels_a.txt"}) {
        const std::string text = readFile(sharedData() / name, 1 << 20)->substr(0, 100'000);
        const std::string whole = replaceInvalidUtf8(text);
        EXPECT_EQ(*(*model)->encodeIds(whole), *json->encodeIds(whole)) << name;
        EXPECT_EQ((*model)->decode(*(*model)->encodeIds(whole), Skip::Specials), whole);
    }
}

TEST(LoadTokenizer, ReadsVocabularyAndMergesLikeTokenizerJson) {
    SKIP_WITHOUT_SHARED_DATA();
    TemporaryFolder folder;
    for (const char* name : {"vocab.json", "merges.txt", "tokenizer_config.json"})
        fs::copy(sharedData() / "tokenizers/gpt2" / name, folder / name);
    const auto files = loadTokenizer(folder.path());
    ASSERT_TRUE(files) << files.error().code();
    const auto json = *loadTokenizer(sharedData() / "tokenizers/gpt2");
    const std::string text =
        readFile(sharedData() / "text/korean_novels_a.txt", 1 << 20)->substr(0, 60'000) + "<|endoftext|> end";
    EXPECT_EQ(*(*files)->encodeIds(text), *json->encodeIds(text));
}

TEST(LoadTokenizer, ReadsAUnigramModelAsItsClassWantsIt) {
    SKIP_WITHOUT_SHARED_DATA();
    TemporaryFolder folder;
    const fs::path model = sharedData() / "tokenizers/sentencepiece-unigram-en/test_model.model";
    fs::copy(model, folder / "tokenizer.model");
    // By transformers 5.23, for a folder without a class and for one of XLM-RoBERTa.
    const std::string text = "Hello  wörld </s> <extra_id_0> <mask>";
    EXPECT_EQ(*(*loadTokenizer(folder.path()))->encodeIds(text),
              (std::vector<std::int32_t>{165, 16, 88, 21, 4, 102, 0, 30,  31, 17, 4, 2,  4,   0,  16,
                                         297, 15, 30, 19, 0, 140, 0, 351, 0,  4,  0, 26, 185, 46, 0}));
    writeFile(folder / "config.json", R"({"model_type": "xlm-roberta"})");
    const auto roberta = *loadTokenizer(folder.path());
    EXPECT_EQ(*roberta->encodeIds(text),
              (std::vector<std::int32_t>{0,  152, 89, 22, 103, 3, 31,  32, 18,  2, 5,    3,
                                         17, 298, 16, 31, 20,  3, 141, 3,  352, 3, 1001, 2}));
    EXPECT_EQ(roberta->specialTokens().mask->id, 1001);
    EXPECT_EQ(roberta->specialTokens().classification->text, "<s>");
    writeFile(folder / "tokenizer_config.json", R"({"tokenizer_class": "CamembertTokenizer"})");
    EXPECT_EQ(loadTokenizer(folder.path()).error().code(), "tokenizer.part_not_supported");
    EXPECT_EQ(loadTokenizer(sharedData() / "text").error().code(), "tokenizer.not_found");
}

TEST(LoadTokenizer, PutsT5sSentinelsBehindThePiecesInDescendingOrder) {
    const auto tokenizer = *loadTokenizer(sourceFile("tests/golden/tokens/wide/spiece-t5"));
    EXPECT_EQ(tokenizer->idOf("<extra_id_11>"), 1000);
    EXPECT_EQ(tokenizer->idOf("<extra_id_0>"), 1011);
    EXPECT_TRUE(tokenizer->isSpecial(1011));
    EXPECT_EQ(tokenizer->specialTokens().eosIds, std::vector<std::int32_t>{1});
    EXPECT_EQ(tokenizer->specialTokens().pad->id, 0);
}

/// The vocabulary of a wide golden, by id.
std::vector<std::string> vocabularyOf(const Json& model) {
    std::vector<std::string> tokens(model["vocab"].size());
    for (const auto& [text, id] : model["vocab"].items())
        tokens.at(id.get<std::size_t>()) = text;
    return tokens;
}

std::vector<std::string> wideTexts() {
    return readJsonFile(sourceFile("tests/golden/tokens/wide/texts.json"),
                        {std::size_t{16} << 20, 4, 100'000})
        ->get<std::vector<std::string>>();
}

void expectSame(const Tokenizer& one, const Tokenizer& other) {
    for (const std::string& text : wideTexts()) {
        const auto a = one.encode(text);
        const auto b = other.encode(text);
        ASSERT_EQ(a->ids, b->ids) << text;
        ASSERT_EQ(a->offsets, b->offsets) << text;
        ASSERT_EQ(one.decode(a->ids), other.decode(b->ids)) << text;
    }
}

TEST(LoadTokenizer, ReadsVocabularyLinesLikeTokenizerJson) {
    const fs::path wide = sourceFile("tests/golden/tokens/wide/bert-uncased");
    const Json document = *readJsonFile(wide / "tokenizer.json", {std::size_t{16} << 20, 24, 1'000'000});
    std::string lines;
    for (const std::string& token : vocabularyOf(document["model"]))
        lines += token + "\r\n";
    TemporaryFolder folder;
    writeFile(folder / "vocab.txt", lines);
    const auto tokenizer = *loadTokenizer(folder.path());
    expectSame(*tokenizer, **loadTokenizer(wide));
    EXPECT_EQ(tokenizer->specialTokens().mask->id, 4);
    EXPECT_EQ(tokenizer->specialTokens().separator->id, 3);
    EXPECT_EQ(tokenizer->encodePair("a", "b")->types, (std::vector<std::int32_t>{0, 0, 0, 1, 1}));
    writeFile(folder / "tokenizer_config.json", R"({"do_lower_case": false, "cls_token": "[BOS]"})");
    const auto cased = *loadTokenizer(folder.path());
    EXPECT_EQ(cased->encodeIds("A")->front(), static_cast<std::int32_t>(document["model"]["vocab"].size()));
    EXPECT_NE(*cased->encodeIds("The The"), *cased->encodeIds("the the"));
    writeFile(folder / "tokenizer_config.json", R"({"tokenizer_class": "BertJapaneseTokenizer"})");
    EXPECT_EQ(loadTokenizer(folder.path()).error().code(), "tokenizer.part_not_supported");
}

TEST(LoadTokenizer, ReadsRobertasTwoFilesLikeTokenizerJson) {
    const fs::path wide = sourceFile("tests/golden/tokens/wide/roberta");
    const Json document = *readJsonFile(wide / "tokenizer.json", {std::size_t{16} << 20, 24, 1'000'000});
    std::string merges = "#version: 0.2\n";
    for (const Json& merge : document["model"]["merges"])
        merges += merge[0].get<std::string>() + " " + merge[1].get<std::string>() + "\n";
    TemporaryFolder folder;
    writeFile(folder / "vocab.json", dumpJson(document["model"]["vocab"]));
    writeFile(folder / "merges.txt", merges);
    writeFile(folder / "tokenizer_config.json",
              R"({"tokenizer_class": "RobertaTokenizerFast", "add_prefix_space": true,
                  "mask_token": {"content": "<mask>", "lstrip": true, "normalized": false},
                  "added_tokens_decoder": {")" +
                  std::to_string(document["model"]["vocab"].size()) +
                  R"(": {"content": "<mask>", "lstrip": true, "special": true, "normalized": false}}})");
    expectSame(**loadTokenizer(folder.path()), **loadTokenizer(wide));
    writeFile(folder / "tokenizer_config.json", R"({"tokenizer_class": "CLIPTokenizer"})");
    EXPECT_EQ(loadTokenizer(folder.path()).error().code(), "tokenizer.part_not_supported");
}

TEST(LoadTokenizer, TakesEndIdsFromGenerationConfigAndTheTemplateFileBeforeTheText) {
    TemporaryFolder folder;
    writeFile(folder / "tokenizer.json", caseTokenizer("nfc_o200k_like"));
    writeFile(folder / "tokenizer_config.json", R"({"eos_token": "<|im_start|>", "chat_template": "old"})");
    writeFile(folder / "generation_config.json", R"({"eos_token_id": [7, 9]})");
    writeFile(folder / "chat_template.jinja", "new <|im_end|>");
    const auto tokenizer = *loadTokenizer(folder.path());
    const std::int32_t start = *tokenizer->idOf("<|im_start|>");
    EXPECT_EQ(tokenizer->specialTokens().eosIds, (std::vector<std::int32_t>{start, 7, 9}));
    EXPECT_EQ(tokenizer->specialTokens().endOfTurnIds,
              (std::vector<std::int32_t>{start, 7, 9, *tokenizer->idOf("<|im_end|>")}));
    EXPECT_EQ(tokenizer->chatTemplate(), "new <|im_end|>");
}

TEST(LoadTokenizer, KeepsNamedTemplatesByTheirNames) {
    TemporaryFolder folder;
    writeFile(folder / "tokenizer.json", caseTokenizer("nfc_o200k_like"));
    writeFile(
        folder / "tokenizer_config.json",
        R"({"chat_template": [{"name": "rag", "template": "r <|im_end|>"}, {"name": "tool_use", "template": "t"}]})");
    const auto tokenizer = *loadTokenizer(folder.path());
    EXPECT_FALSE(tokenizer->chatTemplate());
    EXPECT_EQ(tokenizer->toolTemplate(), "t");
    ASSERT_EQ(tokenizer->namedTemplates().size(), 2U);
    EXPECT_EQ(tokenizer->namedTemplates()[0].first, "rag");
    EXPECT_EQ(tokenizer->specialTokens().endOfTurnIds,
              std::vector<std::int32_t>{*tokenizer->idOf("<|im_end|>")});
    writeFile(folder / "tokenizer_config.json", R"({"chat_template": {"default": "d", "rag": "r"}})");
    EXPECT_EQ((*loadTokenizer(folder.path()))->chatTemplate(), "d");
}

TEST(LoadTokenizer, FilesOfTemplatesTakeThePlaceOfThoseInTheConfig) {
    // As transformers reads a folder: what chat_template.jinja or additional_chat_templates/ hold replaces
    // every template of tokenizer_config.json.
    TemporaryFolder folder;
    writeFile(folder / "tokenizer.json", caseTokenizer("nfc_o200k_like"));
    writeFile(folder / "tokenizer_config.json", R"({"chat_template": {"default": "old", "plan": "p"}})");
    std::filesystem::create_directories(folder / "additional_chat_templates");
    writeFile(folder / "additional_chat_templates/tool_use.jinja", "tools <|im_end|>");
    writeFile(folder / "additional_chat_templates/rag.jinja", "r");
    writeFile(folder / "additional_chat_templates/notes.txt", "no template");
    const auto named = *loadTokenizer(folder.path());
    EXPECT_FALSE(named->chatTemplate());
    EXPECT_EQ(named->toolTemplate(), "tools <|im_end|>");
    using Named = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(named->namedTemplates(), (Named{{"rag", "r"}, {"tool_use", "tools <|im_end|>"}}));
    EXPECT_EQ(named->specialTokens().endOfTurnIds, std::vector<std::int32_t>{*named->idOf("<|im_end|>")});
    writeFile(folder / "chat_template.jinja", "d");
    const auto whole = *loadTokenizer(folder.path());
    EXPECT_EQ(whole->chatTemplate(), "d");
    EXPECT_EQ(whole->namedTemplates().size(), 2U);
    EXPECT_NE(whole->hash(), named->hash());
    std::filesystem::remove_all(folder / "additional_chat_templates");
    EXPECT_TRUE((*loadTokenizer(folder.path()))->namedTemplates().empty()) << "those of the config are gone";
}

TEST(LoadTokenizer, ReadsNothingThroughALinkOutOfItsFolder) {
    TemporaryFolder outer;
    std::filesystem::create_directories(outer / "model");
    writeFile(outer / "model/tokenizer.json", caseTokenizer("nfc_o200k_like"));
    writeFile(outer / "secret", "secret");
    std::filesystem::create_symlink("../secret", outer / "model/chat_template.jinja");
    EXPECT_EQ(loadTokenizer(outer / "model").error().code(), "model.unsafe_name");
    std::filesystem::remove(outer / "model/chat_template.jinja");
    std::filesystem::create_directories(outer / "more");
    writeFile(outer / "more/rag.jinja", "r");
    std::filesystem::create_directory_symlink("../more", outer / "model/additional_chat_templates");
    EXPECT_EQ(loadTokenizer(outer / "model").error().code(), "model.unsafe_name");
    std::filesystem::remove(outer / "model/additional_chat_templates");
}

TEST(ControlTokens, DoNotMatchInContent) {
    const auto tokenizer = read(caseTokenizer("nfc_o200k_like"));
    const std::string text = "<|im_start|>user <|im_end|> said<|im_end|>";
    const std::int32_t end = *tokenizer->idOf("<|im_end|>");
    const auto count = [&](const std::vector<std::int32_t>& ids) {
        return std::count(ids.begin(), ids.end(), end);
    };
    EXPECT_EQ(count(*tokenizer->encodeIds(text)), 2);
    EncodeOptions asText;
    asText.controlTokens = ControlTokens::AsText;
    EXPECT_EQ(count(*tokenizer->encodeIds(text, asText)), 0);
    EXPECT_EQ(tokenizer->decode(*tokenizer->encodeIds(text, asText)), text);
    const std::vector<ByteRange> content{{12, 32}};
    EncodeOptions ranges;
    ranges.contentRanges = content;
    EXPECT_EQ(count(*tokenizer->encodeIds(text, ranges)), 1);
    EXPECT_EQ(tokenizer->encodeIds(text, ranges)->back(), end);
}

TEST(ControlTokens, AreNotMadeByMergesOrWholeWordsInContent) {
    const auto tokenizer = read(
        R"({"model": {"type": "BPE", "ignore_merges": true, "vocab": {"<": 0, "s": 1, ">": 2, "<s": 3, "<s>": 4},
        "merges": ["< s", "<s >"]}, "added_tokens": [{"id": 4, "content": "<s>", "special": true}]})");
    EXPECT_EQ(*tokenizer->encodeIds("<s>"), std::vector<std::int32_t>{4});
    EncodeOptions asText;
    asText.controlTokens = ControlTokens::AsText;
    EXPECT_EQ(*tokenizer->encodeIds("<s>", asText), (std::vector<std::int32_t>{3, 2}));
}

TEST(Tokenizer, ReadsMalformedBytesAsReplacementCharacters) {
    const auto tokenizer = read(caseTokenizer("llama3_like"));
    EXPECT_EQ(*tokenizer->encodeIds("a\xFF"
                                    "b"),
              *tokenizer->encodeIds("a\xEF\xBF\xBD"
                                    "b"));
}

TEST(Tokenizer, EncodesAWordOfAMegabyteAtOnce) {
    const auto tokenizer = read(caseTokenizer("metaspace_always_whole"));
    std::string word;
    while (word.size() < 1'000'000)
        word += "hello한글the ";
    const auto ids = tokenizer->encodeIds(word);
    ASSERT_TRUE(ids);
    EXPECT_EQ(tokenizer->decode(*ids, Skip::Specials), word);
}

TEST(StreamDecoder, HoldsBytesBackUntilTheyAreCharacters) {
    const auto tokenizer = read(caseTokenizer("llama3_like"));
    const std::string text = "한글 👩‍👩‍👧‍👦 naïve text";
    StreamDecoder decoder(tokenizer, Skip::Specials);
    std::string streamed;
    const std::vector<std::int32_t> ids = *tokenizer->encodeIds(text);
    for (const std::int32_t id : ids) {
        const std::string part = decoder.push(id);
        EXPECT_EQ(part.find("\xEF\xBF\xBD"), std::string::npos);
        streamed += part;
    }
    EXPECT_EQ(streamed + decoder.finish(), text);
}

TEST(StreamDecoder, GivesAnUnfinishedCharacterAtTheEnd) {
    const auto tokenizer = read(caseTokenizer("spm_like"));
    StreamDecoder decoder(tokenizer, Skip::Specials);
    EXPECT_EQ(decoder.push(*tokenizer->idOf("<0xED>")), "");
    EXPECT_EQ(decoder.push(*tokenizer->idOf("<0x95>")), "");
    EXPECT_EQ(decoder.finish(), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(TokenizerJson, RefusesWhatItCannotRead) {
    const std::string model = R"("model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []})";
    const auto with = [&](const std::string& rest) {
        return "{" + model + (rest.empty() ? "" : ", ") + rest + "}";
    };
    EXPECT_EQ(refusal(with("")), "accepted");
    EXPECT_EQ(refusal(""), "json.syntax");
    EXPECT_EQ(refusal("[]"), "tokenizer.part_invalid");
    EXPECT_EQ(refusal("{}"), "json.missing_field");
    EXPECT_EQ(refusal(R"({"model": {"type": "Morfessor", "vocab": []}})"), "tokenizer.model_not_yet");
    EXPECT_EQ(refusal(R"({"model": {"type": "BPE", "vocab": {"a": -1}, "merges": []}})"),
              "tokenizer.vocabulary_invalid");
    EXPECT_EQ(refusal(R"({"model": {"type": "BPE", "vocab": {"a": 0, "b": 0}, "merges": []}})"),
              "tokenizer.vocabulary_invalid");
    EXPECT_EQ(refusal(R"({"model": {"type": "BPE", "vocab": {"a": 3999999}, "merges": []}})"),
              "tokenizer.part_invalid");
    EXPECT_EQ(refusal(R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a c"]}})"),
              "tokenizer.merge_invalid");
    EXPECT_EQ(refusal(R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [["a"]]}})"),
              "tokenizer.merge_invalid");
    EXPECT_EQ(refusal(with(R"("normalizer": {"type": "Romanize"})")), "tokenizer.part_not_supported");
    EXPECT_EQ(refusal(with(R"("normalizer": 7)")), "tokenizer.part_invalid");
    EXPECT_EQ(refusal(with(R"("pre_tokenizer": {"type": "Syllables"})")), "tokenizer.part_not_supported");
    EXPECT_EQ(refusal(with(R"("decoder": {"type": "Rot13"})")), "tokenizer.part_not_supported");
    EXPECT_EQ(
        refusal(with(
            R"("pre_tokenizer": {"type": "Split", "pattern": {"Regex": "(a"}, "behavior": "Isolated"})")),
        "tokenizer.pattern_invalid");
    EXPECT_EQ(
        refusal(with(
            R"("pre_tokenizer": {"type": "Split", "pattern": {"Regex": "(*NO_JIT)a"}, "behavior": "Isolated"})")),
        "tokenizer.pattern_unsupported");
    EXPECT_EQ(refusal(with(R"("added_tokens": [{"id": 1, "content": "x"}])")),
              "tokenizer.added_token_invalid");
    std::string deep = R"({"type": "NFC"})";
    for (int i = 0; i < 10; ++i)
        deep = R"({"type": "Sequence", "normalizers": [)" + deep + "]}";
    EXPECT_EQ(refusal(with("\"normalizer\": " + deep)), "tokenizer.part_invalid");
    EXPECT_EQ(refusal("{" + std::string(100'000, '[')), "json.syntax");
}

TEST(TokenizerJson, StopsExpressionsThatBacktrackWithoutEnd) {
    const auto tokenizer =
        read(R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "pre_tokenizer":
        {"type": "Split", "pattern": {"Regex": "(a+)+$|(a|aa)+c"}, "behavior": "Isolated"}})");
    const auto ids = tokenizer->encodeIds(std::string(5000, 'a') + "b");
    ASSERT_FALSE(ids);
    EXPECT_EQ(ids.error().code(), "tokenizer.pattern_too_slow");
}

TEST(TokenizerJson, RefusesMoreAddedTokensThanItReads) {
    std::string added;
    for (int i = 0; i < 100'001; ++i)
        added += (i == 0 ? "" : ",") + std::string(R"({"id": 0, "content": "a"})");
    EXPECT_EQ(refusal(R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "added_tokens": [)" +
                      added + "]}"),
              "tokenizer.part_invalid");
}

TEST(TokenizerJson, StopsNormalizersThatGrowWithoutEnd) {
    std::string steps;
    for (int i = 0; i < 30; ++i)
        steps += std::string(i == 0 ? "" : ",") +
                 R"({"type": "Replace", "pattern": {"String": "a"}, "content": "aaaa"})";
    const auto tokenizer = read(
        R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "normalizer": {"type": "Sequence", "normalizers": [)" +
        steps + "]}}");
    EXPECT_EQ(tokenizer->encodeIds("aaaaaaaaaaaa").error().code(), "tokenizer.text_grows");
}

TEST(TokenizerJson, BoundsWhatIsPutBeforeEachPiece) {
    const auto prepending = [](std::size_t bytes) {
        return readTokenizerJson(
            R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "normalizer": {"type": "Prepend", "prepend": ")" +
                std::string(bytes, 'a') + "\"}}",
            "tokenizer.json");
    };
    EXPECT_TRUE(prepending(3));
    EXPECT_EQ(prepending(1 << 20).error().code(), "tokenizer.part_invalid");
    // What a file adds to each of very many pieces is bounded over all of them.
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "a<s>";
    const auto tokenizer = read(
        R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []},
            "added_tokens": [{"id": 1, "content": "<s>", "special": true, "normalized": false, "single_word": false, "lstrip": false, "rstrip": false}],
            "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": ")" +
        std::string(250, 'a') + "\"}]}}");
    EXPECT_EQ(tokenizer->encodeIds(text).error().code(), "tokenizer.text_grows");
}

/// Changes bytes here and there, sometimes cuts, doubles or exchanges stretches.
std::string mutate(std::string bytes, std::mt19937& random) {
    const auto place = [&] {
        return random() % bytes.size();
    };
    const unsigned changes = 1 + random() % 4;
    for (unsigned i = 0; i < changes && !bytes.empty(); ++i) {
        switch (random() % 6) {
        case 0:
            bytes[place()] = static_cast<char>(random());
            break;
        case 1:
            bytes[place()] ^= static_cast<char>(1U << (random() % 8));
            break;
        case 2:
            bytes.erase(place(), 1 + random() % 16);
            break;
        case 3: {
            const std::string part = bytes.substr(place(), random() % 64);
            bytes.insert(place(), part);
            break;
        }
        case 4:
            bytes[place()] = "{}[]\",:0129-aet\\"[random() % 16];
            break;
        default:
            if (random() % 8 == 0)
                bytes.resize(place());
        }
    }
    return bytes;
}

void exercise(Result<Pipeline> pipeline) {
    if (!pipeline)
        return;
    const auto tokenizer = Tokenizer::make(*std::move(pipeline));
    if (!tokenizer)
        return;
    const auto ids = (*tokenizer)->encodeIds("Hello 한글 <s>\n\n 12 e\xCC\x81 the end.");
    if (ids)
        (*tokenizer)->decode(*ids);
}

TEST(HostileTokenizer, MutatedJsonIsReadOrRefused) {
    std::mt19937 random(11);
    for (const char* name : {"llama3_like", "spm_like", "added_tokens", "pre_classes", "suffix_lowercase"}) {
        const std::string original = caseTokenizer(name);
        for (int i = 0; i < 600; ++i)
            exercise(readTokenizerJson(mutate(original, random), "tokenizer.json"));
    }
}

TEST(HostileTokenizer, MutatedSentencePieceIsReadOrRefused) {
    SKIP_WITHOUT_SHARED_DATA();
    const std::string original = *readFile(sharedData() / "tokenizers/llama2/tokenizer.model", 1 << 20);
    // The front of the pieces with the settings that stand at the end of the file.
    const std::string small = original.substr(0, 12'000) + original.substr(original.size() - 400);
    std::mt19937 random(12);
    for (int i = 0; i < 2000; ++i)
        exercise(readSentencePiece(mutate(small, random), {}, "tokenizer.model"));
    for (std::size_t length = 0; length < 600; ++length)
        exercise(readSentencePiece(std::string_view(original).substr(0, length), {}, "tokenizer.model"));
}

/// What transformers 5.23 makes of this folder: the map takes the place of the configuration, which lists no
/// added tokens, and the mask takes the blank before it.
TEST(Tokenizer, ReadsTheMapOfSpecialTokensAsTransformersDoes) {
    const tests::TemporaryFolder folder;
    const auto write = [&](const char* name, std::string_view text) {
        tests::writeFile(folder / name, text);
    };
    write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n<x>\na\nb\n<start>\n<end>\n");
    write("tokenizer_config.json", R"({"tokenizer_class": "BertTokenizer", "cls_token": "[CLS]"})");
    write("special_tokens_map.json",
          R"({"cls_token": "<start>", "sep_token": {"content": "<end>", "lstrip": false,
        "normalized": false, "rstrip": false, "single_word": false}, "mask_token": {"content": "[MASK]",
        "lstrip": true, "normalized": false, "rstrip": false, "single_word": false},
        "additional_special_tokens": ["<x>"]})");
    const auto tokenizer = *loadTokenizer(folder.path());
    const auto encoding = *tokenizer->encode("a <x> b [MASK] b");
    EXPECT_EQ(encoding.ids, (std::vector<std::int32_t>{8, 6, 5, 7, 4, 7, 9}));
    EXPECT_EQ(encoding.offsets[4], (CodePointRange{7, 14}));
    EXPECT_EQ(tokenizer->specialTokens().classification->text, "<start>");
    EXPECT_TRUE(tokenizer->isSpecial(5));
    EXPECT_EQ(tokenizer->decode(encoding.ids, Skip::Specials), "a b b");
    // A configuration that lists its added tokens says all.
    write("tokenizer_config.json",
          R"({"tokenizer_class": "BertTokenizer", "cls_token": "[CLS]", "added_tokens_decoder": {}})");
    EXPECT_EQ((*loadTokenizer(folder.path()))->encodeIds("a")->front(), 2);
}

} // namespace
} // namespace luthier::tokenizing

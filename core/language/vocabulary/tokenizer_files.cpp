#include "tokenizer_files.h"

#include <base/files.h>
#include <base/json.h>
#include <tokenizing/rendering.h>
#include <tokenizing/sentencepiece_merges.h>

namespace luthier::vocabulary {
namespace {

constexpr std::string_view kMark = "\xE2\x96\x81"; // ▁ stands for a blank

std::string jsonText(std::string_view text) {
    return dumpJson(Json(text));
}

std::string addedTokens(const tokenizing::SentencePieceModel& model) {
    Json tokens = Json::array();
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        const tokenizing::SentencePiece& piece = model.pieces[id];
        if (piece.kind != tokenizing::PieceKind::Control && piece.kind != tokenizing::PieceKind::Unknown)
            continue;
        tokens.push_back({{"id", id},
                          {"content", piece.text},
                          {"single_word", false},
                          {"lstrip", false},
                          {"rstrip", false},
                          {"normalized", false},
                          {"special", true}});
    }
    return dumpJson(tokens);
}

std::string splitting() {
    const Json preTokenizer = {
        {"type", "Metaspace"}, {"replacement", kMark}, {"prepend_scheme", "never"}, {"split", true}};
    const Json decoder = {{"type", "Sequence"},
                          {"decoders",
                           {{{"type", "Replace"}, {"pattern", {{"String", kMark}}}, {"content", " "}},
                            {{"type", "ByteFallback"}},
                            {{"type", "Fuse"}}}}};
    return "  \"normalizer\": null,\n  \"pre_tokenizer\": " + dumpJson(preTokenizer) +
           ",\n  \"post_processor\": null,\n  \"decoder\": " + dumpJson(decoder) + ",\n";
}

Result<std::string> configuration() {
    TRY(const std::string_view chatml, templates::builtinTemplate("chatml"));
    const Json config = {{"tokenizer_class", "PreTrainedTokenizerFast"},
                         {"add_bos_token", false},
                         {"add_eos_token", false},
                         {"bos_token", "<s>"},
                         {"eos_token", "</s>"},
                         {"unk_token", "<unk>"},
                         {"pad_token", "</s>"},
                         {"clean_up_tokenization_spaces", false},
                         {"chat_template", chatml}};
    return dumpJson(config, 2) + "\n";
}

} // namespace

namespace {

Result<std::string> bytePairMembers(const tokenizing::SentencePieceModel& model) {
    tokenizing::Vocabulary vocabulary;
    for (std::size_t id = 0; id < model.pieces.size(); ++id)
        TRY_VOID(vocabulary.add(model.pieces[id].text, static_cast<std::int64_t>(id)));
    std::string text =
        "    \"type\": \"BPE\",\n    \"dropout\": null,\n    \"unk_token\": \"<unk>\",\n"
        "    \"continuing_subword_prefix\": null,\n    \"end_of_word_suffix\": null,\n"
        "    \"fuse_unk\": true,\n    \"byte_fallback\": true,\n    \"ignore_merges\": false,\n"
        "    \"vocab\": {\n";
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        text += "      ";
        text += jsonText(model.pieces[id].text);
        text += ": " + std::to_string(id) + (id + 1 < model.pieces.size() ? ",\n" : "\n");
    }
    text += "    },\n    \"merges\": [\n";
    const std::vector<tokenizing::Merge> merges = tokenizing::mergesOf(model.pieces, vocabulary);
    for (std::size_t i = 0; i < merges.size(); ++i) {
        text += "      [" + jsonText(*vocabulary.text(merges[i].left));
        text += ", " + jsonText(*vocabulary.text(merges[i].right));
        text += i + 1 < merges.size() ? "],\n" : "]\n";
    }
    return text + "    ]\n";
}

std::string unigramMembers(const tokenizing::SentencePieceModel& model) {
    std::string text =
        "    \"type\": \"Unigram\",\n    \"unk_id\": 0,\n    \"byte_fallback\": true,\n    \"vocab\": [\n";
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        const Json entry = {model.pieces[id].text, static_cast<double>(model.pieces[id].score)};
        text += "      " + dumpJson(entry) + (id + 1 < model.pieces.size() ? ",\n" : "\n");
    }
    return text + "    ]\n";
}

} // namespace

Result<std::string> tokenizerJson(const tokenizing::SentencePieceModel& model) {
    std::string members = unigramMembers(model);
    if (model.algorithm == tokenizing::SentencePieceAlgorithm::BytePair) {
        TRY(members, bytePairMembers(model));
    }
    return "{\n  \"version\": \"1.0\",\n  \"truncation\": null,\n  \"padding\": null,\n  \"added_tokens\": " +
           addedTokens(model) + ",\n" + splitting() + "  \"model\": {\n" + members + "  }\n}\n";
}

Status writeTokenizerFiles(const tokenizing::SentencePieceModel& model, const std::filesystem::path& folder) {
    TRY(const std::string json, tokenizerJson(model));
    TRY(const std::string config, configuration());
    TRY_VOID(writeAtomically(folder / "tokenizer_config.json", config));
    return writeAtomically(folder / "tokenizer.json", json);
}

} // namespace luthier::vocabulary

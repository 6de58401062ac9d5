#include "stories260k.h"

#include "shared_data.h"
#include "temporary_folder.h"

#include <base/json.h>
#include <files/safetensors.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <stdexcept>
#include <tuple>
#include <vector>

namespace luthier::tests {

namespace {

constexpr const char* kBlank = "\xE2\x96\x81"; // U+2581 of SentencePiece

/// The header of llama2.c's first format, then fp32 weights in the order read below.
struct Config {
    std::int32_t dim, hiddenDim, layers, heads, kvHeads, vocabulary, length;
};

/// Takes values from front to back.
struct Cursor {
    const std::string& bytes;
    std::size_t at = 0;

    template <class T>
    std::vector<T> take(std::int64_t count) {
        const auto size = static_cast<std::size_t>(count) * sizeof(T);
        if (size > bytes.size() - at)
            throw std::runtime_error("stories260K: file too short");
        std::vector<T> values(static_cast<std::size_t>(count));
        std::memcpy(values.data(), bytes.data() + at, size);
        at += size;
        return values;
    }
};

/// Rows of a head: pairs (2i, 2i+1) of llama2.c become (i, i + half) of Hugging Face.
std::vector<float> halfSplit(const std::vector<float>& rows, std::int64_t heads, std::int64_t headDim,
                             std::int64_t width) {
    std::vector<float> result(rows.size());
    for (std::int64_t head = 0; head < heads; ++head)
        for (std::int64_t row = 0; row < headDim; ++row) {
            const std::int64_t target = head * headDim + (row % 2) * (headDim / 2) + row / 2;
            std::copy_n(rows.begin() + (head * headDim + row) * width, width,
                        result.begin() + target * width);
        }
    return result;
}

struct Tensors {
    std::vector<std::vector<float>> storage;
    std::vector<files::TensorPlan> plans;

    void add(std::string name, std::vector<std::int64_t> shape, std::vector<float> values) {
        plans.push_back({std::move(name), files::Dtype::F32, std::move(shape)});
        storage.push_back(std::move(values));
    }
};

Tensors convertWeights(Cursor& cursor, const Config& config) {
    const std::int64_t dim = config.dim;
    const std::int64_t hidden = config.hiddenDim;
    const std::int64_t headDim = dim / config.heads;
    const std::int64_t kvDim = headDim * config.kvHeads;
    Tensors tensors;
    const auto perLayer = [&](const std::string& name, const std::vector<std::int64_t>& shape,
                              std::int64_t rotatedHeads) {
        const std::int64_t size = shape.size() == 1 ? shape[0] : shape[0] * shape[1];
        for (std::int32_t layer = 0; layer < config.layers; ++layer) {
            auto values = cursor.take<float>(size);
            if (rotatedHeads > 0)
                values = halfSplit(values, rotatedHeads, headDim, dim);
            tensors.add("model.layers." + std::to_string(layer) + "." + name + ".weight", shape,
                        std::move(values));
        }
    };
    tensors.add("model.embed_tokens.weight", {config.vocabulary, dim},
                cursor.take<float>(config.vocabulary * dim));
    perLayer("input_layernorm", {dim}, 0);
    perLayer("self_attn.q_proj", {dim, dim}, config.heads);
    perLayer("self_attn.k_proj", {kvDim, dim}, config.kvHeads);
    perLayer("self_attn.v_proj", {kvDim, dim}, 0);
    perLayer("self_attn.o_proj", {dim, dim}, 0);
    perLayer("post_attention_layernorm", {dim}, 0);
    perLayer("mlp.gate_proj", {hidden, dim}, 0);
    perLayer("mlp.down_proj", {dim, hidden}, 0);
    perLayer("mlp.up_proj", {hidden, dim}, 0);
    tensors.add("model.norm.weight", {dim}, cursor.take<float>(dim));
    return tensors;
}

Json configOf(const Config& config) {
    return {{"architectures", {"LlamaForCausalLM"}},
            {"model_type", "llama"},
            {"hidden_size", config.dim},
            {"intermediate_size", config.hiddenDim},
            {"num_hidden_layers", config.layers},
            {"num_attention_heads", config.heads},
            {"num_key_value_heads", config.kvHeads},
            {"vocab_size", config.vocabulary},
            {"max_position_embeddings", config.length},
            {"hidden_act", "silu"},
            {"rms_norm_eps", 1e-5},
            {"rope_theta", 10000.0},
            {"tie_word_embeddings", true},
            {"bos_token_id", 1},
            {"eos_token_id", 2},
            {"torch_dtype", "float32"}};
}

struct Piece {
    std::string text;
    float score = 0;
};

/// Length of the longest piece, then score, length and bytes of each; blanks stand for U+2581.
std::vector<Piece> readPieces(const std::string& bytes) {
    Cursor cursor{bytes};
    cursor.take<std::int32_t>(1);
    std::vector<Piece> pieces;
    while (cursor.at < bytes.size()) {
        Piece piece;
        piece.score = cursor.take<float>(1)[0];
        const auto characters = cursor.take<char>(cursor.take<std::int32_t>(1)[0]);
        for (const char c : characters)
            piece.text += c == ' ' ? std::string(kBlank) : std::string(1, c);
        pieces.push_back(std::move(piece));
    }
    pieces.at(1).text = "<s>";
    pieces.at(2).text = "</s>";
    return pieces;
}

/// Every way to split a piece into two pieces, best score of the whole first: the order in which
/// SentencePiece joins.
Json mergesOf(const std::vector<Piece>& pieces, std::size_t firstLearned) {
    std::map<std::string, std::size_t> ids;
    for (std::size_t id = firstLearned; id < pieces.size(); ++id)
        ids.emplace(pieces[id].text, id);
    std::vector<std::tuple<float, std::size_t, std::size_t>> merges;
    for (std::size_t id = firstLearned; id < pieces.size(); ++id) {
        const std::string& text = pieces[id].text;
        for (std::size_t cut = 1; cut < text.size(); ++cut) {
            const auto left = ids.find(text.substr(0, cut));
            const auto right = ids.find(text.substr(cut));
            if (left != ids.end() && right != ids.end())
                merges.emplace_back(-pieces[id].score, left->second, right->second);
        }
    }
    std::sort(merges.begin(), merges.end());
    Json list = Json::array();
    for (const auto& [score, left, right] : merges)
        list.push_back({pieces[left].text, pieces[right].text});
    return list;
}

Json tokenizerOf(const std::vector<Piece>& pieces) {
    // 0 to 2 are control pieces, then come 256 bytes.
    constexpr std::size_t kFirstLearned = 259;
    Json vocabulary = Json::object();
    for (std::size_t id = 0; id < pieces.size(); ++id)
        vocabulary[pieces[id].text] = id;
    Json added = Json::array();
    for (std::size_t id = 0; id < 3; ++id)
        added.push_back({{"id", id},
                         {"content", pieces[id].text},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", true}});
    const Json blank{{"String", kBlank}};
    const Json begin{{"SpecialToken", {{"id", "<s>"}, {"type_id", 0}}}};
    const Json first{{"Sequence", {{"id", "A"}, {"type_id", 0}}}};
    const Json second{{"Sequence", {{"id", "B"}, {"type_id", 1}}}};
    return {{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", added},
            {"normalizer",
             {{"type", "Sequence"},
              {"normalizers",
               Json::array({{{"type", "Prepend"}, {"prepend", kBlank}},
                            {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", kBlank}}})}}},
            {"pre_tokenizer", nullptr},
            {"post_processor",
             {{"type", "TemplateProcessing"},
              {"single", Json::array({begin, first})},
              {"pair", Json::array({begin, first, second})},
              {"special_tokens", {{"<s>", {{"id", "<s>"}, {"ids", {1}}, {"tokens", {"<s>"}}}}}}}},
            {"decoder",
             {{"type", "Sequence"},
              {"decoders", Json::array({{{"type", "Replace"}, {"pattern", blank}, {"content", " "}},
                                        {{"type", "ByteFallback"}},
                                        {{"type", "Fuse"}},
                                        {{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}}})}}},
            {"model",
             {{"type", "BPE"},
              {"dropout", nullptr},
              {"unk_token", "<unk>"},
              {"continuing_subword_prefix", nullptr},
              {"end_of_word_suffix", nullptr},
              {"fuse_unk", true},
              {"byte_fallback", true},
              {"ignore_merges", false},
              {"vocab", vocabulary},
              {"merges", mergesOf(pieces, kFirstLearned)}}}};
}

} // namespace

void writeStories260k(const std::filesystem::path& folder) {
    const auto source = sharedData() / "models" / "stories260K";
    const std::string model = readWholeFile(source / "stories260K.bin");
    Cursor cursor{model};
    const Config config = cursor.take<Config>(1)[0];
    const Tensors tensors = convertWeights(cursor, config);
    std::vector<files::TensorData> data;
    for (std::size_t i = 0; i < tensors.plans.size(); ++i)
        data.push_back({tensors.plans[i], std::as_bytes(std::span(tensors.storage[i]))});
    std::filesystem::create_directories(folder);
    if (const auto written = files::writeSafetensors(folder / "model.safetensors", data); !written)
        throw std::runtime_error("stories260K: " + written.error().code());
    const Json tokenizer = tokenizerOf(readPieces(readWholeFile(source / "tok512.bin")));
    const Json tokenizerConfig{{"tokenizer_class", "PreTrainedTokenizerFast"},
                               {"bos_token", "<s>"},
                               {"eos_token", "</s>"},
                               {"unk_token", "<unk>"},
                               {"add_bos_token", true},
                               {"add_eos_token", false},
                               {"clean_up_tokenization_spaces", false}};
    writeFile(folder / "config.json", dumpJson(configOf(config), 2));
    writeFile(folder / "tokenizer.json", dumpJson(tokenizer, 1));
    writeFile(folder / "tokenizer_config.json", dumpJson(tokenizerConfig, 2));
}

std::string stories260kGreedyText() {
    return readWholeFile(sharedData() / "models" / "stories260K" / "greedy_200_steps.txt");
}

} // namespace luthier::tests

#include "tiny_model.h"

#include "temporary_folder.h"

#include <base/json.h>
#include <base/utf8.h>
#include <families/family.h>
#include <files/safetensors.h>

#include <random>
#include <set>
#include <stdexcept>
#include <vector>

namespace luthier::tests {
namespace {

constexpr const char* kTemplate = "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ "
                                  "message['content'] }}<|im_end|>\n{% endfor %}"
                                  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/// The character that stands for a byte in byte-level vocabularies (GPT-2's table): printable ones for
/// themselves.
std::string characterOf(int byte) {
    const auto printable = [](int b) {
        return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || (b >= 174 && b <= 255);
    };
    std::string text;
    if (printable(byte)) {
        appendUtf8(text, static_cast<char32_t>(byte));
        return text;
    }
    int shift = 0;
    for (int b = 0; b < byte; ++b)
        shift += printable(b) ? 0 : 1;
    appendUtf8(text, static_cast<char32_t>(256 + shift));
    return text;
}

Json tokenizerJson() {
    Json vocabulary = Json::object(), merges = Json::array(), added = Json::array();
    int next = 0;
    for (int byte = 0; byte < 256; ++byte)
        vocabulary[characterOf(byte)] = next++;
    std::set<std::string> known;
    for (const std::string word : {" question", "question", " answer", "answer", "assistant", "user",
                                   "system", " refund", " delivery", " the", " order", " is"}) {
        std::string piece;
        for (const char letter : word) {
            const std::string character = characterOf(static_cast<unsigned char>(letter));
            if (!piece.empty() && known.insert(piece + character).second) {
                merges.push_back({piece, character});
                vocabulary[piece + character] = next++;
            }
            piece += character;
        }
    }
    for (const char* control : {"<|endoftext|>", "<|im_start|>", "<|im_end|>"})
        added.push_back({{"id", next++},
                         {"content", control},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", true}});
    const Json byteLevel = {
        {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", false}, {"use_regex", true}};
    return {{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", added},
            {"normalizer", nullptr},
            {"pre_tokenizer", byteLevel},
            {"post_processor", nullptr},
            {"decoder", byteLevel},
            {"model",
             {{"type", "BPE"},
              {"dropout", nullptr},
              {"unk_token", nullptr},
              {"continuing_subword_prefix", nullptr},
              {"end_of_word_suffix", nullptr},
              {"fuse_unk", false},
              {"byte_fallback", false},
              {"ignore_merges", false},
              {"vocab", vocabulary},
              {"merges", merges}}}};
}

Json configJson(int blocks) {
    return {{"architectures", {"LlamaForCausalLM"}},
            {"model_type", "llama"},
            {"hidden_size", 32},
            {"intermediate_size", 64},
            {"num_hidden_layers", blocks},
            {"num_attention_heads", 4},
            {"num_key_value_heads", 2},
            {"vocab_size", 400},
            {"max_position_embeddings", 512},
            {"hidden_act", "silu"},
            {"rms_norm_eps", 1e-5},
            {"rope_theta", 10000.0},
            {"tie_word_embeddings", true},
            {"torch_dtype", "float32"}};
}

void writeWeights(const std::filesystem::path& file, const families::ModelShape& shape) {
    std::mt19937 draws(7);
    std::vector<files::TensorPlan> plans;
    for (const auto& entry : families::weightsOf(shape))
        plans.push_back({entry.name, files::Dtype::F32, entry.shape});
    std::vector<std::vector<float>> values;
    for (const auto& plan : plans) {
        auto& tensor = values.emplace_back(plan.bytes() / sizeof(float));
        for (float& value : tensor)
            value = static_cast<float>(draws() % 2001) / 20000.0F - 0.05F +
                    (plan.shape.size() == 1 ? 1.0F : 0.0F);
    }
    std::vector<files::TensorData> data;
    for (std::size_t i = 0; i < plans.size(); ++i)
        data.push_back({plans[i], std::as_bytes(std::span(values[i]))});
    if (const auto written = files::writeSafetensors(file, data); !written)
        throw std::runtime_error("tiny model: " + written.error().code());
}

} // namespace

void writeTinyModel(const std::filesystem::path& folder, int blocks) {
    const Json config = configJson(blocks);
    std::filesystem::create_directories(folder);
    const auto shape = families::shapeFromConfig(config);
    if (!shape)
        throw std::runtime_error("tiny model: " + shape.error().code());
    writeWeights(folder / "model.safetensors", *shape);
    writeFile(folder / "config.json", dumpJson(config, 2));
    writeFile(folder / "tokenizer.json", dumpJson(tokenizerJson()));
    writeFile(folder / "tokenizer_config.json", dumpJson(Json{{"tokenizer_class", "PreTrainedTokenizerFast"},
                                                              {"eos_token", "<|im_end|>"},
                                                              {"chat_template", kTemplate}}));
    writeFile(folder / "README.md", "---\nlicense: cc0-1.0\n---\nRandom weights for tests.\n");
}

} // namespace luthier::tests

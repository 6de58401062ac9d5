#include "qwen2.h"

#include "config_reader.h"
#include "llama_emission.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"q_proj", "v_proj"};
constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};

Result<ModelShape> shapeOfQwen2(const Json& config) {
    ModelShape shape;
    shape.family = "qwen2";
    TRY_VOID(refuseForeignOptions(config));
    TRY(shape.layers, sizeAt(config, {"num_hidden_layers"}, kLayerRange));
    TRY(shape.hiddenSize, sizeAt(config, {"hidden_size"}, kWidthRange));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.intermediateSize, sizeAt(config, {"intermediate_size"}, kIntermediateRange));
    TRY(shape.vocabularySize, sizeAt(config, {"vocab_size"}, kVocabularyRange));
    TRY(shape.maxPositions, sizeAt(config, {"max_position_embeddings"}, kPositionRange, 32768));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    shape.qkvBias = true;
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, -1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, -1);
    return shape;
}

} // namespace

constinit const Family kQwen2{.name = "qwen2",
                              .modelType = "qwen2",
                              .architecture = "Qwen2ForCausalLM",
                              .shapeFromConfig = shapeOfQwen2,
                              .emitBody = emitLlamaBody,
                              .emitHead = emitLlamaHead,
                              .defaultLoraTargets = kDefaultTargets,
                              .optionalPrefix = {},
                              .ignoredEndings = kIgnored};

} // namespace luthier::families

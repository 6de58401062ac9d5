#include "config_reader.h"
#include "encoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"query", "value"};
constexpr std::array<std::string_view, 1> kIgnored{"embeddings.position_ids"};
constexpr std::array<std::string_view, 1> kBodies{"RobertaModel"};
constexpr std::array<std::string_view, 1> kXlmBodies{"XLMRobertaModel"};
constexpr std::array<std::string_view, 3> kOtherHeads{"lm_head.", "roberta.pooler.", "classifier."};

Result<ModelShape> shapeOf(const Json& config, std::string family) {
    ModelShape shape;
    shape.family = std::move(family);
    TRY_VOID(readEncoder(config, shape, 1));
    if (shape.paddingId < 0)
        return refused("model.missing_key").field("pad_token_id").at("config.json");
    // Texts begin behind the position of the padding token.
    shape.positionOffset = shape.paddingId + 1;
    if (shape.maxPositions <= shape.positionOffset)
        return refused("model.bad_size")
            .with("value", shape.maxPositions)
            .with("least", shape.positionOffset + 1)
            .with("most", kPositionRange.most)
            .field("max_position_embeddings")
            .at("config.json");
    shape.maxPositions -= shape.positionOffset;
    shape.headActivation = Activation::Gelu;
    return shape;
}

Result<ModelShape> shapeOfRoberta(const Json& config) {
    return shapeOf(config, "roberta");
}
Result<ModelShape> shapeOfXlmRoberta(const Json& config) {
    return shapeOf(config, "xlm_roberta");
}

program::ValueId emitBodyRoberta(program::Builder& builder, const ModelShape& shape) {
    return emitEncoderBody(builder, shape, "roberta.");
}

program::ValueId emitHeadRoberta(program::Builder& builder, const ModelShape& shape, program::ValueId rows) {
    if (shape.head != Head::Words)
        return emitClassifier(builder, shape, rows, Activation::Tanh);
    return emitHiddenWords(
        builder, shape, rows,
        {"lm_head.dense", "lm_head.layer_norm", "roberta.embeddings.word_embeddings.weight", "lm_head"});
}

constexpr Family robertaAs(std::string_view name, std::string_view modelType, std::string_view architecture,
                           std::span<const std::string_view> bodies, std::string_view labelClass,
                           Result<ModelShape> (*shapeFromConfig)(const Json&)) {
    return {.name = name,
            .modelType = modelType,
            .architecture = architecture,
            .bodies = bodies,
            .labelClass = labelClass,
            .shapeFromConfig = shapeFromConfig,
            .emitBody = emitBodyRoberta,
            .emitHead = emitHeadRoberta,
            .defaultLoraTargets = kDefaultTargets,
            .outputModule = "lm_head.decoder",
            .words = "roberta.embeddings.word_embeddings.weight",
            .labelModule = "classifier",
            .ia3 = kIa3OfEncoders,
            .optionalPrefix = "roberta.",
            .ignoredEndings = kIgnored,
            .otherHeads = kOtherHeads};
}

} // namespace

/// RoBERTa: BERT without token types to speak of, its positions behind the padding token's.
extern constinit const Family kRoberta =
    robertaAs("roberta", "roberta", "RobertaForMaskedLM", kBodies, "Roberta", shapeOfRoberta);

/// The same for a hundred languages.
extern constinit const Family kXlmRoberta = robertaAs("xlm_roberta", "xlm-roberta", "XLMRobertaForMaskedLM",
                                                      kXlmBodies, "XLMRoberta", shapeOfXlmRoberta);

} // namespace luthier::families

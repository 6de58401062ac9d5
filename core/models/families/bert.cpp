#include "encoder.h"
#include "family.h"
#include "parts.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"query", "value"};
constexpr std::array<std::string_view, 1> kAlike{"BertForPreTraining"};
constexpr std::array<std::string_view, 1> kBodies{"BertModel"};
constexpr std::array<std::string_view, 1> kIgnored{"embeddings.position_ids"};
constexpr std::array<std::string_view, 3> kOtherHeads{"cls.", "bert.pooler.", "classifier."};

Result<ModelShape> shapeOfBert(const Json& config) {
    ModelShape shape;
    shape.family = "bert";
    TRY_VOID(readEncoder(config, shape, 0));
    return shape;
}

program::ValueId emitBodyBert(program::Builder& builder, const ModelShape& shape) {
    return emitEncoderBody(builder, shape, "bert.");
}

program::ValueId emitHeadBert(program::Builder& builder, const ModelShape& shape, program::ValueId rows) {
    if (shape.head == Head::TokenLabels)
        return emitLabels(builder, shape, rows, "classifier", true);
    if (shape.head == Head::TextLabels)
        return emitLabels(builder, shape,
                          emitDense(builder, shape, rows, "bert.pooler.dense", shape.hiddenSize, true,
                                    Activation::Tanh, "pooled"),
                          "classifier", true);
    return emitHiddenWords(builder, shape, rows,
                           {"cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm",
                            "bert.embeddings.word_embeddings.weight", "cls.predictions"});
}

} // namespace

/// BERT, and the many models that were pre-trained in its shape.
extern constinit const Family kBert{.name = "bert",
                                    .modelType = "bert",
                                    .architecture = "BertForMaskedLM",
                                    .alike = kAlike,
                                    .bodies = kBodies,
                                    .labelClass = "Bert",
                                    .shapeFromConfig = shapeOfBert,
                                    .emitBody = emitBodyBert,
                                    .emitHead = emitHeadBert,
                                    .defaultLoraTargets = kDefaultTargets,
                                    .outputModule = "cls.predictions.decoder",
                                    .words = "bert.embeddings.word_embeddings.weight",
                                    .labelModule = "classifier",
                                    .ia3 = kIa3OfEncoders,
                                    .optionalPrefix = "bert.",
                                    .ignoredEndings = kIgnored,
                                    .otherHeads = kOtherHeads};

} // namespace luthier::families

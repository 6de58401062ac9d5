#include "config_reader.h"
#include "encoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"query", "value"};
/// A discriminator tells words that were put in from those that stood there, and fills no gaps.
constexpr std::array<std::string_view, 2> kBodies{"ElectraModel", "ElectraForPreTraining"};
constexpr std::array<std::string_view, 1> kIgnored{"embeddings.position_ids"};
constexpr std::array<std::string_view, 4> kOtherHeads{"discriminator_predictions.", "generator_predictions.",
                                                      "generator_lm_head.", "classifier."};

Result<ModelShape> shapeOfElectra(const Json& config) {
    ModelShape shape;
    shape.family = "electra";
    TRY_VOID(readEncoder(config, shape, 0));
    TRY(shape.embeddingSize, sizeAt(config, {"embedding_size"}, kWidthRange, 128));
    shape.headActivation = Activation::Gelu;
    return shape;
}

program::ValueId emitBodyElectra(program::Builder& builder, const ModelShape& shape) {
    return emitEncoderBody(builder, shape, "electra.");
}

program::ValueId emitHeadElectra(program::Builder& builder, const ModelShape& shape, program::ValueId rows) {
    if (shape.head != Head::Words)
        return emitClassifier(builder, shape, rows, Activation::Gelu);
    return emitHiddenWords(builder, shape, rows,
                           {"generator_predictions.dense", "generator_predictions.LayerNorm",
                            "electra.embeddings.word_embeddings.weight", "generator_lm_head"});
}

} // namespace

/// ELECTRA: a generator fills gaps, a discriminator is what labels are learnt with.
extern constinit const Family kElectra{.name = "electra",
                                       .modelType = "electra",
                                       .architecture = "ElectraForMaskedLM",
                                       .bodies = kBodies,
                                       .labelClass = "Electra",
                                       .shapeFromConfig = shapeOfElectra,
                                       .emitBody = emitBodyElectra,
                                       .emitHead = emitHeadElectra,
                                       .defaultLoraTargets = kDefaultTargets,
                                       .outputModule = "generator_lm_head",
                                       .words = "electra.embeddings.word_embeddings.weight",
                                       .labelModule = "classifier",
                                       .optionalPrefix = "electra.",
                                       .ignoredEndings = kIgnored,
                                       .otherHeads = kOtherHeads};

} // namespace luthier::families

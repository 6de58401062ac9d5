#pragma once

#include "family.h"

#include <base/json.h>
#include <base/result.h>
#include <program/builder.h>

#include <array>
#include <string>
#include <string_view>

namespace luthier::families {

// What IA³ scales in them, as PEFT has it.
inline constexpr std::array<std::string_view, 3> kIa3EncoderTargets{"key", "value", "output.dense"};
inline constexpr std::array<std::string_view, 1> kIa3EncoderDense{"output.dense"};
inline constexpr Ia3Names kIa3OfEncoders{kIa3EncoderTargets, kIa3EncoderDense};

/// Refuses heads that share keys, or that do not fill the hidden size together: encoders have neither.
Status requireWholeHeads(const ModelShape& shape);

/// Reads what configs of BERT's kin share; `padding` is the padding token of the family.
Status readEncoder(const Json& config, ModelShape& shape, std::int64_t padding);

/// BERT's encoder, whose modules lie below `prefix` ("bert."): words, positions and token types, normed;
/// layers that are normed behind what they add.
program::ValueId emitEncoderBody(program::Builder& builder, const ModelShape& shape,
                                 const std::string& prefix);

/// act(dense(x)), x being rows of hidden states.
program::ValueId emitDense(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                           const std::string& module, std::int64_t out, bool biased, Activation activation,
                           const std::string& name);

/// What a head of words calls its parts: a dense layer and a norm in front of the words.
struct WordsHead {
    std::string dense;
    std::string norm;
    std::string embedding; ///< a tensor
    std::string module;    ///< that has the bias
};
/// Words of hidden states: emitTiedWords of norm(act(dense(x))), as wide as the embedding.
program::ValueId emitHiddenWords(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                                 const WordsHead& head);

/// The words that rows of their embeddings' size speak of: x · Eᵀ + bias, the bias being a tensor
/// `module`.bias.
program::ValueId emitTiedWords(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                               const std::string& embedding, const std::string& module);

/// Of RoBERTa and ELECTRA: classifier.out_proj(act(classifier.dense(x))) for texts, classifier(x) for tokens.
program::ValueId emitClassifier(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                                Activation activation);

} // namespace luthier::families

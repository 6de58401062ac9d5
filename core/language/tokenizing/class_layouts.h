#pragma once

#include "pipeline.h"
#include "sentencepiece_model.h"

namespace luthier::tokenizing {

/// What transformers makes of a Unigram model of SentencePiece for a class: T5's sentinels behind the
/// pieces, XLM-RoBERTa's four tokens before them, or the pieces alone.
Result<Pipeline> unigramPipelineOf(const SentencePieceModel& model, const ClassConfig& config);

} // namespace luthier::tokenizing

#pragma once

#include "byte_pair.h"
#include "pipeline.h"
#include "sentencepiece_model.h"

#include <vector>

namespace luthier::tokenizing {

/// The merges that a SentencePiece BPE vocabulary stands for: each way to make a piece of two others, ranked
/// by the piece's score. The vocabulary has the piece with index i as id i.
std::vector<Merge> mergesOf(const std::vector<SentencePiece>& pieces, const Vocabulary& vocabulary);

/// What SentencePiece does with a BPE model. Fails with tokenizer.sentencepiece_invalid.
Result<Pipeline> bytePairPipelineOf(const SentencePieceModel& model);

} // namespace luthier::tokenizing

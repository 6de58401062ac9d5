#pragma once

#include <base/result.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

enum class PieceKind { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

struct SentencePiece {
    std::string text;
    float score = 0.0F;
    PieceKind kind = PieceKind::Normal;
};

enum class SentencePieceAlgorithm { Unigram = 1, BytePair = 2, Word = 3, Character = 4 };

/// What a SentencePiece model file says that matters for encoding (sentencepiece_model.proto).
struct SentencePieceModel {
    std::vector<SentencePiece> pieces;
    SentencePieceAlgorithm algorithm = SentencePieceAlgorithm::Unigram;
    bool byteFallback = false;
    bool addDummyPrefix = true;
    bool removeExtraBlanks = true;
    bool escapeBlanks = true;
    std::string characterMap; // precompiled_charsmap, empty when nothing is rewritten
};

/// Reads the protocol buffer, bounds checked; unknown fields are skipped. Fails with
/// tokenizer.sentencepiece_invalid.
Result<SentencePieceModel> parseSentencePieceModel(std::string_view bytes);

} // namespace luthier::tokenizing

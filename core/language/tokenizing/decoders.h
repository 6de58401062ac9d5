#pragma once

#include <base/json.h>
#include <base/result.h>

#include "pattern.h"

#include <memory>
#include <string>
#include <vector>

namespace luthier::tokenizing {

/// Turns tokens into pieces of text, which are then joined. Immutable.
class Decoder {
public:
    virtual ~Decoder() = default;
    virtual void apply(std::vector<std::string>& tokens) const = 0;
};

using DecoderPointer = std::unique_ptr<const Decoder>;

/// Reads the member `decoder` of a tokenizer file: all kinds that the `tokenizers` package has. Others fail
/// with tokenizer.part_not_supported.
Result<DecoderPointer> readDecoder(const Json& json, int depth = 0);

DecoderPointer byteLevelDecoder();
/// "▁" becomes a blank, but nothing in the first token.
DecoderPointer metaspaceDecoder();
/// Blanks between words, none before a piece that continues one ("##"); English punctuation set close.
DecoderPointer wordPieceDecoder();
/// Marks become blanks.
DecoderPointer markDecoder(std::string_view mark);
/// Marks become blanks, bytes become characters, and one blank at the start goes when `stripStart` is set.
DecoderPointer sentencePieceDecoder(std::string_view mark, bool stripStart);

} // namespace luthier::tokenizing

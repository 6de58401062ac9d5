#pragma once

#include "aligned_text.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace luthier::tokenizing {

enum class Specials { Add, Omit };
/// Whether control tokens ("<|im_end|>") that stand in the text become the token, or are read as plain text.
enum class ControlTokens { Match, AsText };
enum class Skip { Nothing, Specials };

struct EncodeOptions {
    Specials specialTokens = Specials::Add;
    ControlTokens controlTokens = ControlTokens::Match;
    /// Bytes in which no control token may match, in order and not overlapping: what people wrote into a
    /// template.
    std::span<const ByteRange> contentRanges = {};
    /// Tokens kept of the texts and what is put around them together (0: all), as `truncation=True` of
    /// transformers does: of a pair the longer text is cut first, what is put around them stays.
    std::size_t maxLength = 0;
};

/// In Encoding::texts: a token of none of the texts, put around them by the template.
constexpr std::int8_t kAround = -1;

/// Unicode code points [begin, end) of the given text.
struct CodePointRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool operator==(const CodePointRange&) const = default;
};

/// Tokens of a text. Special tokens that were added have the range (0, 0).
struct Encoding {
    std::vector<std::int32_t> ids;
    std::vector<CodePointRange> offsets;
    std::vector<std::string> tokens;
    std::vector<std::int32_t> types; // which text each belongs to, as the template says (token_type_ids)
    std::vector<std::int8_t> texts;  // which text each stands in, 0 or 1, or kAround
    std::vector<std::int32_t> words; // of encodeWords: which word each stands in, or kAround
    std::size_t cut = 0;             // tokens of the texts beyond maxLength
};

} // namespace luthier::tokenizing

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
};

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
};

} // namespace luthier::tokenizing

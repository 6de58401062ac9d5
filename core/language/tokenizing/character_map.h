#pragma once

#include <base/result.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

/// The `precompiled_charsmap` of SentencePiece: rewritings of short texts, in a double array (Darts) of which
/// no step leaves its bounds. Immutable.
class CharacterMap {
public:
    /// Reads it from its bytes: the size of the array in bytes, the array, texts each ended by a zero byte.
    /// Fails with tokenizer.part_invalid.
    static Result<CharacterMap> read(std::string_view bytes);

    /// What the shortest beginning of `text` that the map knows is rewritten to, if it knows one.
    std::optional<std::string_view> replacementOf(std::string_view text) const;

private:
    std::optional<std::uint32_t> unitAt(std::uint64_t index) const;
    Status check() const;
    std::vector<std::uint32_t> m_units;
    std::string m_texts;
};

/// The bytes of a base64 text, padded; fails with tokenizer.part_invalid.
Result<std::string> base64Bytes(std::string_view text);

} // namespace luthier::tokenizing

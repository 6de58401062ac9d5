#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace luthier::tokenizing {

/// The printable character that GPT-2's byte-level scheme writes for a byte ("Ġ" for a blank).
char32_t byteLevelCharacter(std::uint8_t byte);

/// The byte for such a character, or nothing when the character is not of the scheme.
std::optional<std::uint8_t> byteLevelByte(char32_t character);

/// The bytes that a token stands for, or the token itself when a character of it is not of the scheme.
std::string byteLevelBytes(std::string_view token);

/// Valid UTF-8; each ill-formed stretch (Unicode 3.9, maximal subparts) becomes one U+FFFD.
std::string lossyUtf8(std::string_view bytes);

} // namespace luthier::tokenizing

#pragma once

#include "pattern.h"

#include <base/json.h>
#include <base/result.h>

#include <string>

namespace luthier::tokenizing {

/// How deep Sequence parts of a tokenizer file may lie in each other.
constexpr int kPartDepth = 8;
constexpr std::size_t kPartCount = 256;

/// The member `type` of a part; `part` ("normalizer", …) names it in errors.
Result<std::string> partType(const Json& json, std::string_view part);

/// A part that this version does not know: tokenizer.part_not_supported with its name.
Error partNotSupported(std::string_view part, std::string_view type);

/// The members of a Sequence, checked for number and depth.
Result<const Json*> sequenceOf(const Json& json, std::string_view key, int depth);

/// `{"String": "…"}` or `{"Regex": "…"}`.
Result<Pattern> patternOf(const Json& json);

/// A string of exactly one character.
Result<char32_t> characterAt(const Json& json, std::string_view key);

} // namespace luthier::tokenizing

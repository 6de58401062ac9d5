#pragma once

#include "aligned_text.h"
#include "pattern.h"

#include <base/json.h>
#include <base/result.h>

#include <memory>
#include <vector>

namespace luthier::tokenizing {

/// Rewrites a text before it is split. Immutable.
class Normalizer {
public:
    virtual ~Normalizer() = default;
    virtual Status apply(AlignedText& text) const = 0;
};

using NormalizerPointer = std::unique_ptr<const Normalizer>;

/// Reads the member `normalizer` of a tokenizer file: NFC, NFD, NFKC, NFKD, Lowercase, Strip, StripAccents,
/// Replace, Prepend, ByteLevel, Sequence. Others fail with tokenizer.part_not_supported.
Result<NormalizerPointer> readNormalizer(const Json& json, int depth = 0);

NormalizerPointer prependNormalizer(std::string_view prefix);
NormalizerPointer replaceNormalizer(Pattern pattern, std::string_view content);
NormalizerPointer stripNormalizer();
NormalizerPointer nfcNormalizer();
NormalizerPointer normalizerSequence(std::vector<NormalizerPointer> members);

} // namespace luthier::tokenizing

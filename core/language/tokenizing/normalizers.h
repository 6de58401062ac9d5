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

/// Reads the member `normalizer` of a tokenizer file: all kinds that the `tokenizers` package has. Others
/// fail with tokenizer.part_not_supported.
Result<NormalizerPointer> readNormalizer(const Json& json, int depth = 0);

NormalizerPointer prependNormalizer(std::string_view prefix);
NormalizerPointer replaceNormalizer(Pattern pattern, std::string_view content);
/// Takes white space off an end of the text.
enum class Ends { Right, Both };
NormalizerPointer stripNormalizer(Ends ends);
NormalizerPointer formNormalizer(templates::NormalForm form);
NormalizerPointer lowercaseNormalizer();
NormalizerPointer normalizerSequence(std::vector<NormalizerPointer> members);

/// What BERT does to a text before it is cut.
struct BertCleaning {
    bool cleanText = true;          // control characters go, every white space becomes a blank
    bool separateIdeographs = true; // blanks around each Chinese character
    bool stripAccents = true;
    bool lowercase = true;
};
Result<BertCleaning> readBertCleaning(const Json& json);
NormalizerPointer bertNormalizer(const BertCleaning& cleaning);

/// SentencePiece's rewriting table, from its bytes. Fails with tokenizer.part_invalid.
Result<NormalizerPointer> characterMapNormalizer(std::string_view bytes);
NormalizerPointer nmtNormalizer();

} // namespace luthier::tokenizing

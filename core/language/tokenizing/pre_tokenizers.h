#pragma once

#include "aligned_text.h"
#include "pattern.h"

#include <base/json.h>
#include <base/result.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

/// A text cut into pieces, none of which is empty; what lies between them is left out.
struct SplitText {
    AlignedText text;
    std::vector<Hit> pieces;
    /// When the whole text is given up; far away unless it is set.
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

/// Cuts pieces into smaller ones, perhaps rewriting them. Immutable.
class PreTokenizer {
public:
    virtual ~PreTokenizer() = default;
    virtual Status apply(SplitText& split) const = 0;
};

using PreTokenizerPointer = std::unique_ptr<const PreTokenizer>;

/// What becomes of the delimiter that a split found.
enum class DelimiterBehaviour { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };
/// Whether the pattern finds delimiters or the text between them.
enum class PatternFinds { Delimiters, Content };

/// Where a mark that stands for a blank is put before a piece that has none.
enum class PrependScheme { Always, First, Never };

/// Reads the member `pre_tokenizer` of a tokenizer file: all kinds that the `tokenizers` package has. Others
/// fail with tokenizer.part_not_supported.
Result<PreTokenizerPointer> readPreTokenizer(const Json& json, int depth = 0);

Result<PreTokenizerPointer> byteLevelPreTokenizer(bool addPrefixSpace, bool useRegex);
/// SentencePiece's words: blanks become "▁", and each begins a piece.
PreTokenizerPointer metaspacePreTokenizer(PrependScheme scheme);
PreTokenizerPointer whitespaceSplitPreTokenizer();
PreTokenizerPointer bertPreTokenizer();
PreTokenizerPointer scriptPreTokenizer();
Result<PreTokenizerPointer> lengthPreTokenizer(std::int64_t characters);
PreTokenizerPointer splitPreTokenizer(Pattern pattern, DelimiterBehaviour behaviour, PatternFinds finds);
PreTokenizerPointer preTokenizerSequence(std::vector<PreTokenizerPointer> members);

} // namespace luthier::tokenizing

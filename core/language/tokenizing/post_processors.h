#pragma once

#include "encoding.h"

#include <base/json.h>
#include <base/result.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace luthier::tokenizing {

/// Adds special tokens around one or two encoded texts, or corrects offsets. Immutable.
class PostProcessor {
public:
    virtual ~PostProcessor() = default;
    /// Rewrites the parts of an encoding, at first one a text, which are then joined.
    virtual void apply(std::vector<Encoding>& parts, Specials specials) const = 0;
    /// Number of special tokens that are added around one text or two.
    virtual std::size_t added(std::size_t) const { return 0; }
};

using PostProcessorPointer = std::unique_ptr<const PostProcessor>;

/// Reads the member `post_processor` of a tokenizer file: all kinds that the `tokenizers` package has.
/// Others, and templates within what a template has made, fail with tokenizer.part_not_supported.
Result<PostProcessorPointer> readPostProcessor(const Json& json);

/// Id and text of a token that is added.
using AddedAround = std::pair<std::int32_t, std::string>;

/// A place of a template: one of the texts, or tokens that are added.
struct TemplatePiece {
    std::optional<std::size_t> text; // 0 or 1; none: the tokens
    std::vector<AddedAround> tokens;
    std::int32_t type = 0; // of each token there
};

/// Puts texts into their places; tokens only where they are wanted.
PostProcessorPointer templatePostProcessor(std::vector<TemplatePiece> single,
                                           std::vector<TemplatePiece> pair);

/// RoBERTa's: offsets without blanks, one token before the first text, one after each and two between them.
PostProcessorPointer robertaPostProcessor(const AddedAround& cls, const AddedAround& sep,
                                          bool addPrefixSpace);

/// Tokens before and after each text; the second one's have type 1.
PostProcessorPointer surroundingPostProcessor(const std::vector<AddedAround>& before,
                                              const std::vector<AddedAround>& after);

} // namespace luthier::tokenizing

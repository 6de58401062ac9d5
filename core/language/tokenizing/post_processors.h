#pragma once

#include "encoding.h"

#include <base/json.h>
#include <base/result.h>

#include <memory>

namespace luthier::tokenizing {

/// Adds special tokens around a text, or corrects offsets. Immutable.
class PostProcessor {
public:
    virtual ~PostProcessor() = default;
    virtual void apply(Encoding& encoding, Specials specials) const = 0;
};

using PostProcessorPointer = std::unique_ptr<const PostProcessor>;

/// Reads the member `post_processor`: TemplateProcessing, ByteLevel, RobertaProcessing, BertProcessing,
/// Sequence.
Result<PostProcessorPointer> readPostProcessor(const Json& json, int depth = 0);

/// Tokens before and after the text.
PostProcessorPointer surroundingPostProcessor(const std::vector<std::pair<std::int32_t, std::string>>& before,
                                              const std::vector<std::pair<std::int32_t, std::string>>& after);

} // namespace luthier::tokenizing

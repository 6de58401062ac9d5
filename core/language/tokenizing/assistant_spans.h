#pragma once

#include "rendering.h"

namespace luthier::tokenizing {

/// Bytes of a rendered conversation that the assistant says, and how that is known.
struct AssistantSpans {
    std::vector<ByteRange> spans;
    MaskSource source = MaskSource::Nothing;
};

/// Finds them by generation tags, else by comparing the renderings of ever more turns; fails with
/// template.mask_impossible.
Result<AssistantSpans> assistantSpans(const templates::ChatTemplate& chatTemplate, const Json& messages,
                                      const Json& tools, const templates::TemplateOptions& options,
                                      const templates::RenderedText& whole, LossTurns turns);

} // namespace luthier::tokenizing

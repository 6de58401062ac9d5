#pragma once

#include "rendering.h"

namespace luthier::tokenizing {

/// Bytes of a rendered conversation that are trained, and how that is known.
struct AssistantSpans {
    std::vector<ByteRange> spans;
    std::vector<ByteRange> masked; // inside spans: what the data says is not learnt
    MaskSource source = MaskSource::Nothing;
    std::vector<UntrainedTurn> untrained;
    std::size_t emptyAnswers = 0;
};

/// A conversation rendered, with what it was rendered from; `messages` as the template got them.
struct RenderedMessages {
    const templates::ChatTemplate& chatTemplate;
    const Json& messages;
    const Json& tools;
    const templates::TemplateOptions& options;
    const templates::RenderedText& text;
};

/// What the assistant says, by generation tags, else by comparing the renderings of ever more turns, less
/// what must not be learnt. Fails with template.mask_impossible.
Result<AssistantSpans> assistantSpans(const RenderedMessages& rendered, const RenderOptions& options);

/// The messages, or ranges of them, that the data says are not learnt, of any role: what is left out where
/// every token is trained. Fails with template.mask_impossible when one cannot be told in the text.
Result<std::vector<ByteRange>> excludedSpans(const RenderedMessages& rendered, const RenderOptions& options);

} // namespace luthier::tokenizing

#include "assistant_spans.h"

#include <algorithm>
#include <optional>

namespace luthier::tokenizing {
namespace {

/// Renders beginnings of one conversation.
class PrefixRenderer {
public:
    explicit PrefixRenderer(const RenderedMessages& rendered)
        : m_rendered(rendered) {}

    /// What message `index` adds to the whole text behind the header of its turn.
    std::optional<ByteRange> turn(std::size_t index) const {
        const std::string& whole = m_rendered.text.text;
        const std::optional<std::string> after = text(index + 1, GenerationPrompt::Omit);
        if (!after || !whole.starts_with(*after))
            return std::nullopt;
        for (const GenerationPrompt prompt : {GenerationPrompt::Add, GenerationPrompt::Omit}) {
            const std::optional<std::string> before = text(index, prompt);
            if (before && after->starts_with(*before))
                return ByteRange{static_cast<std::uint32_t>(before->size()),
                                 static_cast<std::uint32_t>(after->size())};
        }
        return std::nullopt;
    }

private:
    /// The first `count` messages, or nothing when the template refuses them.
    std::optional<std::string> text(std::size_t count, GenerationPrompt prompt) const {
        Json some = Json::array();
        for (std::size_t i = 0; i < count; ++i)
            some.push_back(m_rendered.messages[i]);
        templates::TemplateOptions options = m_rendered.options;
        options.addGenerationPrompt = prompt == GenerationPrompt::Add;
        Result<templates::RenderedText> made =
            m_rendered.chatTemplate.render(some, m_rendered.tools, options);
        return made ? std::optional(std::move(made->text)) : std::nullopt;
    }

    const RenderedMessages& m_rendered;
};

std::string_view textOf(const RenderedMessages& rendered, const ByteRange& span) {
    return std::string_view(rendered.text.text).substr(span.begin, span.end - span.begin);
}

std::string_view contentOf(const Json& message) {
    const Json* content = member(message, "content");
    return content && content->is_string() ? std::string_view(content->get_ref<const std::string&>())
                                           : std::string_view();
}

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    const auto end = text.find_last_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin, end - begin + 1);
}

const Json* callsOf(const Json& message) {
    const Json* calls = member(message, "tool_calls");
    return calls && calls->is_array() && !calls->empty() ? calls : nullptr;
}

/// Whether the text of a turn names every function that its message calls.
bool showsCalls(std::string_view turn, const Json& calls) {
    return std::all_of(calls.begin(), calls.end(), [&](const Json& call) {
        const Json* function = member(call, "function");
        const Json* name = member(function ? *function : call, "name");
        return !name || !name->is_string() ||
               turn.find(name->get_ref<const std::string&>()) != std::string_view::npos;
    });
}

/// Says and thinks nothing, and calls no tool.
bool isEmptyAnswer(const Json& message) {
    const Json* content = member(message, "content");
    const bool structured = content && !content->is_string();
    const Json* reasoning = member(message, "reasoning_content");
    return !structured && !reasoning && trimmed(contentOf(message)).empty() && !callsOf(message);
}

/// Ranges of the content as bytes of the whole text; nothing when the content does not stand in its turn as
/// it was written (templates may trim it).
std::optional<std::vector<ByteRange>> placeRanges(const RenderedMessages& rendered, const ByteRange& span,
                                                  std::string_view content,
                                                  const std::vector<ByteRange>& ranges) {
    const std::string_view turn = textOf(rendered, span);
    std::size_t at = turn.find(content);
    std::size_t cut = 0; // bytes that were trimmed at the content's begin
    std::size_t length = content.size();
    if (at == std::string_view::npos) {
        const std::string_view inner = trimmed(content);
        at = inner.empty() ? std::string_view::npos : turn.find(inner);
        if (at == std::string_view::npos)
            return std::nullopt;
        cut = static_cast<std::size_t>(inner.data() - content.data());
        length = inner.size();
    }
    std::vector<ByteRange> placed;
    for (const ByteRange& range : ranges) {
        std::size_t begin = std::clamp<std::size_t>(range.begin, cut, cut + length) - cut;
        std::size_t end = std::clamp<std::size_t>(range.end, cut, cut + length) - cut;
        // A blank at its edge often belongs to the token of the word beside it.
        while (begin < end && isBlank(turn[at + begin]))
            ++begin;
        while (begin < end && isBlank(turn[at + end - 1]))
            --end;
        if (begin < end)
            placed.push_back({static_cast<std::uint32_t>(span.begin + at + begin),
                              static_cast<std::uint32_t>(span.begin + at + end)});
    }
    return placed;
}

/// Decides turn by turn; the spans are those of the turns that are trained.
class SpanChooser {
public:
    SpanChooser(const RenderedMessages& rendered, const RenderOptions& options)
        : m_rendered(rendered)
        , m_options(options) {}

    const MessageLoss* lossOf(std::size_t message) const {
        return message < m_options.messageLoss.size() ? &m_options.messageLoss[message] : nullptr;
    }
    bool isMarked(std::size_t message) const {
        const MessageLoss* loss = lossOf(message);
        return loss && !loss->trained;
    }
    void leaveOut(std::size_t message, UntrainedReason reason) {
        const MessageLoss* loss = reason == UntrainedReason::Marked ? lossOf(message) : nullptr;
        found.untrained.push_back({message, reason, loss ? loss->said : std::string()});
    }
    /// `turn`: what the message adds to the text; `span`: what of it is trained.
    void take(std::size_t message, const ByteRange& turn, const ByteRange& span) {
        const Json& source = m_rendered.messages[message];
        if (const Json* calls = callsOf(source); calls && !showsCalls(textOf(m_rendered, turn), *calls))
            return leaveOut(message, UntrainedReason::CallsLost);
        const MessageLoss* loss = lossOf(message);
        if (loss && !loss->masked.empty()) {
            const auto placed = placeRanges(m_rendered, span, contentOf(source), loss->masked);
            if (!placed)
                return leaveOut(message, UntrainedReason::Marked);
            found.masked.insert(found.masked.end(), placed->begin(), placed->end());
        }
        found.emptyAnswers += isEmptyAnswer(source) ? 1 : 0;
        found.spans.push_back(span);
    }

    AssistantSpans found;

private:
    const RenderedMessages& m_rendered;
    const RenderOptions& m_options;
};

/// Spans of a template that marks them: the n-th block is the n-th assistant turn, or else what message it
/// belongs to is found by comparing renderings, where that is needed.
Status chooseTagged(const RenderedMessages& rendered, const std::vector<std::size_t>& assistant,
                    LossTurns turns, SpanChooser& chooser) {
    const std::vector<ByteRange>& blocks = rendered.text.generation;
    const PrefixRenderer prefixes(rendered);
    const std::size_t first = turns == LossTurns::Last && !blocks.empty() ? blocks.size() - 1 : 0;
    if (blocks.size() == assistant.size()) {
        for (std::size_t i = first; i < blocks.size(); ++i)
            if (chooser.isMarked(assistant[i]))
                chooser.leaveOut(assistant[i], UntrainedReason::Marked);
            else
                // A call may be rendered beside the block of its turn.
                chooser.take(assistant[i],
                             callsOf(rendered.messages[assistant[i]])
                                 ? prefixes.turn(assistant[i]).value_or(blocks[i])
                                 : blocks[i],
                             blocks[i]);
        return {};
    }
    std::vector<ByteRange> kept(blocks.begin() + static_cast<std::ptrdiff_t>(first), blocks.end());
    for (const std::size_t message : assistant) {
        const MessageLoss* loss = chooser.lossOf(message);
        if (!loss || (loss->trained && loss->masked.empty()))
            continue;
        const auto turn = prefixes.turn(message);
        if (!turn)
            return refused("template.mask_impossible");
        std::erase_if(
            kept, [&](const ByteRange& block) { return block.begin < turn->end && turn->begin < block.end; });
        chooser.leaveOut(message, UntrainedReason::Marked);
    }
    chooser.found.spans = std::move(kept);
    return {};
}

Status chooseByPrefixes(const RenderedMessages& rendered, const std::vector<std::size_t>& assistant,
                        LossTurns turns, SpanChooser& chooser) {
    const PrefixRenderer prefixes(rendered);
    chooser.found.source = MaskSource::Prefixes;
    const std::size_t first = turns == LossTurns::Last ? assistant.size() - 1 : 0;
    for (std::size_t i = first; i < assistant.size(); ++i) {
        if (chooser.isMarked(assistant[i])) {
            chooser.leaveOut(assistant[i], UntrainedReason::Marked);
            continue;
        }
        const std::optional<ByteRange> turn = prefixes.turn(assistant[i]);
        if (turn) {
            chooser.take(assistant[i], *turn, *turn);
        } else if (i + 1 == assistant.size()) {
            return refused("template.mask_impossible");
        } else {
            chooser.leaveOut(assistant[i], UntrainedReason::Rewritten);
            chooser.found.source = MaskSource::KeptTurns;
        }
    }
    return {};
}

} // namespace

Result<AssistantSpans> assistantSpans(const RenderedMessages& rendered, const RenderOptions& options) {
    std::vector<std::size_t> assistant;
    for (std::size_t i = 0; i < rendered.messages.size(); ++i)
        if (const Json* role = member(rendered.messages[i], "role"); role != nullptr && *role == "assistant")
            assistant.push_back(i);
    SpanChooser chooser(rendered, options);
    if (rendered.chatTemplate.hasGenerationTags()) {
        if (!rendered.text.generation.empty())
            chooser.found.source = MaskSource::GenerationTags;
        TRY_VOID(chooseTagged(rendered, assistant, options.lossTurns, chooser));
    } else if (!assistant.empty()) {
        TRY_VOID(chooseByPrefixes(rendered, assistant, options.lossTurns, chooser));
    }
    return std::move(chooser.found);
}

Result<std::vector<ByteRange>> excludedSpans(const RenderedMessages& rendered, const RenderOptions& options) {
    std::vector<ByteRange> excluded;
    const PrefixRenderer prefixes(rendered);
    for (std::size_t i = 0; i < rendered.messages.size() && i < options.messageLoss.size(); ++i) {
        const MessageLoss& loss = options.messageLoss[i];
        if (loss.trained && loss.masked.empty())
            continue;
        const auto turn = prefixes.turn(i);
        if (!turn)
            return refused("template.mask_impossible");
        const auto placed = loss.trained
                                ? placeRanges(rendered, *turn, contentOf(rendered.messages[i]), loss.masked)
                                : std::nullopt;
        if (placed)
            excluded.insert(excluded.end(), placed->begin(), placed->end());
        else
            excluded.push_back(*turn);
    }
    return excluded;
}

} // namespace luthier::tokenizing

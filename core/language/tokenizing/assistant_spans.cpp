#include "assistant_spans.h"

#include <optional>

namespace luthier::tokenizing {
namespace {

/// Renders beginnings of one conversation.
class PrefixRenderer {
public:
    PrefixRenderer(const templates::ChatTemplate& chatTemplate, const Json& messages, const Json& tools,
                   const templates::TemplateOptions& options)
        : m_template(chatTemplate)
        , m_messages(messages)
        , m_tools(tools)
        , m_options(options) {}

    /// The first `count` messages, or nothing when the template refuses them.
    std::optional<std::string> text(std::size_t count, GenerationPrompt prompt) const {
        Json some = Json::array();
        for (std::size_t i = 0; i < count; ++i)
            some.push_back(m_messages[i]);
        templates::TemplateOptions options = m_options;
        options.addGenerationPrompt = prompt == GenerationPrompt::Add;
        Result<templates::RenderedText> rendered = m_template.render(some, m_tools, options);
        return rendered ? std::optional(std::move(rendered->text)) : std::nullopt;
    }

    /// What message `index` adds to the whole text behind the header of its turn.
    std::optional<ByteRange> turn(std::size_t index, const std::string& whole) const {
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
    const templates::ChatTemplate& m_template;
    const Json& m_messages;
    const Json& m_tools;
    const templates::TemplateOptions& m_options;
};

} // namespace

Result<AssistantSpans> assistantSpans(const templates::ChatTemplate& chatTemplate, const Json& messages,
                                      const Json& tools, const templates::TemplateOptions& options,
                                      const templates::RenderedText& whole, LossTurns turns) {
    AssistantSpans out;
    if (chatTemplate.hasGenerationTags()) {
        out.spans = whole.generation;
        out.source = out.spans.empty() ? MaskSource::Nothing : MaskSource::GenerationTags;
        if (turns == LossTurns::Last && out.spans.size() > 1)
            out.spans.erase(out.spans.begin(), out.spans.end() - 1);
        return out;
    }
    std::vector<std::size_t> assistant;
    for (std::size_t i = 0; i < messages.size(); ++i)
        if (const Json* role = member(messages[i], "role"); role != nullptr && *role == "assistant")
            assistant.push_back(i);
    if (assistant.empty())
        return out;
    const PrefixRenderer renderer(chatTemplate, messages, tools, options);
    const std::optional<ByteRange> final = renderer.turn(assistant.back(), whole.text);
    if (!final)
        return refused("template.mask_impossible");
    out.source = MaskSource::Prefixes;
    for (std::size_t i = 0; turns == LossTurns::All && i + 1 < assistant.size(); ++i) {
        const std::optional<ByteRange> span = renderer.turn(assistant[i], whole.text);
        if (!span) {
            out.spans.clear();
            out.source = MaskSource::FinalTurn;
            break;
        }
        out.spans.push_back(*span);
    }
    out.spans.push_back(*final);
    return out;
}

} // namespace luthier::tokenizing

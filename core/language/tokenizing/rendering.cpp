#include "rendering.h"

#include "assistant_spans.h"

#include <base/utf8.h>

#include <algorithm>

namespace luthier::tokenizing {

namespace {

constexpr std::size_t kMessages = 10'000;

Error invalidMessages() {
    return refused("template.messages_invalid");
}

/// As transformers hands messages to a template: without null members, reasoning under all of its names.
Result<Json> preparedMessages(const Json& messages) {
    if (!messages.is_array() || messages.size() > kMessages)
        return invalidMessages();
    Json out = Json::array();
    for (const Json& message : messages) {
        if (!message.is_object() || member(message, "role") == nullptr ||
            !member(message, "role")->is_string())
            return invalidMessages();
        Json kept = Json::object();
        for (const auto& [key, value] : message.items())
            if (!value.is_null())
                kept[key] = value;
        for (const char* name : {"reasoning_content", "thinking", "reasoning"}) {
            const Json* reasoning = member(message, name);
            if (reasoning == nullptr)
                continue;
            const Json text = *reasoning;
            if (!kept.contains("thinking"))
                kept["thinking"] = text;
            kept["reasoning_content"] = text;
            break;
        }
        out.push_back(std::move(kept));
    }
    return out;
}

templates::TemplateOptions templateOptions(const Tokenizer& tokenizer, const RenderOptions& options) {
    templates::TemplateOptions out;
    out.addGenerationPrompt = options.generationPrompt == GenerationPrompt::Add;
    out.variables = options.variables;
    out.now = options.now;
    out.seconds = options.seconds;
    const SpecialTokens& specials = tokenizer.specialTokens();
    const auto add = [&](const char* name, const std::optional<SpecialToken>& token) {
        if (token)
            out.specialTokens.emplace_back(name, token->text);
    };
    add("bos_token", specials.bos);
    add("eos_token", specials.eos);
    add("pad_token", specials.pad);
    add("unk_token", specials.unknown);
    return out;
}

Result<Rendered> tokenized(const Tokenizer& tokenizer, templates::RenderedText text) {
    EncodeOptions encode;
    encode.specialTokens = Specials::Omit;
    encode.contentRanges = text.content;
    TRY(Encoding encoding, tokenizer.encode(text.text, encode));
    Rendered out;
    out.text = std::move(text.text);
    out.ids = std::move(encoding.ids);
    out.offsets = std::move(encoding.offsets);
    out.mask.assign(out.ids.size(), 0);
    return out;
}

bool endsTurn(const Tokenizer& tokenizer, std::int32_t id) {
    const std::vector<std::int32_t>& ends = tokenizer.specialTokens().endOfTurnIds;
    return std::find(ends.begin(), ends.end(), id) != ends.end();
}

bool isBlank(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
}

/// The tokens [first, last) that lie in a span of bytes, at least in part.
std::pair<std::size_t, std::size_t> tokensIn(const Rendered& rendered, const ByteRange& span) {
    const auto begin =
        static_cast<std::uint32_t>(countCodePoints(std::string_view(rendered.text).substr(0, span.begin)));
    const auto end = begin + static_cast<std::uint32_t>(countCodePoints(
                                 std::string_view(rendered.text).substr(span.begin, span.end - span.begin)));
    std::size_t first = 0;
    while (first < rendered.ids.size() && rendered.offsets[first].end <= begin)
        ++first;
    std::size_t last = first;
    while (last < rendered.ids.size() && rendered.offsets[last].begin < end)
        ++last;
    return {first, last};
}

void unmarkSpan(const ByteRange& span, Rendered& rendered) {
    const auto [first, last] = tokensIn(rendered, span);
    std::fill(rendered.mask.begin() + static_cast<std::ptrdiff_t>(first),
              rendered.mask.begin() + static_cast<std::ptrdiff_t>(last), std::uint8_t{0});
}

/// Marks the tokens that lie in a span of bytes, at least in part, and the end-of-turn token right behind it.
void markSpan(const Tokenizer& tokenizer, const ByteRange& span, MaskSource source, Rendered& rendered) {
    auto [first, last] = tokensIn(rendered, span);
    if (first == last)
        return;
    if (source != MaskSource::GenerationTags) {
        // A line break that the template writes behind the end token is never asked of the model.
        std::size_t kept = last;
        while (kept > first && !tokenizer.isSpecial(rendered.ids[kept - 1]) &&
               isBlank(tokenizer.decode({&rendered.ids[kept - 1], 1})))
            --kept;
        if (kept > first && endsTurn(tokenizer, rendered.ids[kept - 1]))
            last = kept;
    }
    if (last < rendered.ids.size() && !endsTurn(tokenizer, rendered.ids[last - 1]) &&
        endsTurn(tokenizer, rendered.ids[last]))
        ++last;
    std::fill(rendered.mask.begin() + static_cast<std::ptrdiff_t>(first),
              rendered.mask.begin() + static_cast<std::ptrdiff_t>(last), std::uint8_t{1});
}

/// None of the functions that were given is named in the text.
bool losesTools(std::string_view text, const Json& tools) {
    if (!tools.is_array() || tools.empty())
        return false;
    return std::none_of(tools.begin(), tools.end(), [&](const Json& tool) {
        const Json* function = member(tool, "function");
        const Json* name = member(function ? *function : tool, "name");
        return !name || !name->is_string() ||
               text.find(name->get_ref<const std::string&>()) != std::string_view::npos;
    });
}

void cutAndCount(Rendered& rendered, std::size_t maxLength) {
    if (maxLength > 0 && rendered.ids.size() > maxLength) {
        rendered.cut = rendered.ids.size() - maxLength;
        rendered.ids.resize(maxLength);
        rendered.offsets.resize(maxLength);
        rendered.mask.resize(maxLength);
    }
    rendered.trained =
        static_cast<std::size_t>(std::count(rendered.mask.begin(), rendered.mask.end(), std::uint8_t{1}));
}

} // namespace

Result<Rendered> renderPrompt(const Tokenizer& tokenizer, const templates::ChatTemplate& chatTemplate,
                              const Json& messages, const Json& tools, const RenderOptions& options) {
    TRY(const Json prepared, preparedMessages(messages));
    TRY(templates::RenderedText text,
        chatTemplate.render(prepared, tools, templateOptions(tokenizer, options)));
    TRY(Rendered rendered, tokenized(tokenizer, std::move(text)));
    cutAndCount(rendered, options.maxLength);
    return rendered;
}

Result<Rendered> renderConversation(const Tokenizer& tokenizer, const templates::ChatTemplate& chatTemplate,
                                    const Json& messages, const Json& tools, const RenderOptions& options) {
    TRY(const Json prepared, preparedMessages(messages));
    const templates::TemplateOptions forTemplate = templateOptions(tokenizer, options);
    TRY(templates::RenderedText text, chatTemplate.render(prepared, tools, forTemplate));
    const RenderedMessages source{chatTemplate, prepared, tools, forTemplate, text};
    AssistantSpans spans;
    if (options.trainedTokens == TrainedTokens::AssistantOnly) {
        TRY(spans, assistantSpans(source, options));
    } else {
        spans.source = MaskSource::Everything;
        TRY(spans.masked, excludedSpans(source, options));
    }
    const bool toolsLost = losesTools(text.text, tools);
    TRY(Rendered rendered, tokenized(tokenizer, std::move(text)));
    rendered.source = spans.source;
    rendered.untrained = std::move(spans.untrained);
    rendered.emptyAnswers = spans.emptyAnswers;
    rendered.toolsLost = toolsLost;
    if (options.trainedTokens == TrainedTokens::All)
        rendered.mask.assign(rendered.ids.size(), 1);
    for (const ByteRange& span : spans.spans)
        markSpan(tokenizer, span, spans.source, rendered);
    for (const ByteRange& span : spans.masked)
        unmarkSpan(span, rendered);
    cutAndCount(rendered, options.maxLength);
    return rendered;
}

Result<Rendered> renderPlainText(const Tokenizer& tokenizer, std::string_view text, std::size_t maxLength) {
    EncodeOptions encode;
    encode.controlTokens = ControlTokens::AsText;
    TRY(Encoding encoding, tokenizer.encode(text, encode));
    Rendered rendered;
    rendered.text = text;
    rendered.ids = std::move(encoding.ids);
    rendered.offsets = std::move(encoding.offsets);
    const auto& eos = tokenizer.specialTokens().eos;
    if (eos && eos->id && (rendered.ids.empty() || rendered.ids.back() != *eos->id)) {
        const auto end = static_cast<std::uint32_t>(countCodePoints(text));
        rendered.ids.push_back(*eos->id);
        rendered.offsets.push_back({end, end});
    }
    rendered.mask.assign(rendered.ids.size(), 1);
    rendered.source = MaskSource::Everything;
    cutAndCount(rendered, maxLength);
    return rendered;
}

} // namespace luthier::tokenizing

#include "rendering.h"

#include <examples/example.h>
#include <examples/record_rows.h>

#include <chrono>

namespace luthier::engine_program {
namespace {

constexpr std::size_t kMessagesBytes = std::size_t{256} << 20;

Result<templates::ChatTemplate> templateOf(const RenderRequest& request,
                                           const tokenizing::Tokenizer& tokenizer) {
    if (request.chatTemplate.empty() && !request.tools.is_null() && tokenizer.toolTemplate())
        return templates::ChatTemplate::parse(*tokenizer.toolTemplate());
    TRY(auto chosen, examples::chooseTemplate(request.chatTemplate.empty() ? "model" : request.chatTemplate,
                                              tokenizer, {}));
    return std::move(chosen.chatTemplate);
}

} // namespace

ConversationRenderer::ConversationRenderer(RenderRequest request,
                                           std::shared_ptr<const tokenizing::Tokenizer> tokenizer,
                                           templates::ChatTemplate chatTemplate)
    : m_request(std::move(request))
    , m_tokenizer(std::move(tokenizer))
    , m_template(std::move(chatTemplate)) {}

Result<ConversationRenderer> ConversationRenderer::open(RenderRequest request,
                                                        preflight::Workshop& workshop) {
    TRY(auto tokenizer, workshop.tokenizer(request.model));
    TRY(auto chatTemplate, templateOf(request, *tokenizer));
    return ConversationRenderer(std::move(request), std::move(tokenizer), std::move(chatTemplate));
}

Result<tokenizing::Rendered> ConversationRenderer::render(const Json& row) const {
    const Json none;
    const Json* messages = row.is_array() ? &row : member(row, "messages");
    const Json* ownTools = row.is_array() ? nullptr : member(row, "tools");
    tokenizing::RenderOptions options;
    options.generationPrompt = m_request.generationPrompt;
    options.maxLength = m_request.maxLength;
    options.now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    const auto renderWith = m_request.mask ? tokenizing::renderConversation : tokenizing::renderPrompt;
    return renderWith(*m_tokenizer, m_template, messages ? *messages : none,
                      ownTools ? *ownTools : m_request.tools, options);
}

Status ConversationRenderer::renderFile(const std::filesystem::path& file, const StopToken& stop,
                                        const std::function<void(Result<tokenizing::Rendered>)>& use) const {
    return readJsonLines(file, kMessagesBytes, [&](std::int64_t line, Result<Json> row) -> Status {
        if (stop.stop_requested())
            return interrupted();
        auto rendered = row ? render(*row) : Result<tokenizing::Rendered>(row.error());
        use(rendered ? std::move(rendered) : examples::atLine(std::move(rendered).error(), file, line));
        return {};
    });
}

Json ConversationRenderer::document(const tokenizing::Rendered& rendered) const {
    Json document = {{"text", rendered.text}, {"ids", rendered.ids}};
    if (m_request.mask) {
        document["mask"] = rendered.mask;
        document["trained"] = rendered.trained;
        document["cut"] = rendered.cut;
    }
    return document;
}

Json toJson(const tokenizing::Tokenizer& tokenizer, const tokenizing::Encoding& encoding) {
    Json offsets = Json::array();
    for (const tokenizing::CodePointRange& range : encoding.offsets)
        offsets.push_back({range.begin, range.end});
    Json special = Json::array();
    for (const std::int32_t id : encoding.ids)
        special.push_back(tokenizer.isSpecial(id));
    return {{"ids", encoding.ids},
            {"tokens", encoding.tokens},
            {"offsets", std::move(offsets)},
            {"special", std::move(special)}};
}

} // namespace luthier::engine_program

#include "example.h"

#include <dataset/conversation.h>

namespace luthier::examples {

Result<ChosenTemplate> chooseTemplate(const std::string& source, const tokenizing::Tokenizer& tokenizer,
                                      const std::filesystem::path& recipeFolder) {
    if (source == "model" && tokenizer.chatTemplate()) {
        TRY(auto parsed, templates::ChatTemplate::parse(*tokenizer.chatTemplate()));
        return ChosenTemplate{std::move(parsed), *tokenizer.chatTemplate(), "model", false};
    }
    if (source == "model" || source.starts_with("builtin:")) {
        const std::string name = source == "model" ? "builtin:plain" : source;
        TRY(const auto text, templates::builtinTemplate(name));
        TRY(auto parsed, templates::ChatTemplate::parse(text));
        return ChosenTemplate{std::move(parsed), std::string(text), name, source == "model"};
    }
    const std::filesystem::path path(source);
    TRY(auto parsed, templates::ChatTemplate::read(
                         path.is_absolute() || recipeFolder.empty() ? path : recipeFolder / path));
    return ChosenTemplate{parsed, parsed.source(), source, false};
}

ExampleMaker::ExampleMaker(std::shared_ptr<const tokenizing::Tokenizer> tokenizer,
                           templates::ChatTemplate chatTemplate, const recipe::Recipe& recipe)
    : m_tokenizer(std::move(tokenizer))
    , m_template(std::move(chatTemplate))
    , m_task(recipe.task)
    , m_tokens(recipe.tokens)
    , m_system(recipe.chatTemplate.system) {}

Json ExampleMaker::withSystem(Json messages) const {
    const bool has =
        !messages.empty() && messages[0].is_object() && messages[0].value("role", "") == "system";
    if (!m_system || has)
        return messages;
    Json all = Json::array({{{"role", "system"}, {"content", *m_system}}});
    for (Json& message : messages)
        all.push_back(std::move(message));
    return all;
}

Result<tokenizing::Rendered> ExampleMaker::make(const Json& fields, const dataset::Roles& roles) const {
    TRY(dataset::Conversation conversation, dataset::conversationOf(fields, roles));
    const auto length = static_cast<std::size_t>(m_tokens.maxLength);
    if (conversation.text)
        return tokenizing::renderPlainText(*m_tokenizer, *conversation.text, length);
    tokenizing::RenderOptions options;
    options.maxLength = length;
    const bool everything = m_task == recipe::Task::Pretrain || !m_tokens.assistantOnlyLoss;
    options.trainedTokens =
        everything ? tokenizing::TrainedTokens::All : tokenizing::TrainedTokens::AssistantOnly;
    options.lossTurns = m_tokens.lossTurns == recipe::LossTurns::All ? tokenizing::LossTurns::All
                                                                     : tokenizing::LossTurns::Last;
    return tokenizing::renderConversation(
        *m_tokenizer, m_template, withSystem(std::move(conversation.messages)), conversation.tools, options);
}

Result<tokenizing::Rendered> ExampleMaker::prompt(const Json& messages, const Json& tools) const {
    tokenizing::RenderOptions options;
    options.generationPrompt = tokenizing::GenerationPrompt::Add;
    return tokenizing::renderPrompt(*m_tokenizer, m_template, withSystem(messages), tools, options);
}

Result<ExampleMaker::Prompt> ExampleMaker::makePrompt(const Json& fields, const dataset::Roles& roles) const {
    TRY(dataset::Conversation conversation, dataset::conversationOf(fields, roles));
    if (conversation.text)
        return refused("examples.no_turns");
    Json messages = std::move(conversation.messages);
    Prompt prompt;
    if (!messages.empty() && messages.back().value("role", "") == "assistant") {
        const Json& content = messages.back()["content"];
        prompt.reference = content.is_string() ? content.get<std::string>()
                           : content.is_null() ? ""
                                               : dumpJson(content);
        messages.erase(messages.size() - 1);
    }
    if (messages.empty())
        return refused("examples.no_turns");
    TRY(auto rendered, this->prompt(messages, conversation.tools));
    prompt.ids = std::move(rendered.ids);
    prompt.text = std::move(rendered.text);
    prompt.messages = std::move(messages);
    return prompt;
}

} // namespace luthier::examples

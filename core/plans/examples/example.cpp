#include "example.h"

#include <dataset/conversation.h>

namespace luthier::examples {

namespace {

constexpr std::string_view kNamed = "model:";

Result<ChosenTemplate> chosen(std::string_view text, std::string_view source, bool standsIn = false) {
    TRY(auto parsed, templates::ChatTemplate::parse(text));
    return ChosenTemplate{std::move(parsed), std::string(text), std::string(source), standsIn};
}

std::string namesOf(const tokenizing::Tokenizer& tokenizer) {
    std::string names;
    for (const auto& [name, text] : tokenizer.namedTemplates())
        names += (names.empty() ? "" : ", ") + std::string(kNamed) + name;
    return names;
}

Result<ChosenTemplate> namedTemplate(const std::string& source, const tokenizing::Tokenizer& tokenizer) {
    for (const auto& [name, text] : tokenizer.namedTemplates())
        if (source.substr(kNamed.size()) == name)
            return chosen(text, source);
    return refused("template.unknown_named")
        .with("name", source)
        .with("names", namesOf(tokenizer).empty() ? "model" : namesOf(tokenizer));
}

/// The model's own; builtin:plain where it has none at all. Named ones without a default have to be named.
Result<ChosenTemplate> ownTemplate(const tokenizing::Tokenizer& tokenizer) {
    if (tokenizer.chatTemplate())
        return chosen(*tokenizer.chatTemplate(), "model");
    if (!tokenizer.namedTemplates().empty())
        return refused("template.name_one").with("names", namesOf(tokenizer));
    TRY(const auto text, templates::builtinTemplate("builtin:plain"));
    return chosen(text, "builtin:plain", true);
}

} // namespace

Result<ChosenTemplate> chooseTemplate(const std::string& source, const tokenizing::Tokenizer& tokenizer,
                                      const std::filesystem::path& recipeFolder) {
    if (source == "model")
        return ownTemplate(tokenizer);
    if (source.starts_with(kNamed))
        return namedTemplate(source, tokenizer);
    if (source.starts_with("builtin:")) {
        TRY(const auto text, templates::builtinTemplate(source));
        return chosen(text, source);
    }
    const std::filesystem::path path(source);
    TRY(auto parsed, templates::ChatTemplate::read(
                         path.is_absolute() || recipeFolder.empty() ? path : recipeFolder / path));
    return ChosenTemplate{parsed, parsed.source(), source, false};
}

bool isTemplateFile(std::string_view source) {
    return source != "model" && !source.starts_with(kNamed) && !source.starts_with("builtin:");
}

ExampleMaker::ExampleMaker(std::shared_ptr<const tokenizing::Tokenizer> tokenizer,
                           templates::ChatTemplate chatTemplate, const recipe::Recipe& recipe,
                           std::vector<std::string> modelLabels)
    : m_tokenizer(std::move(tokenizer))
    , m_template(std::move(chatTemplate))
    , m_recipe(recipe)
    , m_modelLabels(std::move(modelLabels)) {}

Json ExampleMaker::withSystem(Json messages) const {
    const bool has =
        !messages.empty() && messages[0].is_object() && messages[0].value("role", "") == "system";
    if (!m_recipe.chatTemplate.system || has)
        return messages;
    Json all = Json::array({{{"role", "system"}, {"content", *m_recipe.chatTemplate.system}}});
    for (Json& message : messages)
        all.push_back(std::move(message));
    return all;
}

namespace {

/// What the data says of each message; a system message that the recipe put before them says nothing.
std::vector<tokenizing::MessageLoss> lossOfMessages(const dataset::Conversation& conversation,
                                                    std::size_t messages) {
    std::vector<tokenizing::MessageLoss> all(messages - conversation.loss.size());
    for (const dataset::MessageLoss& loss : conversation.loss)
        all.push_back({loss.trained, loss.masked, loss.said});
    return all;
}

} // namespace

Result<Example> ExampleMaker::make(const Json& fields, const dataset::Roles& roles) const {
    switch (m_recipe.task) {
    case recipe::Task::Classification:
    case recipe::Task::Regression:
        return labelled(fields, roles);
    case recipe::Task::TokenClassification:
        return tagged(fields, roles);
    case recipe::Task::Mlm:
        return masked(fields, roles);
    case recipe::Task::Seq2seq:
        return answered(fields, roles);
    case recipe::Task::Dpo:
    case recipe::Task::Simpo:
    case recipe::Task::Orpo:
    case recipe::Task::Reward:
        return paired(fields, roles);
    case recipe::Task::Infilling:
        return filledIn(fields, roles);
    case recipe::Task::Kto:
        return judged(fields, roles);
    default:
        break;
    }
    TRY(auto whole, rendered(fields, roles));
    Example example;
    static_cast<tokenizing::Rendered&>(example) = std::move(whole);
    return example;
}

Result<tokenizing::Rendered> ExampleMaker::rendered(const Json& fields, const dataset::Roles& roles) const {
    TRY(dataset::Conversation conversation, dataset::conversationOf(fields, roles));
    const auto length = static_cast<std::size_t>(m_recipe.tokens.maxLength);
    if (conversation.text)
        return tokenizing::renderPlainText(*m_tokenizer, *conversation.text, length);
    tokenizing::RenderOptions options;
    options.maxLength = length;
    const bool compares = recipe::comparesAnswers(m_recipe.task);
    const bool everything =
        m_recipe.task == recipe::Task::Pretrain || (!compares && !m_recipe.tokens.assistantOnlyLoss);
    options.trainedTokens =
        everything ? tokenizing::TrainedTokens::All : tokenizing::TrainedTokens::AssistantOnly;
    options.lossTurns = !compares && m_recipe.tokens.lossTurns == recipe::LossTurns::All
                            ? tokenizing::LossTurns::All
                            : tokenizing::LossTurns::Last;
    const Json messages = withSystem(std::move(conversation.messages));
    options.messageLoss = lossOfMessages(conversation, messages.size());
    TRY(auto made,
        tokenizing::renderConversation(*m_tokenizer, m_template, messages, conversation.tools, options));
    // Turns are counted among the row's own messages.
    const std::size_t before = messages.size() - conversation.loss.size();
    for (tokenizing::UntrainedTurn& turn : made.untrained)
        turn.message -= before;
    return made;
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

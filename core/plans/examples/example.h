#pragma once

#include <base/json.h>
#include <base/result.h>
#include <dataset/types.h>
#include <recipe/recipe.h>
#include <templates/chat_template.h>
#include <tokenizing/rendering.h>
#include <tokenizing/tokenizer.h>

#include <filesystem>
#include <memory>
#include <string>

namespace luthier::examples {

/// The template a recipe names, as it is written, and where it came from: "model", "builtin:…" or a file.
struct ChosenTemplate {
    templates::ChatTemplate chatTemplate;
    std::string text;
    std::string source;
    /// The model has none and builtin:plain stands in: people are warned.
    bool standsIn = false;
};

/// `template.source` of a recipe: the model's own (builtin:plain when it has none; template.name_one when it
/// has only named ones), `model:NAME`, `builtin:NAME`, or a file beside the recipe. Fails with template.*,
/// file.*.
Result<ChosenTemplate> chooseTemplate(const std::string& source, const tokenizing::Tokenizer& tokenizer,
                                      const std::filesystem::path& recipeFolder);

/// Whether `template.source` is a file's path.
bool isTemplateFile(std::string_view source);

/// Turns rows into token ids and masks under one recipe: the only way from a row to what is trained, for
/// preparation, previews, lengths and comparisons.
class ExampleMaker {
public:
    ExampleMaker(std::shared_ptr<const tokenizing::Tokenizer> tokenizer, templates::ChatTemplate chatTemplate,
                 const recipe::Recipe& recipe);

    /// A row by its roles. Fails with conversation.* and what rendering fails with.
    Result<tokenizing::Rendered> make(const Json& fields, const dataset::Roles& roles) const;

    /// The same up to the last assistant turn, as a prompt; `reference` is that turn's text.
    struct Prompt {
        std::vector<std::int32_t> ids;
        std::string text;
        std::string reference;
        Json messages;
    };
    Result<Prompt> makePrompt(const Json& fields, const dataset::Roles& roles) const;

    /// A conversation as a prompt that the model is to answer.
    Result<tokenizing::Rendered> prompt(const Json& messages, const Json& tools) const;

    const tokenizing::Tokenizer& tokenizer() const { return *m_tokenizer; }

private:
    Json withSystem(Json messages) const;

    std::shared_ptr<const tokenizing::Tokenizer> m_tokenizer;
    templates::ChatTemplate m_template;
    recipe::Task m_task;
    recipe::Tokens m_tokens;
    std::optional<std::string> m_system;
};

} // namespace luthier::examples

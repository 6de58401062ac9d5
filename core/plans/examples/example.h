#pragma once

#include "row_labels.h"

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
#include <vector>

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

/// A row as it is trained: text, tokens and their mask (seq2seq: of the answer), and what its task adds. Two
/// texts of a pair stand one below the other in `text`.
struct Example : tokenizing::Rendered {
    std::vector<std::uint8_t> types;       ///< of each token: which text of a pair, as the tokenizer says
    std::vector<std::int8_t> texts;        ///< of each token: which text it stands in, or tokenizing::kAround
    std::vector<std::int32_t> tokenLabels; ///< of each token: its place in `labels.texts`, or kNoLabel
    RowLabels labels;
    tokenizing::Rendered source;          ///< seq2seq: the text in front; nothing of it is trained
    std::vector<std::int8_t> sourceTexts; ///< of each token of the source, as `texts`
    tokenizing::Rendered rejected;        ///< of a pair: the conversation with the worse answer
    /// Tokens at its end (its beginning, where the tokenizer cuts there) that stay when it is cut.
    std::size_t tail = 0;
    /// Of infilling: the first token of what fills the hole; 0: the text is whole.
    std::size_t middle = 0;

    bool isCut() const { return cut > 0 || source.cut > 0 || rejected.cut > 0; }
};

/// Turns rows into token ids and masks under one recipe: the only way from a row to what is trained, for
/// preparation, previews, lengths and comparisons. What a row comes to under its task:
/// - sft, pretrain: a conversation through the chat template, or plain text.
/// - dpo, simpo: the conversation with the better answer and, in `rejected`, with the worse one; of each the
///   last answer is what is compared (`pairs.h`). kto: a conversation, whose last answer the row's label
///   calls wanted (number 1) or not (0).
/// - infilling: one text with a hole (`infilling.h`).
/// - classification, regression: one text or a pair with the tokenizer's special tokens around them, and the
///   row's label.
/// - token_classification: words with a label each, of which the first token of a word has it and the others
///   none, or a text with labelled spans (`token_labels.h`).
/// - mlm: one text with its special tokens; `mask` marks the others, which may be hidden. A row is a piece.
/// - seq2seq: what stands before the last answer is the source, the answer is what is learnt, each with the
///   tokenizer's special tokens.
/// Texts that are too long are cut as `truncation=True` of transformers does.
class ExampleMaker {
public:
    ExampleMaker(std::shared_ptr<const tokenizing::Tokenizer> tokenizer, templates::ChatTemplate chatTemplate,
                 const recipe::Recipe& recipe, std::vector<std::string> modelLabels = {});

    /// A row by its roles. Fails with conversation.*, examples.*, labels.* and what rendering fails with.
    Result<Example> make(const Json& fields, const dataset::Roles& roles) const;

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
    const recipe::Recipe& recipe() const { return m_recipe; }
    /// Names of the labels that the model knows already, by index; empty without any.
    const std::vector<std::string>& modelLabels() const { return m_modelLabels; }

private:
    Result<tokenizing::Rendered> rendered(const Json& fields, const dataset::Roles& roles) const;
    Result<Example> labelled(const Json& fields, const dataset::Roles& roles) const;
    Result<Example> tagged(const Json& fields, const dataset::Roles& roles) const;
    Result<Example> masked(const Json& fields, const dataset::Roles& roles) const;
    Result<Example> paired(const Json& fields, const dataset::Roles& roles) const;
    Result<Example> filledIn(const Json& fields, const dataset::Roles& roles) const;
    Result<Example> judged(const Json& fields, const dataset::Roles& roles) const;
    Result<Example> answered(const Json& fields, const dataset::Roles& roles) const;
    Json withSystem(Json messages) const;

    std::shared_ptr<const tokenizing::Tokenizer> m_tokenizer;
    templates::ChatTemplate m_template;
    recipe::Recipe m_recipe;
    std::vector<std::string> m_modelLabels;
};

} // namespace luthier::examples

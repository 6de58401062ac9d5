#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <preflight/workshop.h>
#include <tokenizing/rendering.h>
#include <tokenizing/tokenizer.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace luthier::engine_program {

struct RenderRequest {
    std::filesystem::path model;
    Json tools;               ///< null: none
    std::string chatTemplate; ///< a Jinja file, builtin:NAME; empty: the model's own, else builtin:plain
    tokenizing::GenerationPrompt generationPrompt = tokenizing::GenerationPrompt::Omit;
    bool mask = false;
    std::size_t maxLength = 0;
};

/// Conversations under one model's tokenizer and template, as `render` shows them.
class ConversationRenderer {
public:
    /// Fails with tokenizer.*, template.*, file.*.
    static Result<ConversationRenderer> open(RenderRequest request, preflight::Workshop& workshop);
    /// `row` is a list of messages or {"messages", "tools"}.
    Result<tokenizing::Rendered> render(const Json& row) const;
    /// `{text, ids}` and with a mask `{mask, trained, cut}`.
    Json document(const tokenizing::Rendered& rendered) const;

    /// What render() says of each line of a JSONL file, in order. Fails where the file cannot be read, or
    /// when stopped.
    Status renderFile(const std::filesystem::path& file, const StopToken& stop,
                      const std::function<void(Result<tokenizing::Rendered>)>& use) const;

private:
    ConversationRenderer(RenderRequest request, std::shared_ptr<const tokenizing::Tokenizer> tokenizer,
                         templates::ChatTemplate chatTemplate);
    RenderRequest m_request;
    std::shared_ptr<const tokenizing::Tokenizer> m_tokenizer;
    templates::ChatTemplate m_template;
};

/// One text as `tokenize` shows it: `{ids, tokens, offsets:[[begin, end]], special:[bool]}`.
Json toJson(const tokenizing::Tokenizer& tokenizer, const tokenizing::Encoding& encoding);

} // namespace luthier::engine_program

#pragma once

#include <base/json.h>
#include <base/result.h>
#include <base/utf8.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace luthier::templates {

struct TemplateOptions {
    bool addGenerationPrompt = false;
    /// Special tokens as the template names them: {"bos_token", "<s>"}. Control tokens match in them.
    std::vector<std::pair<std::string, std::string>> specialTokens;
    /// Further variables ("enable_thinking"), an object or null.
    Json variables;
    /// What strftime_now gives, in seconds since 1970; a template sees no other clock, and UTC only.
    std::int64_t now = 0;
    /// Processor time that one rendering may take, in seconds.
    double seconds = 0.25;
};

/// The text of a conversation and what is known of its bytes.
struct RenderedText {
    std::string text;
    /// Bytes that came from messages and tools: no control token may match there.
    std::vector<ByteRange> content;
    /// Bytes inside {% generation %}, one range a block.
    std::vector<ByteRange> generation;
};

/// A chat template in Jinja, as `apply_chat_template` of transformers runs it (Jinja2 3.1, immutable sandbox,
/// trim_blocks, lstrip_blocks, loop controls, the generation tag), under budgets of steps, depth, memory and
/// time. Immutable; render() is safe from several threads.
class ChatTemplate {
public:
    /// Fails with template.syntax, template.unsupported_tag, template.too_deep, template.too_long,
    /// template.not_text.
    static Result<ChatTemplate> parse(std::string_view source);
    /// Of a file, at most 1 MiB. Fails with file.*, template.empty and as parse() does, naming the file.
    static Result<ChatTemplate> read(const std::filesystem::path& file);

    const std::string& source() const;

    /// `messages` is a list of objects, `tools` a list or null. Fails with template.raised when the template
    /// itself refuses, template.budget_spent, template.undefined, template.wrong_type and their like.
    Result<RenderedText> render(const Json& messages, const Json& tools,
                                const TemplateOptions& options) const;

    /// Whether the template marks what the assistant says with {% generation %}.
    bool hasGenerationTags() const;

private:
    struct Parsed;
    std::shared_ptr<const Parsed> m_parsed;
};

/// The source of "builtin:chatml" or "builtin:plain" (with or without "builtin:"); fails with
/// template.unknown_builtin.
Result<std::string_view> builtinTemplate(std::string_view name);

} // namespace luthier::templates

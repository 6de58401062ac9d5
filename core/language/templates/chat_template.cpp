#include "chat_template.h"

#include "evaluator.h"

#include <base/files.h>
#include <base/utf8.h>

#include <algorithm>

namespace luthier::templates {

extern const std::string_view kChatmlTemplate;
extern const std::string_view kPlainTemplate;

namespace {

constexpr std::size_t kFileBytes = std::size_t{1} << 20U;

enum class Origin { Conversation, Program };

Value valueOf(const Json& json, Origin origin) {
    switch (json.type()) {
    case Json::value_t::boolean:
        return Value(json.get<bool>());
    case Json::value_t::number_integer:
        return Value(json.get<std::int64_t>());
    case Json::value_t::number_unsigned: {
        const auto number = json.get<std::uint64_t>();
        return number <= INT64_MAX ? Value(static_cast<std::int64_t>(number))
                                   : Value(static_cast<double>(number));
    }
    case Json::value_t::number_float:
        return Value(json.get<double>());
    case Json::value_t::string: {
        const auto& text = json.get_ref<const std::string&>();
        return textValue(origin == Origin::Conversation ? contentText(text) : plainText(text));
    }
    case Json::value_t::array: {
        auto list = std::make_shared<ListData>();
        for (const Json& one : json) {
            list->items.push_back(valueOf(one, origin));
            list->depth = std::max(list->depth, depthOf(list->items.back()) + 1);
        }
        return Value(ListPointer(std::move(list)));
    }
    case Json::value_t::object: {
        auto dictionary = std::make_shared<DictionaryData>();
        for (const auto& [key, value] : json.items()) {
            dictionary->entries.emplace_back(
                textValue(origin == Origin::Conversation ? contentText(key) : plainText(key)),
                valueOf(value, origin));
            dictionary->depth = std::max(dictionary->depth, depthOf(dictionary->entries.back().second) + 1);
        }
        return Value(DictionaryPointer(std::move(dictionary)));
    }
    default:
        return Value();
    }
}

bool containsGeneration(const Body& body) {
    return std::any_of(body.begin(), body.end(), [](const StatementPointer& statement) {
        const auto inBranch = [](const auto& branch) {
            return containsGeneration(branch.second);
        };
        return statement->kind == StatementKind::Generation || containsGeneration(statement->body) ||
               containsGeneration(statement->otherwise) ||
               std::any_of(statement->branches.begin(), statement->branches.end(), inBranch);
    });
}

} // namespace

struct ChatTemplate::Parsed {
    std::string source;
    Body body;
    bool generation = false;
};

Result<ChatTemplate> ChatTemplate::parse(std::string_view source) {
    if (!isValidUtf8(source) || source.find('\0') != std::string_view::npos)
        return refused("template.not_text");
    auto parsed = std::make_shared<Parsed>();
    parsed->source = source;
    TRY(parsed->body, parseTemplate(source));
    parsed->generation = containsGeneration(parsed->body);
    ChatTemplate made;
    made.m_parsed = std::move(parsed);
    return made;
}

Result<ChatTemplate> ChatTemplate::read(const std::filesystem::path& file) {
    TRY(const std::string source, readFile(file, kFileBytes));
    if (source.find_first_not_of(" \t\r\n") == std::string::npos)
        return refused("template.empty").at(file.string());
    auto made = parse(source);
    return made ? std::move(made) : std::move(made).error().at(file.string());
}

const std::string& ChatTemplate::source() const {
    return m_parsed->source;
}

bool ChatTemplate::hasGenerationTags() const {
    return m_parsed->generation;
}

Result<RenderedText> ChatTemplate::render(const Json& messages, const Json& tools,
                                          const TemplateOptions& options) const {
    TemplateBudgets budgets;
    budgets.seconds = options.seconds;
    std::vector<std::pair<std::string, Value>> variables;
    variables.emplace_back("messages", valueOf(messages, Origin::Conversation));
    variables.emplace_back("tools", valueOf(tools, Origin::Conversation));
    variables.emplace_back("documents", Value());
    variables.emplace_back("add_generation_prompt", Value(options.addGenerationPrompt));
    for (const auto& [name, token] : options.specialTokens)
        variables.emplace_back(name, textValue(token));
    if (options.variables.is_object())
        for (const auto& [name, value] : options.variables.items())
            variables.insert(variables.begin(), {name, valueOf(value, Origin::Conversation)});
    Evaluator evaluator(budgets, options.now);
    TRY(TemplateText text, evaluator.render(m_parsed->body, std::move(variables)));
    return RenderedText{std::move(text.bytes), std::move(text.content), std::move(text.generation)};
}

Result<std::string_view> builtinTemplate(std::string_view name) {
    std::string_view plain = name;
    if (plain.starts_with("builtin:"))
        plain.remove_prefix(8);
    if (plain == "chatml")
        return kChatmlTemplate;
    if (plain == "plain")
        return kPlainTemplate;
    return refused("template.unknown_builtin").with("name", name);
}

} // namespace luthier::templates

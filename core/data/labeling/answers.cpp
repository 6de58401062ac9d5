#include "answers.h"

#include <dataset/conversation.h>
#include <dataset/probe.h>

namespace luthier::labeling {

namespace {

using dataset::Roles;

bool isAnswerRole(std::string_view role) {
    return role == "response" || role == "chosen" || role == "rejected";
}

bool isSaidBy(const Json& message, std::string_view role) {
    return message.is_object() && stringAt(message, "role", "").value_or("") == role;
}

/// What a message says in words.
std::optional<std::string> wordsOf(const Json& message) {
    const Json* content = member(message, "content");
    if (!content || !content->is_string() || message.contains("tool_calls") ||
        dataset::isBlankText(content->get_ref<const std::string&>()))
        return {};
    return content->get<std::string>();
}

std::optional<Answered> answeredAt(dataset::Conversation conversation) {
    if (conversation.messages.empty() || !isSaidBy(conversation.messages.back(), "assistant"))
        return {};
    auto answer = wordsOf(conversation.messages.back());
    if (!answer)
        return {};
    conversation.messages.erase(conversation.messages.end() - 1);
    return Answered{std::move(conversation.messages), std::move(*answer), std::move(conversation.tools)};
}

/// The roles of the row when `field` is its answer; nothing else is one then.
Roles withAnswer(const Roles& roles, const std::string& field, bool isWhole) {
    Roles changed;
    for (const auto& [name, role] : roles) {
        const bool precedes = role == "prompt" || role == "input" || role == "messages" || role == "history";
        if (name != field && !isAnswerRole(role) && !(isWhole && precedes))
            changed.emplace_back(name, role == "messages" ? "prompt" : role);
    }
    changed.emplace_back(field, isWhole ? "messages" : "response");
    return changed;
}

/// Turns that do not begin with an answer are the whole conversation.
bool isWhole(const Json& value) {
    if (!value.is_array() || value.empty())
        return false;
    const Roles alone = {{"turns", "messages"}};
    const auto turns = dataset::conversationOf(Json{{"turns", value}}, alone);
    return turns && !turns->messages.empty() && !isSaidBy(turns->messages.front(), "assistant");
}

/// What stands before the answers: a conversation that ends with one has had it taken off.
Json withoutLastAnswer(const Json& fields, const Roles& roles) {
    const std::string column = dataset::columnOf(roles, "messages");
    Json cut = fields;
    if (column.empty())
        return cut;
    if (auto answered = answeredOf(fields, {{column, "messages"}}))
        cut[column] = std::move(answered->before);
    return cut;
}

} // namespace

bool hasAnswers(const Roles& roles) {
    return !dataset::columnOf(roles, "messages").empty() || !dataset::columnOf(roles, "response").empty();
}

std::optional<Answered> answeredOf(const Json& fields, const Roles& roles) {
    auto conversation = dataset::conversationOf(fields, roles);
    return conversation ? answeredAt(std::move(*conversation)) : std::nullopt;
}

std::optional<Answered> answeredBy(const Json& fields, const Roles& roles, const std::string& field) {
    const Json* value = member(fields, field);
    if (!value || value->is_null())
        return {};
    const bool whole = isWhole(*value);
    return answeredOf(whole ? fields : withoutLastAnswer(fields, roles), withAnswer(roles, field, whole));
}

} // namespace luthier::labeling

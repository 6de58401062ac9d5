#include "conversation.h"

#include "messages.h"
#include "probe.h"
#include "record.h"

namespace luthier::dataset {

namespace {

/// A list as it is, or the list that a text holds: columns of tables and exports keep conversations so.
Result<Json> listOf(const Json& value, std::string_view code) {
    if (value.is_array())
        return value;
    if (value.is_string()) {
        auto parsed = parseJson(value.get_ref<const std::string&>());
        if (parsed && parsed->is_array())
            return parsed;
    }
    return refused(code);
}

Status appendMessages(Json& messages, const Json& list) {
    for (const auto& entry : list) {
        TRY(auto one, messageOf(entry));
        messages.push_back(std::move(one));
    }
    return {};
}

/// A list of messages as it is, a text (or number) as one turn of `role`.
Status appendTurn(Json& messages, std::string_view role, const Json& value) {
    if (value.is_array())
        return appendMessages(messages, value);
    if (value.is_object()) {
        TRY(auto one, messageOf(value));
        messages.push_back(std::move(one));
        return {};
    }
    messages.push_back(plainMessage(role, valueText(value)));
    return {};
}

Status appendHistory(Json& messages, const Json& value) {
    if (value.is_string() && isBlankText(value.get_ref<const std::string&>()))
        return {};
    TRY(const Json pairs, listOf(value, "conversation.bad_history"));
    for (const auto& pair : pairs) {
        if (pair.is_object()) { // a history in messages
            TRY(auto one, messageOf(pair));
            messages.push_back(std::move(one));
            continue;
        }
        if (!pair.is_array() || pair.size() != 2)
            return refused("conversation.bad_history");
        messages.push_back(plainMessage("user", valueText(pair[0])));
        messages.push_back(plainMessage("assistant", valueText(pair[1])));
    }
    return {};
}

Result<Json> toolsOf(const Json* value) {
    if (!value || (value->is_string() && isBlankText(value->get_ref<const std::string&>())))
        return Json();
    TRY(Json tools, listOf(*value, "conversation.bad_tools"));
    // Tables keep each schema as text, because their columns need one type.
    for (Json& tool : tools)
        if (tool.is_string()) {
            auto parsed = parseJson(tool.get_ref<const std::string&>());
            if (!parsed || !parsed->is_object())
                return refused("conversation.bad_tools");
            tool = std::move(*parsed);
        }
    return tools.empty() ? Json() : tools;
}

struct Parts {
    const Json* prompt;
    const Json* input;
    const Json* response;
    const Json* system;
    const Json* messages;
    const Json* history;
    const Json* tools;
    const Json* text;
};

Parts partsOf(const Json& fields, const Roles& roles) {
    const auto of = [&](std::string_view role) -> const Json* {
        const std::string column = columnOf(roles, role);
        return column.empty() ? nullptr : member(fields, column);
    };
    return {of("prompt"),   of("input"),   of("response"), of("system"),
            of("messages"), of("history"), of("tools"),    of("text")};
}

Json userTurn(const Parts& parts) {
    if (!parts.prompt || parts.prompt->is_array() || parts.prompt->is_object())
        return parts.prompt ? *parts.prompt : Json(parts.input ? valueText(*parts.input) : "");
    std::string text = valueText(*parts.prompt);
    const std::string input = parts.input ? valueText(*parts.input) : std::string();
    if (!isBlankText(input))
        text += (text.empty() ? "" : "\n") + input;
    return text;
}

Status fillPair(Json& messages, const Parts& parts) {
    if (parts.history)
        TRY_VOID(appendHistory(messages, *parts.history));
    TRY_VOID(appendTurn(messages, "user", userTurn(parts)));
    if (parts.response)
        TRY_VOID(appendTurn(messages, "assistant", *parts.response));
    return {};
}

} // namespace

Result<Conversation> conversationOf(const Json& fields, const Roles& roles) {
    const Parts parts = partsOf(fields, roles);
    Conversation conversation;
    TRY(conversation.tools, toolsOf(parts.tools));
    if (parts.messages) {
        TRY(const Json list, listOf(*parts.messages, "conversation.bad_messages"));
        TRY_VOID(appendMessages(conversation.messages, list));
    } else if (parts.prompt || parts.response || parts.input) {
        TRY_VOID(fillPair(conversation.messages, parts));
    } else if (parts.text) {
        conversation.text = valueText(*parts.text);
        return conversation;
    } else {
        return refused("conversation.nothing");
    }
    const bool startsWithSystem = !conversation.messages.empty() &&
                                  conversation.messages.front().contains("role") &&
                                  conversation.messages.front()["role"] == "system";
    if (parts.system && !isBlankText(valueText(*parts.system)) && !startsWithSystem)
        conversation.messages.insert(conversation.messages.begin(),
                                     plainMessage("system", valueText(*parts.system)));
    for (const Json& message : conversation.messages) {
        TRY(auto loss, lossOf(message));
        conversation.loss.push_back(std::move(loss));
    }
    return conversation;
}

} // namespace luthier::dataset

#include "conversation.h"

#include "probe.h"
#include "record.h"

#include <array>

namespace luthier::dataset {

namespace {

Json message(std::string_view role, Json content) {
    Json result = Json::object();
    result["role"] = role;
    result["content"] = std::move(content);
    return result;
}

/// The names of ShareGPT and its relatives for who speaks.
std::optional<std::string> roleOfSpeaker(std::string_view from) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kNames = {{
        {"human", "user"},
        {"user", "user"},
        {"gpt", "assistant"},
        {"assistant", "assistant"},
        {"chatgpt", "assistant"},
        {"bing", "assistant"},
        {"bard", "assistant"},
        {"bot", "assistant"},
        {"model", "assistant"},
        {"system", "system"},
        {"function_call", "call"},
        {"tool_call", "call"},
        {"observation", "tool"},
        {"function_response", "tool"},
        {"tool", "tool"},
    }};
    for (const auto& [name, role] : kNames)
        if (name == from)
            return std::string(role);
    return {};
}

/// {"name","arguments"} as text or object, or a list of them, as OpenAI's tool_calls.
Result<Json> toolCalls(const Json& value) {
    Json calls = value;
    if (value.is_string()) {
        auto parsed = parseJson(value.get_ref<const std::string&>());
        if (!parsed)
            return refused("conversation.bad_tool_call");
        calls = std::move(*parsed);
    }
    if (calls.is_object())
        calls = Json::array({calls});
    Json result = Json::array();
    for (const auto& call : calls) {
        if (!call.is_object() || !member(call, "name"))
            return refused("conversation.bad_tool_call");
        const Json* arguments = member(call, "arguments");
        result.push_back(
            {{"type", "function"},
             {"function",
              {{"name", *member(call, "name")}, {"arguments", arguments ? *arguments : Json::object()}}}});
    }
    return result;
}

Result<Json> turnOf(const Json& turn) {
    TRY(const auto from, stringAt(turn, "from"));
    const auto role = roleOfSpeaker(from);
    if (!role)
        return refused("conversation.bad_role").with("role", from);
    const Json* value = member(turn, "value");
    if (*role != "call")
        return message(*role, value ? *value : Json(""));
    Json result = message("assistant", Json(""));
    TRY(result["tool_calls"], toolCalls(value ? *value : Json()));
    return result;
}

Result<Json> openAiMessage(const Json& source) {
    TRY(const auto role, stringAt(source, "role"));
    const Json* content = member(source, "content");
    if (role.empty())
        return refused("conversation.bad_role").with("role", role);
    if (content && !content->is_string() && !content->is_array() && !content->is_object())
        return refused("conversation.bad_content").with("role", role);
    Json result = source;
    if (!content && !result.contains("content"))
        result["content"] = "";
    return result;
}

Result<Json> messageOf(const Json& entry) {
    if (!entry.is_object())
        return refused("conversation.bad_messages");
    return member(entry, "from") ? turnOf(entry) : openAiMessage(entry);
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
    messages.push_back(message(role, valueText(value)));
    return {};
}

Status appendHistory(Json& messages, const Json& value) {
    if (!value.is_array())
        return isBlankText(valueText(value)) ? Status() : Status(refused("conversation.bad_history"));
    for (const auto& pair : value) {
        if (!pair.is_array() || pair.size() != 2)
            return refused("conversation.bad_history");
        messages.push_back(message("user", valueText(pair[0])));
        messages.push_back(message("assistant", valueText(pair[1])));
    }
    return {};
}

Result<Json> toolsOf(const Json* value) {
    if (!value || (value->is_string() && isBlankText(value->get_ref<const std::string&>())))
        return Json();
    Json tools = *value;
    if (value->is_string()) {
        auto parsed = parseJson(value->get_ref<const std::string&>());
        if (!parsed)
            return refused("conversation.bad_tools");
        tools = std::move(*parsed);
    }
    if (!tools.is_array())
        return refused("conversation.bad_tools");
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
        if (!parts.messages->is_array())
            return refused("conversation.bad_messages");
        TRY_VOID(appendMessages(conversation.messages, *parts.messages));
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
                                     message("system", valueText(*parts.system)));
    return conversation;
}

} // namespace luthier::dataset

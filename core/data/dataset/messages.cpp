#include "messages.h"

#include "message_loss.h"
#include "speakers.h"

#include <algorithm>
#include <array>
#include <set>

namespace luthier::dataset {

namespace {

constexpr std::array<std::string_view, 3> kSpeakerKeys = {"from", "speaker", "author"};
constexpr std::array<std::string_view, 5> kTextKeys = {"value", "content", "text", "message", "parts"};

constexpr std::array<std::string_view, 5> kWithoutContent = {"tool_calls", "function_call",
                                                             "reasoning_content", "reasoning", "thinking"};

const Json* firstOf(const Json& object, std::span<const std::string_view> keys) {
    for (const auto key : keys)
        if (const Json* value = member(object, key))
            return value;
    return nullptr;
}

/// One of the members is there, if only as null.
bool hasAny(const Json& object, std::span<const std::string_view> keys) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](std::string_view key) { return object.contains(std::string(key)); });
}

/// What a call's arguments are: an object, or the text of one (servers hand them to templates as objects).
/// Text that is none stays as it stands.
Json argumentsOf(const Json* value) {
    if (!value)
        return Json::object();
    if (!value->is_string())
        return *value;
    const auto& text = value->get_ref<const std::string&>();
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        return Json::object();
    auto parsed = parseJson(text);
    return parsed && parsed->is_object() ? std::move(*parsed) : *value;
}

Json callOf(const Json& name, const Json* arguments) {
    return {{"type", "function"}, {"function", {{"name", name}, {"arguments", argumentsOf(arguments)}}}};
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
    if (!calls.is_array())
        return refused("conversation.bad_tool_call");
    Json result = Json::array();
    for (const auto& call : calls) {
        const Json* function = member(call, "function");
        const Json& described = function && function->is_object() ? *function : call;
        const Json* name = member(described, "name");
        if (!name)
            return refused("conversation.bad_tool_call");
        const Json* arguments = member(described, "arguments");
        result.push_back(callOf(*name, arguments ? arguments : member(described, "parameters")));
    }
    return result;
}

/// OpenAI's tool_calls keep what else they hold (`id`, `type`).
Status readCalls(Json& message) {
    if (const Json* old = member(message, "function_call"); old && old->is_object()) {
        TRY(message["tool_calls"], toolCalls(*old));
        message.erase("function_call");
    }
    const Json* given = member(message, "tool_calls");
    if (!given)
        return {};
    Json calls = *given;
    if (given->is_string()) {
        TRY(calls, toolCalls(*given));
    } else if (!given->is_array()) {
        return refused("conversation.bad_tool_call");
    }
    for (Json& call : calls) {
        if (!call.is_object())
            return refused("conversation.bad_tool_call");
        Json* described = member(call, "function") ? &call["function"] : &call;
        if (const Json* arguments = member(*described, "arguments"))
            (*described)["arguments"] = argumentsOf(arguments);
    }
    message["tool_calls"] = std::move(calls);
    return {};
}

struct Joined {
    std::string text;
    Json detail = Json::array(); // train_detail of parts that say whether they are learnt
};

Result<std::string> textOfPart(const Json& part, const std::string& role) {
    if (part.is_string())
        return part.get<std::string>();
    const Json* type = member(part, "type");
    const std::string name = type && type->is_string() ? type->get<std::string>() : "";
    const bool isText = name.empty() || name == "text" || name == "input_text" || name == "output_text";
    const Json* text = member(part, "text");
    if (!isText || !text || !text->is_string())
        return refused("conversation.part_not_text")
            .with("role", role)
            .with("type", name.empty() ? "unknown" : name);
    return text->get<std::string>();
}

Result<Joined> joinParts(const Json& parts, const std::string& role) {
    std::vector<std::string> texts;
    std::vector<std::optional<bool>> learnt;
    for (const Json& part : parts) {
        TRY(auto text, textOfPart(part, role));
        TRY(const auto says, saysTrained(part));
        texts.push_back(std::move(text));
        learnt.push_back(says);
    }
    const bool marked = std::any_of(learnt.begin(), learnt.end(), [](const auto& says) { return says; });
    Joined joined;
    std::int64_t characters = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!marked && i > 0)
            joined.text += '\n';
        const auto length = static_cast<std::int64_t>(countCodePoints(texts[i]));
        if (learnt[i] && length > 0)
            joined.detail.push_back({{"begin_offset", characters},
                                     {"end_offset", characters + length - 1},
                                     {"train", *learnt[i]}});
        characters += length;
        joined.text += texts[i];
    }
    return joined;
}

/// Text as it stands; parts of text joined.
Status readContent(Json& message, const std::string& role) {
    const Json* content = member(message, "content");
    if (!content) {
        // A call or a thought may stand alone; a message that holds nothing that is known says something
        // else.
        const bool others = firstOf(message, kWithoutContent) != nullptr;
        if (!message.contains("content") && !others)
            return refused("conversation.bad_content").with("role", role);
        if (!message.contains("content"))
            message["content"] = "";
        return {};
    }
    if (content->is_string())
        return {};
    const Json* nested = member(*content, "parts"); // an export of ChatGPT
    if (!content->is_array() && !content->is_object())
        return refused("conversation.bad_content").with("role", role);
    const Json parts = content->is_array()            ? *content
                       : nested && nested->is_array() ? *nested
                                                      : Json::array({*content});
    TRY(auto joined, joinParts(parts, role));
    message["content"] = std::move(joined.text);
    if (!joined.detail.empty())
        message["train_detail"] = std::move(joined.detail);
    return {};
}

bool isUsedUp(std::string_view key) {
    return std::find(kSpeakerKeys.begin(), kSpeakerKeys.end(), key) != kSpeakerKeys.end() ||
           std::find(kTextKeys.begin(), kTextKeys.end(), key) != kTextKeys.end();
}

/// What a turn holds besides speaker and text goes along: whether it is learnt, calls, reasoning.
void keepOthers(const Json& source, Json& message) {
    static const std::set<std::string_view> kKept = {
        "weight",          "train", "training",      "trainable",    "loss",       "loss_mask",
        "loss_weight",     "mask",  "masked",        "train_detail", "tool_calls", "tool_call_id",
        "training_detail", "name",  "function_call", "reasoning",    "thinking",   "reasoning_content"};
    for (const auto& [key, value] : source.items())
        if (!isUsedUp(key) && kKept.contains(key))
            message[key] = value;
}

/// A turn of ShareGPT and its relatives.
Result<Json> turnOf(const Json& turn, const Json& speaker) {
    if (!speaker.is_string())
        return refused("conversation.bad_role").with("role", utf8Prefix(dumpJson(speaker), 60));
    const auto& from = speaker.get_ref<const std::string&>();
    const auto role = roleOfSpeaker(from);
    if (!role)
        return refused("conversation.bad_role").with("role", utf8Prefix(from, 60));
    const Json* value = firstOf(turn, kTextKeys);
    const bool call = *role == "call";
    const bool scalar = value && !call && !value->is_string() && value->is_primitive();
    if (!call && !value && !firstOf(turn, kWithoutContent) && !hasAny(turn, kTextKeys))
        return refused("conversation.bad_content").with("role", utf8Prefix(from, 60));
    Json message = plainMessage(call ? "assistant" : *role, call || !value ? Json("")
                                                            : scalar       ? Json(dumpJson(*value))
                                                                           : *value);
    keepOthers(turn, message);
    if (call) {
        TRY(message["tool_calls"], toolCalls(value ? *value : Json()));
    }
    return message;
}

Result<Json> openAiMessage(const Json& source) {
    TRY(const auto role, stringAt(source, "role"));
    if (role.empty())
        return refused("conversation.bad_role").with("role", role);
    const auto known = roleOfSpeaker(role);
    if (known && *known == "call")
        return turnOf(source, role);
    Json message = source;
    if (known)
        message["role"] = *known;
    const Json* text = member(source, "content") ? nullptr : firstOf(source, kTextKeys);
    if (text && !source.contains("content"))
        message["content"] = *text;
    return message;
}

} // namespace

Json plainMessage(std::string_view role, Json content) {
    Json result = Json::object();
    result["role"] = role;
    result["content"] = std::move(content);
    return result;
}

Result<Json> messageOf(const Json& entry) {
    if (!entry.is_object())
        return refused("conversation.bad_messages");
    const Json* speaker = firstOf(entry, kSpeakerKeys);
    const bool turn = speaker && (!member(entry, "role") || member(entry, "from"));
    TRY(auto message, turn ? turnOf(entry, *speaker) : openAiMessage(entry));
    TRY_VOID(readContent(message, message["role"].get<std::string>()));
    TRY_VOID(readCalls(message));
    return message;
}

bool isTurns(const Json& value) {
    if (!value.is_array() || value.empty() || !value.front().is_object())
        return false;
    const Json& first = value.front();
    return member(first, "role") || (firstOf(first, kSpeakerKeys) && firstOf(first, kTextKeys)) ||
           member(first, "from");
}

} // namespace luthier::dataset

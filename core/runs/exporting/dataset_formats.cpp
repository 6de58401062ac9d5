#include "dataset_formats.h"

#include <dataset/record.h>

#include <algorithm>
#include <array>

namespace luthier::exporting {

namespace {

using dataset::valueText;

Error doesNotFit(std::string_view why) {
    return refused("export.row_does_not_fit").with("reason", why);
}

std::string roleOf(const Json& message) {
    const Json* role = member(message, "role");
    return role && role->is_string() ? role->get<std::string>() : std::string();
}

/// Parts of a content list are joined; pictures have no text and are refused.
Result<std::string> contentOf(const Json& message) {
    const Json* content = member(message, "content");
    if (!content)
        return std::string();
    if (!content->is_array())
        return valueText(*content);
    std::string text;
    for (const auto& part : *content) {
        const Json* piece = member(part, "text");
        if (!piece || !piece->is_string())
            return doesNotFit("content");
        text += piece->get<std::string>();
    }
    return text;
}

/// Tool calls as ShareGPT writes them: one call or a list, as JSON text.
std::string callsText(const Json& calls) {
    Json plain = Json::array();
    for (const auto& call : calls) {
        const Json* function = member(call, "function");
        plain.push_back(function ? *function : call);
    }
    return dumpJson(plain.size() == 1 ? plain.front() : plain);
}

Status appendTurn(Json& turns, const Json& message, const dataset::MessageLoss& loss) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> names = {
        {{"user", "human"}, {"assistant", "gpt"}, {"tool", "observation"}}};
    const std::string role = roleOf(message);
    const auto name =
        std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == role; });
    TRY(const auto content, contentOf(message));
    const Json* calls = member(message, "tool_calls");
    const auto append = [&](std::string_view from, std::string value) {
        turns.push_back({{"from", from}, {"value", std::move(value)}});
        if (!loss.trained)
            turns.back()["weight"] = 0;
    };
    if (!content.empty() || !calls) {
        append(name == names.end() ? std::string_view(role) : name->second, content);
        if (const Json* detail = member(message, "train_detail"))
            turns.back()["train_detail"] = *detail;
    }
    if (calls)
        append("function_call", callsText(*calls));
    return {};
}

bool isNumber(std::string_view text) {
    const bool digits = text.find_first_of("0123456789") != std::string_view::npos;
    return digits && text.find_first_not_of("0123456789.,", 1) == std::string_view::npos;
}

} // namespace

Result<Json> messagesRow(const dataset::Conversation& conversation) {
    if (conversation.text)
        return doesNotFit("messages");
    Json row = {{"messages", conversation.messages}};
    if (!conversation.tools.is_null())
        row["tools"] = conversation.tools;
    return row;
}

Result<Json> shareGptRow(const dataset::Conversation& conversation) {
    if (conversation.text)
        return doesNotFit("messages");
    Json row = Json::object();
    Json turns = Json::array();
    for (std::size_t index = 0; index < conversation.messages.size(); ++index) {
        const Json& message = conversation.messages[index];
        if (index == 0 && roleOf(message) == "system") {
            TRY(row["system"], contentOf(message));
            continue;
        }
        TRY_VOID(appendTurn(turns, message, conversation.loss[index]));
    }
    row["conversations"] = std::move(turns);
    if (!conversation.tools.is_null())
        row["tools"] = dumpJson(conversation.tools);
    return row;
}

Result<Json> alpacaRow(const dataset::Conversation& conversation, const Json& fields,
                       const dataset::Roles& roles) {
    if (conversation.text)
        return doesNotFit("messages");
    // Rows of Alpaca have no place to say that a turn is not learnt.
    for (const auto& loss : conversation.loss)
        if (loss != dataset::MessageLoss{})
            return doesNotFit("weight");
    std::vector<std::string> turns;
    std::string system;
    for (const auto& message : conversation.messages) {
        const std::string role = roleOf(message);
        TRY(auto content, contentOf(message));
        if (role == "system" && turns.empty() && system.empty())
            system = std::move(content);
        else if (role == (turns.size() % 2 == 0 ? "user" : "assistant") && !member(message, "tool_calls"))
            turns.push_back(std::move(content));
        else
            return doesNotFit(role);
    }
    if (turns.size() < 2 || turns.size() % 2 != 0)
        return doesNotFit("turns");
    Json row = {{"instruction", turns[turns.size() - 2]}, {"input", ""}, {"output", turns.back()}};
    const std::string promptColumn = dataset::columnOf(roles, "prompt");
    const Json* input = member(fields, dataset::columnOf(roles, "input"));
    const Json* prompt = member(fields, promptColumn);
    if (input && prompt && prompt->is_string()) {
        row["instruction"] = *prompt;
        row["input"] = valueText(*input);
    }
    if (!system.empty())
        row["system"] = system;
    Json history = Json::array();
    for (std::size_t turn = 0; turn + 2 < turns.size(); turn += 2)
        history.push_back({turns[turn], turns[turn + 1]});
    if (!history.empty())
        row["history"] = std::move(history);
    return row;
}

Result<Json> promptCompletionRow(const dataset::Conversation& conversation) {
    const Json& turns = conversation.messages;
    if (conversation.text || turns.size() < 2 || roleOf(turns.back()) != "assistant")
        return doesNotFit("response");
    // Such rows have no place to say that a turn is not learnt: what is before the completion never is.
    if (conversation.loss.back() != dataset::MessageLoss{})
        return doesNotFit("weight");
    const Json& question = turns.front();
    const Json& answer = turns.back();
    const bool plain = turns.size() == 2 && roleOf(question) == "user" && conversation.tools.is_null() &&
                       question.size() == 2 && answer.size() == 2 && question["content"].is_string() &&
                       answer["content"].is_string();
    if (plain)
        return Json{{"prompt", question["content"]}, {"completion", answer["content"]}};
    Json before = turns;
    before.erase(before.end() - 1);
    Json row = {{"prompt", std::move(before)}, {"completion", Json::array({answer})}};
    if (!conversation.tools.is_null())
        row["tools"] = conversation.tools;
    return row;
}

Result<Json> preferenceRow(const Json& fields, const dataset::Roles& roles) {
    constexpr std::array<std::string_view, 8> kept = {"system", "history", "messages", "prompt",
                                                      "input",  "chosen",  "rejected", "tools"};
    Json row = Json::object();
    for (const auto role : kept) {
        const std::string column = dataset::columnOf(roles, role);
        const Json* value = column.empty() ? nullptr : member(fields, column);
        if (value && !value->is_null())
            row[std::string(role)] = *value;
    }
    for (const char* answer : {"chosen", "rejected"})
        if (!row.contains(answer))
            return doesNotFit(answer);
    return row;
}

Result<Json> classificationRow(const Json& fields, const dataset::Roles& roles) {
    Json row = Json::object();
    for (const char* role : {"text", "text_pair", "label"}) {
        const std::string column = dataset::columnOf(roles, role);
        const Json* value = column.empty() ? nullptr : member(fields, column);
        if (value && !value->is_null())
            row[role] = *value;
    }
    for (const char* role : {"text", "label"})
        if (!row.contains(role))
            return doesNotFit(role);
    return row;
}

Result<std::string> textRow(const dataset::Conversation& conversation) {
    if (!conversation.text)
        return doesNotFit("text");
    return *conversation.text;
}

std::string quotedCell(std::string_view cell, char separator) {
    const bool plain = cell.find_first_of(std::string("\"\r\n") + separator) == std::string_view::npos;
    const bool outerBlank = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
    if (plain && !outerBlank)
        return std::string(cell);
    std::string quoted = "\"";
    for (const char c : cell) {
        quoted += c;
        if (c == '"')
            quoted += c;
    }
    return quoted + '"';
}

std::string guardedCell(std::string_view cell) {
    constexpr std::array<std::string_view, 11> starts = {"=",  "+",  "-",  "@",  "\t", "\r",
                                                         "\n", "＝", "＋", "－", "＠"};
    const bool formula =
        std::any_of(starts.begin(), starts.end(), [&](auto start) { return cell.starts_with(start); }) ||
        (!cell.empty() && cell.front() == '\0');
    if (!formula || isNumber(cell))
        return std::string(cell);
    std::string guarded(1, '\'');
    guarded += cell;
    return guarded;
}

std::string oneLine(std::string_view json) {
    if (json.find_first_of("\r\n") == std::string_view::npos)
        return std::string(json);
    std::string line;
    bool inString = false;
    for (std::size_t at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (!inString && (c == ' ' || c == '\t' || c == '\r' || c == '\n'))
            continue;
        line += c;
        if (inString && c == '\\' && at + 1 < json.size())
            line += json[++at];
        else if (c == '"')
            inString = !inString;
    }
    return line;
}

} // namespace luthier::exporting

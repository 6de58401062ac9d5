#include "row_text.h"

#include "normal_text.h"

#include <dataset/conversation.h>
#include <dataset/messages.h>
#include <dataset/record.h>

#include <algorithm>
#include <array>
#include <vector>

namespace luthier::cleaning {
namespace {

constexpr std::array<std::string_view, 5> kTurns = {"messages", "prompt", "input", "response", "history"};
constexpr std::array<std::string_view, 4> kNotCompared = {"ignore", "split", "group", "source"};

using Parts = std::vector<std::string>;

/// A row by what its texts are to each other.
struct RowParts {
    Parts asked;
    Parts answered;
    Parts around; // system and later turns, label
};

const Json* valueOf(const Json& fields, const dataset::Roles& roles, std::string_view role) {
    const std::string column = dataset::columnOf(roles, role);
    return column.empty() ? nullptr : member(fields, column);
}

std::string contentOf(const Json& message) {
    std::string text;
    if (const Json* content = member(message, "content"))
        text = dataset::valueText(*content);
    if (const Json* calls = member(message, "tool_calls"))
        text += kBetweenParts + dataset::valueText(*calls);
    return text;
}

/// A list of messages by their contents, anything else as its text.
std::string textOf(const Json& value) {
    if (!value.is_array())
        return dataset::valueText(value);
    std::string text;
    for (const Json& entry : value) {
        const auto message = dataset::messageOf(entry);
        if (!message)
            return dataset::valueText(value);
        text += (text.empty() ? "" : std::string(1, kBetweenParts)) + contentOf(*message);
    }
    return text;
}

void addTurns(const dataset::Conversation& conversation, RowParts& parts) {
    const Json& messages = conversation.messages;
    const auto isRole = [&](std::size_t at, std::string_view role) {
        return stringAt(messages[at], "role", "").value_or("") == role;
    };
    std::size_t answer = messages.size();
    for (std::size_t at = 0; at < messages.size(); ++at)
        if (isRole(at, "assistant"))
            answer = at;
    for (std::size_t at = 0; at < messages.size(); ++at)
        (at == answer                          ? parts.answered
         : at > answer || isRole(at, "system") ? parts.around
                                               : parts.asked)
            .push_back(contentOf(messages[at]));
}

RowParts partsOf(const Json& fields, const dataset::DatasetFacts& facts) {
    const dataset::Roles& roles = facts.roles;
    RowParts parts;
    bool any = false;
    const auto add = [&](std::string_view role, Parts& to) {
        any |= !dataset::columnOf(roles, role).empty();
        if (const Json* value = valueOf(fields, roles, role))
            to.push_back(textOf(*value));
    };
    const bool turns = std::any_of(kTurns.begin(), kTurns.end(), [&](std::string_view role) {
        return !dataset::columnOf(roles, role).empty();
    });
    const auto conversation = turns ? std::optional(dataset::conversationOf(fields, roles)) : std::nullopt;
    if (conversation && *conversation && !(*conversation)->text) {
        any = true;
        addTurns(**conversation, parts);
    } else {
        for (const std::string_view role : {"messages", "history", "prompt", "input"})
            add(role, parts.asked);
        add("response", parts.answered);
        add("system", parts.around);
    }
    for (const std::string_view role : {"text", "text_pair"})
        add(role, parts.asked);
    for (const std::string_view role : {"chosen", "rejected"})
        add(role, parts.answered);
    // Beside a response a label is no part of what is learnt, but for a verdict on it.
    if (parts.answered.empty() || facts.layout == "unpaired_preference")
        add("label", parts.around);
    if (any)
        return parts;
    for (const auto& [column, value] : fields.items()) {
        const auto role =
            std::find_if(roles.begin(), roles.end(), [&, name = std::string_view(column)](const auto& given) {
                return given.first == name;
            });
        if (role == roles.end() ||
            std::find(kNotCompared.begin(), kNotCompared.end(), role->second) == kNotCompared.end())
            parts.asked.push_back(dataset::valueText(value));
    }
    return parts;
}

std::string joined(const std::vector<const Parts*>& lists) {
    std::string text;
    for (const Parts* parts : lists)
        for (const std::string& part : *parts) {
            text += part;
            text += kBetweenParts;
        }
    return text;
}

std::string joined(const RowParts& parts, TextKey key) {
    switch (key) {
    case TextKey::Prompt:
        return joined({&parts.asked});
    case TextKey::Response:
        return joined({&parts.answered});
    case TextKey::Record:
        return joined({&parts.asked, &parts.answered, &parts.around});
    }
    return {};
}

} // namespace

std::optional<TextKey> textKeyOf(std::string_view name) {
    for (const TextKey key : {TextKey::Prompt, TextKey::Response, TextKey::Record})
        if (nameOf(key) == name)
            return key;
    return {};
}

std::string_view nameOf(TextKey key) {
    switch (key) {
    case TextKey::Prompt:
        return "prompt";
    case TextKey::Response:
        return "response";
    case TextKey::Record:
        return "record";
    }
    return {};
}

RowTexts rowTexts(const Json& fields, const dataset::DatasetFacts& facts, TextKey key) {
    const RowParts parts = partsOf(fields, facts);
    RowTexts texts{joined(parts, key), {}};
    if (!parts.answered.empty())
        texts.answer = joined({&parts.answered});
    else if (const Json* label = valueOf(fields, facts.roles, "label"))
        texts.answer = dataset::valueText(*label);
    return texts;
}

bool isWithoutText(std::string_view exactForm) {
    return exactForm.find_first_not_of("\x1F ") == std::string_view::npos;
}

} // namespace luthier::cleaning

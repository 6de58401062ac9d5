#include "row_texts.h"

#include <dataset/record.h>

#include <utility>

namespace luthier::examples {
namespace {

std::string roleOf(const Json& message) {
    return stringAt(message, "role", "").value_or("");
}

std::string contentOf(const Json& message) {
    return stringAt(message, "content", "").value_or("");
}

/// The first `count` messages in words. One user turn, with a system text before it or not, is put on lines
/// of its own; of a longer conversation an empty line parts the turns, as in builtin:plain.
std::string wordsOf(const Json& messages, std::size_t count, const std::optional<std::string>& system) {
    std::string words;
    const bool hasSystem = count > 0 && roleOf(messages[0]) == "system";
    const std::string_view between = count <= (hasSystem ? 2U : 1U) ? "\n" : "\n\n";
    const auto add = [&](const std::string& text) {
        if (!words.empty() && !text.empty())
            words += between;
        words += text;
    };
    if (system && !hasSystem)
        add(*system);
    for (std::size_t i = 0; i < count; ++i)
        add(contentOf(messages[i]));
    return words;
}

Result<std::string> plainText(const Json& value) {
    if (value.is_structured())
        return refused("examples.bad_text");
    return dataset::valueText(value);
}

bool hasTools(const dataset::Conversation& conversation) {
    return conversation.tools.is_array() && !conversation.tools.empty();
}

} // namespace

Result<RowTexts> textOf(const Json& fields, const dataset::Roles& roles,
                        const std::optional<std::string>& system) {
    RowTexts texts;
    const std::string column = dataset::columnOf(roles, "text");
    if (column.empty()) {
        TRY(const dataset::Conversation conversation, dataset::conversationOf(fields, roles));
        texts.first = wordsOf(conversation.messages, conversation.messages.size(), system);
        texts.toolsLost = hasTools(conversation);
        return texts;
    }
    const Json* text = member(fields, column);
    if (!text)
        return refused("conversation.nothing");
    TRY(texts.first, plainText(*text));
    return texts;
}

Result<RowTexts> textsOf(const Json& fields, const dataset::Roles& roles,
                         const std::optional<std::string>& system) {
    TRY(RowTexts texts, textOf(fields, roles, system));
    const std::string pairColumn = dataset::columnOf(roles, "text_pair");
    if (dataset::columnOf(roles, "text").empty() || pairColumn.empty())
        return texts;
    const Json* pair = member(fields, pairColumn);
    if (!pair)
        return refused("examples.no_pair").with("column", pairColumn);
    TRY(texts.second, plainText(*pair));
    return texts;
}

Result<SourceAndAnswer> sourceAndAnswer(const Json& fields, const dataset::Roles& roles,
                                        const std::optional<std::string>& system) {
    TRY(const dataset::Conversation conversation, dataset::conversationOf(fields, roles));
    const Json& messages = conversation.messages;
    std::size_t turn = messages.size();
    while (turn > 0 && roleOf(messages[turn - 1]) != "assistant")
        --turn;
    if (turn == 0)
        return refused("examples.no_answer");
    SourceAndAnswer parts;
    parts.answerTurn = turn - 1;
    parts.source = wordsOf(messages, turn - 1, system);
    parts.answer = contentOf(messages[turn - 1]);
    parts.loss = conversation.loss[turn - 1];
    parts.toolsLost = hasTools(conversation);
    return parts;
}

} // namespace luthier::examples

#include "row_view.h"

#include "code_parts.h"

#include <dataset/speakers.h>

#include <algorithm>

namespace luthier::cleaning {

namespace {

using dataset::DatasetFacts;

constexpr std::array<std::string_view, 3> kSpeakerKeys = {"from", "speaker", "author"};
constexpr std::array<std::string_view, 5> kTextKeys = {"value", "content", "text", "message", "parts"};
constexpr std::array<std::string_view, 4> kCallKeys = {"tool_calls", "function_call", "reasoning_content",
                                                       "thinking"};

struct NamedValue {
    std::string_view key;
    const Json* value = nullptr;
};

template <std::size_t N>
NamedValue firstOf(const Json& object, const std::array<std::string_view, N>& keys) {
    for (const auto key : keys)
        if (const Json* value = member(object, key))
            return {key, value};
    return {};
}

Speaker speakerOfRole(std::string_view role) {
    if (role == "system")
        return Speaker::System;
    if (role == "user")
        return Speaker::User;
    if (role == "assistant" || role == "call")
        return Speaker::Assistant;
    return role == "tool" ? Speaker::Tool : Speaker::Other;
}

/// A column of the dataset with its role, and its value in this row.
struct Column {
    std::string_view name;
    std::string_view role;
    const Json* value = nullptr;
};

class Builder {
public:
    Builder(RowView& row, const Json& fields, const DatasetFacts& facts)
        : m_row(row)
        , m_fields(fields)
        , m_facts(facts) {}

    void build() {
        if (const auto system = columnOf("system"); system.value)
            addTurn(system, Speaker::System);
        if (const auto history = columnOf("history"); history.value)
            addHistory(history);
        if (const auto messages = columnOf("messages"); !messages.name.empty())
            addConversation(messages, Speaker::User);
        else
            addQuestion();
        for (const char* role : {"response", "chosen"})
            addConversation(columnOf(role), Speaker::Assistant);
        addAside("rejected");
        addTexts();
    }

private:
    Column columnOf(std::string_view role) {
        for (const auto& [column, columnRole] : m_facts.roles)
            if (columnRole == role) {
                m_anyRole = true;
                const Json* value = member(m_fields, column);
                if (!value)
                    m_row.missing.emplace_back(column, columnRole);
                return {column, columnRole, value};
            }
        return {};
    }

    void addQuestion() {
        const auto prompt = columnOf("prompt");
        const auto input = columnOf("input");
        if (prompt.value && prompt.value->is_array())
            addConversation(prompt, Speaker::User);
        else if (prompt.value || input.value) {
            const Column& first = prompt.value ? prompt : input;
            Turn turn = begin(first, Speaker::User);
            if (prompt.value)
                addText(prompt, "", *prompt.value, Speaker::User);
            if (input.value)
                addText(input, "", *input.value, Speaker::User);
            end(turn);
        }
    }

    /// Texts that stand beside the conversation: they have passages, no turn.
    void addAside(std::string_view role) {
        const auto column = columnOf(role);
        if (!column.value)
            return;
        const auto turns = m_row.turns.size();
        addConversation(column, Speaker::Assistant);
        m_row.turns.resize(turns);
    }

    void addTexts() {
        for (const char* role : {"text", "text_pair"})
            if (const auto text = columnOf(role); text.value)
                addText(text, "", *text.value, Speaker::Text);
        if (m_anyRole)
            return;
        for (const auto& field : m_facts.fields)
            if (const Json* value = member(m_fields, field.name))
                addText({field.name, "", value}, "", *value, Speaker::Text);
    }

    void addHistory(const Column& column) {
        const Json* pairs = listOf(column);
        if (!pairs)
            return;
        for (std::size_t i = 0; i < pairs->size(); ++i) {
            const Json& pair = (*pairs)[i];
            const std::string at = "/" + std::to_string(i);
            if (pair.is_object()) {
                addMessage(column, at, pair);
                continue;
            }
            if (!pair.is_array() || pair.size() != 2)
                continue;
            for (const std::size_t side : {0U, 1U}) {
                const Speaker speaker = side == 0 ? Speaker::User : Speaker::Assistant;
                Turn turn = begin(column, speaker);
                addText(column, at + "/" + std::to_string(side), pair[side], speaker);
                end(turn);
            }
        }
    }

    /// A list of messages, the JSON text of one, one message, or a text that `speaker` says.
    void addConversation(const Column& column, Speaker speaker) {
        if (!column.value)
            return;
        if (column.value->is_object())
            return addMessage(column, "", *column.value);
        const bool mayBeText = column.role != "messages";
        const Json* list = mayBeText && column.value->is_string() ? nullptr : listOf(column);
        if (!list)
            return addTurn(column, speaker);
        for (std::size_t i = 0; i < list->size(); ++i)
            addMessage(column, "/" + std::to_string(i), (*list)[i]);
    }

    void addMessage(const Column& column, const std::string& at, const Json& message) {
        if (!message.is_object())
            return;
        const Json* role = member(message, "role");
        const Json* from = role ? role : firstOf(message, kSpeakerKeys).value;
        if (!from || !from->is_string())
            return;
        const auto known = dataset::roleOfSpeaker(from->get_ref<const std::string&>());
        const Speaker speaker = known ? speakerOfRole(*known) : Speaker::Other;
        Turn turn = begin(column, speaker);
        turn.calls = (known && *known == "call") || firstOf(message, kCallKeys).value != nullptr;
        const auto content = role && member(message, "content")
                                 ? NamedValue{"content", member(message, "content")}
                                 : firstOf(message, kTextKeys);
        if (content.value)
            addContent(column, at + "/" + std::string(content.key), *content.value, speaker, turn);
        end(turn);
    }

    /// A text, or a list of parts of which some are text.
    void addContent(const Column& column, const std::string& at, const Json& content, Speaker speaker,
                    Turn& turn) {
        if (content.is_string())
            return addText(column, at, content, speaker);
        if (!content.is_array())
            return;
        for (std::size_t i = 0; i < content.size(); ++i) {
            const std::string part = at + "/" + std::to_string(i);
            const Json* text = member(content[i], "text");
            if (content[i].is_string())
                addText(column, part, content[i], speaker);
            else if (text)
                addText(column, part + "/text", *text, speaker);
            else
                turn.calls = true; // a picture or the like: the turn is not empty
        }
    }

    void addTurn(const Column& column, Speaker speaker) {
        Turn turn = begin(column, speaker);
        addText(column, "", *column.value, speaker);
        end(turn);
    }

    Turn begin(const Column& column, Speaker speaker) const {
        Turn turn;
        turn.speaker = speaker;
        turn.field = column.name;
        turn.role = column.role;
        turn.firstPassage = m_row.passages.size();
        return turn;
    }
    void end(Turn& turn) {
        turn.passages = m_row.passages.size() - turn.firstPassage;
        m_row.turns.push_back(turn);
    }

    void addText(const Column& column, std::string pointer, const Json& value, Speaker speaker) {
        if (!value.is_string())
            return;
        Passage passage = passageOf(value.get_ref<const std::string&>(), speaker, column.role);
        passage.field = column.name;
        passage.pointer = std::move(pointer);
        passage.editable = !m_insideText;
        m_row.passages.push_back(std::move(passage));
    }

    /// The column's list as it is, or the one that its text holds; null when there is none.
    const Json* listOf(const Column& column) {
        m_insideText = column.value->is_string();
        if (!m_insideText)
            return column.value->is_array() ? column.value : nullptr;
        auto parsed = parseJson(column.value->get_ref<const std::string&>());
        if (parsed && parsed->is_array())
            return &m_row.parsed.emplace_back(std::move(*parsed));
        m_insideText = false;
        return nullptr;
    }

    RowView& m_row;
    const Json& m_fields;
    const DatasetFacts& m_facts;
    bool m_anyRole = false;
    bool m_insideText = false;
};

} // namespace

bool Passage::hasBeyondAscii() const {
    return std::any_of(bytes.begin() + 0xC0, bytes.end(), [](bool occurs) { return occurs; });
}

bool Passage::isInsideCode(std::size_t byte) const {
    const auto behind =
        std::upper_bound(codeParts.begin(), codeParts.end(), byte,
                         [](std::size_t at, const ByteRange& part) { return at < part.begin; });
    return behind != codeParts.begin() && byte < std::prev(behind)->end;
}

Passage passageOf(std::string_view text, Speaker speaker, std::string_view role) {
    Passage passage;
    passage.text = text;
    passage.speaker = speaker;
    passage.role = role;
    for (const char c : text)
        passage.bytes[static_cast<unsigned char>(c)] = true;
    if (passage.has('`') || passage.has('~'))
        passage.codeParts = codePartsOf(text);
    return passage;
}

RowView viewOf(RowId id, const Json& fields, const DatasetFacts& facts) {
    RowView row;
    row.id = id;
    Builder(row, fields, facts).build();
    return row;
}

} // namespace luthier::cleaning

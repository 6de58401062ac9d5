#pragma once

#include <base/ids.h>
#include <base/json.h>
#include <base/utf8.h>
#include <dataset/types.h>

#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::cleaning {

/// Who says a passage; Text is that of no conversation, Other a speaker that nobody knows.
enum class Speaker { System, User, Assistant, Tool, Text, Other };

/// A text of a row that rules look at, with what is cheap to know about it.
struct Passage {
    std::string_view field;
    std::string_view role; // of the column: prompt, response, messages, chosen, rejected, text, …
    std::string pointer;   // JSON pointer of the text inside the field; empty: the field is the text
    Speaker speaker = Speaker::Text;
    std::string_view text;
    /// False where the text stands inside the JSON text of a column: it is found, not changed.
    bool editable = true;
    std::array<bool, 256> bytes{};    // which bytes occur in it
    std::vector<ByteRange> codeParts; // fenced blocks and spans between backticks, in order

    bool has(char byte) const { return bytes[static_cast<unsigned char>(byte)]; }
    /// Whether a byte that begins a character outside ASCII occurs.
    bool hasBeyondAscii() const;
    bool isInsideCode(std::size_t byte) const;
};

/// One entry of the conversation; its passages are neighbours.
struct Turn {
    Speaker speaker = Speaker::User;
    std::string_view field;
    std::string_view role; // of the column
    std::size_t firstPassage = 0;
    std::size_t passages = 0;
    bool calls = false; // holds a tool call: its text may be empty
};

/// A row as rules see it. Its texts are views into the fields (and the roles) it was made of, which must
/// outlive it.
struct RowView {
    RowId id;
    std::deque<Passage> passages;
    std::vector<Turn> turns;
    std::vector<std::pair<std::string_view, std::string_view>> missing; // column and role that the row lacks
    std::deque<Json> parsed; // conversations that a column keeps as JSON text

    RowView() = default;
    RowView(const RowView&) = delete;
    RowView& operator=(const RowView&) = delete;
    RowView(RowView&&) = default;
    RowView& operator=(RowView&&) = default;
};

/// The passages and turns of a row: columns with a role of the text in the order of the conversation
/// (system, history, messages or prompt, input and response, then chosen, rejected, text, text_pair). A
/// dataset without any such role gives all its strings as Text. Messages are read as messageOf reads them;
/// what is no conversation gives no turn.
RowView viewOf(RowId id, const Json& fields, const dataset::DatasetFacts& facts);

/// A passage of its own, for tests and for texts outside a dataset.
Passage passageOf(std::string_view text, Speaker speaker, std::string_view role);

} // namespace luthier::cleaning

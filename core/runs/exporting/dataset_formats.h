#pragma once

#include <base/json.h>
#include <base/result.h>
#include <dataset/conversation.h>

#include <string>

namespace luthier::exporting {

// One row in each layout (formats.md 6.1). Internal to the module.

/// {"messages":[…],"tools":[…]?}
Result<Json> messagesRow(const dataset::Conversation& conversation);
/// {"conversations":[{"from","value"}],"system"?,"tools"?}
Result<Json> shareGptRow(const dataset::Conversation& conversation);
/// {"instruction","input","output","system"?,"history"?}; the input stays by itself where the row has one.
Result<Json> alpacaRow(const dataset::Conversation& conversation, const Json& fields,
                       const dataset::Roles& roles);
/// {"prompt","completion"}: texts where the question is one text, else lists of messages, with "tools"?; the
/// completion is the last turn.
Result<Json> promptCompletionRow(const dataset::Conversation& conversation);
/// {"prompt","chosen","rejected"} and what else stands before the answers, each value as it is under the name
/// of its role.
Result<Json> preferenceRow(const Json& fields, const dataset::Roles& roles);
/// {"text","text_pair"?,"label"}
Result<Json> classificationRow(const Json& fields, const dataset::Roles& roles);
/// The text of a row; of a conversation there is none (export.row_does_not_fit).
Result<std::string> textRow(const dataset::Conversation& conversation);

/// A cell as RFC 4180 wants it.
std::string quotedCell(std::string_view cell, char separator);
/// An apostrophe before a cell that begins like a formula and is no number; the full-width signs count too.
std::string guardedCell(std::string_view cell);

/// A JSON text in one line: blanks between its parts are dropped, what is inside strings stays.
std::string oneLine(std::string_view json);

} // namespace luthier::exporting

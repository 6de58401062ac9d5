#pragma once

#include "message_loss.h"
#include "types.h"

#include <base/result.h>

#include <optional>
#include <string>

namespace luthier::dataset {

/// A row in the one form that rendering, training and preview read.
struct Conversation {
    Json messages =
        Json::array(); // {role, content, tool_calls?, tool_call_id?, name?, …} as chat templates expect
    std::vector<MessageLoss> loss;   // one a message: what of it the data says is not learnt
    Json tools;                      // a list of function schemas, or null
    std::optional<std::string> text; // plain text of a row without messages (role text)
};

/// The row's fields by their roles (formats.md 6.1):
/// messages — OpenAI messages or ShareGPT turns, as a list or the JSON text of one, each read by messageOf;
/// prompt, input, response — the user turn is the prompt, a newline and the input; lists of messages are
/// joined; system, history ([[question, answer], …]) and tools (a list or its JSON text) are put around them;
/// else text. Fails with conversation.nothing, .bad_history, .bad_tools and what messageOf and lossOf fail
/// with.
Result<Conversation> conversationOf(const Json& fields, const Roles& roles);

} // namespace luthier::dataset

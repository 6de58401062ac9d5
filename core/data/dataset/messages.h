#pragma once

#include <base/json.h>
#include <base/result.h>

namespace luthier::dataset {

/// An entry of a list of messages as chat templates expect it: `{role, content, …}` of OpenAI with its other
/// members as they stand, or a turn of ShareGPT (`from` and `value`, or their relatives). Known speakers get
/// their role whatever their case; an unknown `role` is left to the template, an unknown `from` is refused.
/// Content in parts of text is joined by line breaks (parts that say whether they are learnt: as they stand,
/// with `train_detail`); tool calls are `tool_calls` with their arguments as an object. Fails with
/// conversation.bad_messages, .bad_role, .bad_content, .part_not_text, .bad_tool_call, .bad_weight.
Result<Json> messageOf(const Json& entry);

/// `{"role": role, "content": content}`.
Json plainMessage(std::string_view role, Json content);

/// Whether a list is a conversation, as far as its first entry tells.
bool isTurns(const Json& value);

} // namespace luthier::dataset

#pragma once

#include <base/json.h>
#include <base/result.h>
#include <dataset/conversation.h>
#include <dataset/types.h>

#include <cstddef>
#include <optional>
#include <string>

namespace luthier::examples {

/// What a row says, in words alone: one text or two that belong together.
struct RowTexts {
    std::string first;
    std::optional<std::string> second;
    bool toolsLost = false; ///< the row has tools, and no text names them
};

/// The one text that words are hidden in: the column with the role text, else the words of the conversation
/// with `system` before it where it has no system turn. Fails with conversation.*, examples.bad_text.
Result<RowTexts> textOf(const Json& fields, const dataset::Roles& roles,
                        const std::optional<std::string>& system);

/// The texts that are labelled: the columns with the roles text and text_pair, else the words of the
/// conversation as above. Fails with conversation.*, examples.bad_text, examples.no_pair.
Result<RowTexts> textsOf(const Json& fields, const dataset::Roles& roles,
                         const std::optional<std::string>& system);

/// The last answer of a conversation and all that stands before it. What follows it is left.
struct SourceAndAnswer {
    std::string source;
    std::string answer;
    std::size_t answerTurn = 0; ///< among the row's own messages
    dataset::MessageLoss loss;  ///< what the data says of the answer
    bool toolsLost = false;
};
/// Fails with conversation.*, examples.no_answer.
Result<SourceAndAnswer> sourceAndAnswer(const Json& fields, const dataset::Roles& roles,
                                        const std::optional<std::string>& system);

} // namespace luthier::examples

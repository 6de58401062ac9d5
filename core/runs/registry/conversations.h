#pragma once

#include <base/json.h>
#include <base/result.h>
#include <project/project.h>
#include <storage/connection.h>

#include <string>
#include <vector>

namespace luthier::registry {

/// What was said with a model, as the project keeps it.
struct Conversation {
    std::int64_t id = 0; ///< 0: not kept yet
    std::string model;   ///< folder of the model that was asked
    std::string title;   ///< the first question, shortened by who writes it
    Json content = {};   ///< as the window means it; null in a list
    std::string updatedAt;
};

/// Keeps a conversation, or what has become of it; gives its id. Needs a writable project. Fails with
/// storage.*; a conversation that is removed stays so.
Result<std::int64_t> keepConversation(project::Project& project, const Conversation& conversation);
/// The newest `most` of those that are not removed, without content.
Result<std::vector<Conversation>> listConversations(storage::Connection& database, std::int64_t most);
/// Fails with chat.not_kept.
Result<Conversation> readConversation(storage::Connection& database, std::int64_t id);
/// Takes it out of the list or back into it; nothing is deleted.
Status setConversationRemoved(project::Project& project, std::int64_t id, bool removed);

} // namespace luthier::registry

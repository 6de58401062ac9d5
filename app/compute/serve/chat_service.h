#pragma once

#include "commands/loading.h"

#include <examples/example.h>
#include <jobs/lanes.h>
#include <serving/requests.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace luthier::compute_program {

/// Chats with one model: chat.open, chat.send, chat.close (cli.md, serve). The model is loaded and its lane
/// taken by the first chat; when a job wants the lane, the answer under way ends, model and lane are given
/// back and `chat.left` says so; a later chat.open loads again, or fails with device.busy. The tokenizer is
/// the adapter's where it carries one, also while the base speaks; so is the template, unless the chat was
/// opened with the `recipe` of a run and its `project`: then it is that recipe's, with its system text in
/// front, as in training and comparisons. One answer at a time; methods may be called from any thread.
class ChatService {
public:
    /// `seed` is that of answers which are asked for without one.
    ChatService(serving::Channel& channel, ModelArguments arguments, std::uint64_t seed);
    ~ChatService();
    ChatService(const ChatService&) = delete;
    ChatService& operator=(const ChatService&) = delete;

    std::span<const serving::Method> methods() const { return m_methods; }

private:
    /// What is held while somebody chats.
    struct Held {
        project::FileLock lane;
        LoadedModel loaded;
        std::shared_ptr<const tokenizing::Tokenizer> tokenizer;
    };
    struct Chat {
        bool adapter; ///< whether it speaks
        examples::ExampleMaker maker;
    };
    Result<Json> open(const Json& params, const StopToken& stop, ProgressSink& progress);
    Result<Json> send(const Json& params, const StopToken& stop);
    Result<Json> close(const Json& params);
    Result<Held> load(const StopToken& stop);
    Result<examples::ExampleMaker> makerOf(const Json& params) const;
    void leaveWhenWanted(const StopToken& stop);
    /// Ends the answer under way and gives model and lane back.
    void leave();

    serving::Channel& m_channel;
    ModelArguments m_arguments;
    std::uint64_t m_seed;
    std::vector<serving::Method> m_methods;
    std::mutex m_mutex; ///< held while the model works or changes
    std::optional<Held> m_held;
    std::map<std::int64_t, Chat> m_chats;
    std::int64_t m_lastChat = 0;
    std::mutex m_leavingMutex;
    std::stop_source m_leaving; ///< of the answer under way
    std::jthread m_watcher;
};

} // namespace luthier::compute_program

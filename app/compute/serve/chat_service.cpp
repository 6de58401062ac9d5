#include "chat_service.h"

#include "commands/device_lane.h"

#include <devices/devices.h>
#include <evaluating/comparison_options.h>
#include <evaluating/subjects.h>
#include <generation/generate.h>
#include <generation/open_decoder.h>
#include <project/user_state.h>

#include <algorithm>

namespace luthier::compute_program {
namespace {

/// Generation options of a question: names of the command line, with dashes.
Result<generation::GenerationOptions> generationOf(const Json& params, std::uint64_t seed) {
    Json options = {{"seed", seed}};
    for (const auto& [key, value] : params.items()) {
        std::string name = key;
        std::replace(name.begin(), name.end(), '-', '_');
        if (name != "chat" && name != "messages")
            options[name] = value;
    }
    TRY(const auto read, evaluating::comparisonOptionsFromJson(options));
    return read.generation;
}

} // namespace

ChatService::ChatService(serving::Channel& channel, ModelArguments arguments, std::uint64_t seed)
    : m_channel(channel)
    , m_arguments(std::move(arguments))
    , m_seed(seed) {
    m_methods = {
        {"chat.open",
         [this](const Json& params, StopToken stop, ProgressSink& progress) {
             return open(params, stop, progress);
         }},
        {"chat.send",
         [this](const Json& params, StopToken stop, ProgressSink&) {
             return send(params, stop);
         }},
        {"chat.close",
         [this](const Json& params, StopToken, ProgressSink&) {
             return close(params);
         }},
    };
    m_watcher = std::jthread([this](const std::stop_token& stop) { leaveWhenWanted(stop); });
}

ChatService::~ChatService() = default;

Result<ChatService::Held> ChatService::load(const StopToken& stop) {
    TRY(auto lane, takeLaneOf(m_arguments, stop));
    TRY(auto loaded, loadModel(m_arguments, stop));
    TRY(auto tokenizer, loadTokenizer(m_arguments));
    return Held{std::move(lane), std::move(loaded), std::move(tokenizer)};
}

Result<examples::ExampleMaker> ChatService::makerOf(const Json& params) const {
    recipe::Recipe recipe;
    if (const Json* given = member(params, "recipe")) {
        TRY(recipe, recipe::recipeFromJson(*given));
    }
    TRY(const std::string project, stringAt(params, "project", ""));
    TRY(auto chosen, evaluating::templateOfResult(recipe, *m_held->tokenizer, m_arguments.adapter, project));
    return examples::ExampleMaker(m_held->tokenizer, std::move(chosen.chatTemplate), recipe);
}

Result<Json> ChatService::open(const Json& params, const StopToken& stop, ProgressSink& progress) {
    TRY(const bool adapter, boolAt(params, "adapter", !m_arguments.adapter.empty()));
    if (adapter && m_arguments.adapter.empty())
        return usageError("chat.no_adapter");
    const std::lock_guard lock(m_mutex);
    if (!m_held) {
        progress.report({"loading model", 0, 1});
        TRY(m_held, load(stop));
    }
    TRY(auto maker, makerOf(params));
    m_chats.emplace(++m_lastChat, Chat{adapter, std::move(maker)});
    Json opened{{"chat", m_lastChat}, {"adapter", adapter}, {"model", m_held->loaded.folder.path().string()}};
    if (adapter && m_held->loaded.notice)
        opened["notice"] = errorToJson(*m_held->loaded.notice);
    return opened;
}

Result<Json> ChatService::send(const Json& params, const StopToken& stop) {
    TRY(const std::int64_t chat, integerAt(params, "chat"));
    TRY(generation::GenerationOptions options, generationOf(params, m_seed));
    const Json* messages = member(params, "messages");
    if (!messages)
        return usageError("json.missing_field").with("field", "messages");
    const std::lock_guard lock(m_mutex);
    const auto found = m_chats.find(chat);
    if (found == m_chats.end() || !m_held)
        return usageError("chat.not_open").with("chat", chat);
    std::stop_source ended;
    {
        const std::lock_guard leaving(m_leavingMutex);
        m_leaving = ended;
    }
    const std::stop_callback cancelled(stop, [&ended] { ended.request_stop(); });
    const Held& held = *m_held;
    TRY(const auto prompt, found->second.maker.prompt(*messages, Json()));
    // Beyond its context a model writes noise; an encoder with relative positions has no such end.
    const families::ModelShape& shape = held.loaded.model->shape();
    if (shape.kind != families::ModelKind::EncoderDecoder &&
        static_cast<std::int64_t>(prompt.ids.size()) >= shape.maxPositions)
        return refused("chat.too_long")
            .with("tokens", static_cast<std::int64_t>(prompt.ids.size()))
            .with("limit", shape.maxPositions);
    options.endIds = held.tokenizer->specialTokens().endOfTurnIds;
    generation::DecoderOptions decoding;
    decoding.maxTokens = static_cast<std::int64_t>(prompt.ids.size()) + options.maxNewTokens;
    decoding.sourceTokens = static_cast<std::int64_t>(prompt.ids.size());
    options.startId = generation::startIdOf(shape);
    TRY(auto decoder, generation::openDecoder(held.loaded.model, held.loaded.adapter, decoding));
    decoder->useAdapters(found->second.adapter ? engine::Decoder::AdapterUse::On
                                               : engine::Decoder::AdapterUse::Off);
    TRY(const auto answer,
        generation::generate(*decoder, held.tokenizer, prompt.ids, options, ended.get_token(),
                             [&](std::string_view piece) {
                                 m_channel.write({{"jsonrpc", "2.0"},
                                                  {"method", "chat.token"},
                                                  {"params", {{"chat", chat}, {"text", piece}}}});
                             }));
    if (answer.reason == generation::FinishReason::Cancelled)
        return interrupted();
    return Json{{"text", answer.text},
                {"ids", answer.ids},
                {"finish_reason", generation::finishReasonName(answer.reason)},
                {"tokens_per_second", answer.tokensPerSecond}};
}

Result<Json> ChatService::close(const Json& params) {
    TRY(const std::int64_t chat, integerAt(params, "chat"));
    const std::lock_guard lock(m_mutex);
    if (m_chats.erase(chat) == 0)
        return usageError("chat.not_open").with("chat", chat);
    if (m_chats.empty())
        m_held.reset(); // others may have the device
    return Json{{"closed", chat}};
}

void ChatService::leaveWhenWanted(const StopToken& stop) {
    const auto user = project::UserState::open();
    const auto device = engine::parseDevice(devices::resolvedDevice(m_arguments.device), m_arguments.threads);
    if (!user || !device)
        return; // then there is no lane either
    const std::string lane = engine::deviceName(*device);
    while (!stop.stop_requested()) {
        if (const auto wanted = jobs::isLaneWanted(*user, lane); wanted && *wanted)
            leave();
        project::waitBetweenTries(stop);
    }
}

void ChatService::leave() {
    {
        const std::lock_guard leaving(m_leavingMutex);
        m_leaving.request_stop();
    }
    const std::lock_guard lock(m_mutex);
    if (!m_held)
        return;
    // Said before the lane is free: who gets the lane may count on it.
    m_channel.write({{"jsonrpc", "2.0"}, {"method", "chat.left"}, {"params", {{"reason", "lane_wanted"}}}});
    m_chats.clear();
    m_held.reset();
}

} // namespace luthier::compute_program

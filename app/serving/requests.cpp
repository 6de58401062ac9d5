#include "requests.h"

#include <texts/texts.h>

#include <atomic>
#include <chrono>
#include <new>

namespace luthier::serving {
namespace {

// JSON-RPC 2.0, section 5.1; our own failures take one code, what they are says `data`.
constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kFailed = -32000;
constexpr std::size_t kMostWorks = 32;

Json errorMessage(const Json& id, int code, const Error& error) {
    Json body = texts::Texts::of(texts::languageFromEnvironment()).document(error);
    Json message = body["message"];
    return {
        {"jsonrpc", "2.0"},
        {"id", id},
        {"error", {{"code", code}, {"message", std::move(message)}, {"data", {{"error", std::move(body)}}}}}};
}

/// Notifications `progress` with the question's id, at most ten a second and one at each new stage.
class Notifications final : public ProgressSink {
public:
    Notifications(Channel& channel, Json id)
        : m_channel(channel)
        , m_id(std::move(id)) {}

    void report(const Progress& progress) override {
        const auto now = std::chrono::steady_clock::now();
        if (progress.stage == m_stage && now - m_last < std::chrono::milliseconds(100))
            return;
        m_stage = progress.stage;
        m_last = now;
        m_channel.write({{"jsonrpc", "2.0"},
                         {"method", "progress"},
                         {"params",
                          {{"id", m_id},
                           {"stage", progress.stage},
                           {"done", progress.done},
                           {"total", progress.total}}}});
    }

private:
    Channel& m_channel;
    Json m_id;
    std::string m_stage;
    std::chrono::steady_clock::time_point m_last;
};

Result<Json> answerSafely(const Method& method, const Json& params, const StopToken& stop,
                          ProgressSink& progress) {
    try {
        return method.answer(params, stop, progress);
    } catch (const std::bad_alloc&) {
        return failed("job.out_of_memory");
    } catch (const std::exception& error) {
        return failed("job.unexpected").because(error.what());
    }
}

} // namespace

struct Requests::Work {
    Json id;
    std::atomic<bool> ended = false;
    std::jthread thread;
};

Requests::Requests(Channel& channel, std::span<const Method> methods)
    : m_channel(channel)
    , m_methods(methods) {}

Requests::~Requests() {
    for (const auto& work : m_works)
        work->thread.request_stop();
}

void Requests::take(const std::string& line) {
    sweep();
    auto message = parseJson(line);
    if (!message) {
        m_channel.write(errorMessage(nullptr, kParseError, std::move(message).error().at("stdin")));
        return;
    }
    const Json* id = member(*message, "id");
    const auto name = stringAt(*message, "method", "");
    const Json* given = member(*message, "params");
    const Json params = given ? *given : Json::object();
    const Json answerId = id ? *id : Json(nullptr);
    if (!name || name->empty() || !params.is_object()) {
        refuse(answerId, kInvalidRequest, usageError("serve.bad_request"));
        return;
    }
    if (*name == "cancel") {
        cancel(answerId, params);
        return;
    }
    for (const Method& method : m_methods)
        if (method.name == *name) {
            start(answerId, method, params);
            return;
        }
    refuse(answerId, kMethodNotFound, usageError("serve.unknown_method").with("method", *name));
}

void Requests::start(const Json& id, const Method& method, Json params) {
    if (m_works.size() >= kMostWorks) {
        refuse(id, kFailed, failed("serve.too_many"));
        return;
    }
    auto work = std::make_unique<Work>();
    work->id = id;
    Work& present = *work;
    work->thread =
        std::jthread([this, &present, &method, params = std::move(params)](const std::stop_token& stop) {
            Notifications notifications(m_channel, present.id);
            const Result<Json> answer = answerSafely(method, params, stop, notifications);
            if (answer)
                m_channel.write({{"jsonrpc", "2.0"}, {"id", present.id}, {"result", *answer}});
            else
                m_channel.write(errorMessage(present.id, kFailed, answer.error()));
            present.ended = true;
        });
    m_works.push_back(std::move(work));
}

void Requests::cancel(const Json& id, const Json& params) {
    const Json* which = member(params, "id");
    bool found = false;
    for (const auto& work : m_works)
        if (which && work->id == *which && !work->ended) {
            work->thread.request_stop();
            found = true;
        }
    if (!id.is_null())
        m_channel.write({{"jsonrpc", "2.0"}, {"id", id}, {"result", {{"cancelled", found}}}});
}

void Requests::refuse(const Json& id, int code, const Error& error) {
    m_channel.write(errorMessage(id, code, error));
}

void Requests::finish() {
    constexpr auto kLook = std::chrono::milliseconds(10);
    for (sweep(); !m_works.empty(); sweep()) {
        if (m_channel.isReaderGone())
            for (const auto& work : m_works)
                work->thread.request_stop();
        std::this_thread::sleep_for(kLook);
    }
}

void Requests::sweep() {
    std::erase_if(m_works, [](const auto& work) { return work->ended.load(); });
}

void serve(Channel& channel, std::span<const Method> methods) {
    Requests requests(channel, methods);
    while (const auto line = channel.readLine())
        if (!line->empty())
            requests.take(*line);
    requests.finish();
}

} // namespace luthier::serving

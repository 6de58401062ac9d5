#include "engine_work.h"

namespace luthier::data {

bool wasStopped(const Error& error) {
    return error.kind() == ErrorKind::Interrupted || error.code() == "job.interrupted";
}

EngineWork::EngineWork(bridge::EngineProcess& engine)
    : m_engine(engine) {}

void EngineWork::ask(const QString& method, Json params, Take take) {
    m_busy = true;
    m_progress = {};
    m_engine.ask(
        m_request, method, std::move(params), 0,
        [this, take = std::move(take)](const Result<Json>& answer) {
            m_busy = false;
            if (answer)
                take(*answer);
            else if (!wasStopped(answer.error()))
                Q_EMIT failed(answer.error());
            Q_EMIT ended(answer                       ? Ending::Whole
                         : wasStopped(answer.error()) ? Ending::Stopped
                                                      : Ending::Failed);
        },
        [this](const bridge::EngineProgress& progress) {
            m_progress = progress;
            Q_EMIT progressed();
        });
}

void EngineWork::cancel() {
    if (m_busy)
        m_engine.cancel(m_request);
}

void EngineWork::drop() {
    cancel();
    m_request.cancel();
    m_busy = false;
}

} // namespace luthier::data

#include "runs_watch.h"

#include <registry/part.h>

#include <algorithm>

namespace luthier::bridge {

RunsWatch::RunsWatch(Bridge& bridge)
    : m_bridge(bridge) {
    connect(&bridge, &Bridge::opened, this, [this] {
        m_listed = {};
        m_arrived = false;
        refresh();
    });
    connect(&bridge, &Bridge::topicChanged, this, [this](const QString& topic) {
        if (topic.toStdString() == registry::kRunsTopic)
            refresh();
    });
}

void RunsWatch::refresh() {
    m_bridge.read(
        Reader::Paging, m_request,
        [](storage::Connection& database, const StopToken&) -> Result<Listed> {
            Listed listed;
            TRY(listed.present, registry::listRuns(database));
            TRY(listed.discarded, registry::listRuns(database, registry::Which::Removed));
            std::ranges::reverse(listed.present);
            std::ranges::reverse(listed.discarded);
            return listed;
        },
        [this](Result<Listed> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_listed = std::move(*answer);
            m_arrived = true;
            Q_EMIT changed();
        });
}

} // namespace luthier::bridge

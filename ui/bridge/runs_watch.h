#pragma once

#include "bridge.h"

#include <registry/registry.h>

#include <QObject>

#include <vector>

namespace luthier::bridge {

/// The runs of the open project as they are now, read once for every page. Lives on the GUI thread; reading
/// happens on bridge's threads.
class RunsWatch final : public QObject {
    Q_OBJECT

public:
    explicit RunsWatch(Bridge& bridge);

    /// The newest first; discarded ones apart.
    const std::vector<registry::RunFacts>& present() const { return m_listed.present; }
    const std::vector<registry::RunFacts>& discarded() const { return m_listed.discarded; }
    /// Whether those of the open project are there.
    bool hasArrived() const { return m_arrived; }
    /// For one who has changed them and need not wait until the change is noticed.
    void refresh();

Q_SIGNALS:
    void changed();
    void failed(const luthier::Error& error);

private:
    struct Listed {
        std::vector<registry::RunFacts> present;
        std::vector<registry::RunFacts> discarded;
    };

    Bridge& m_bridge;
    bool m_arrived = false;
    Listed m_listed;
    Request m_request;
};

} // namespace luthier::bridge

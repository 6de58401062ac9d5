#pragma once

#include "../data_presenter.h"
#include "../engine_work.h"

#include <labeling/pairs.h>

namespace luthier::data {

/// A dataset of preference pairs from the labels of a scheme: counted first, then made by the engine of the
/// rows of the filter. GUI thread.
class PairMaker final : public QObject {
    Q_OBJECT

public:
    PairMaker(bridge::Bridge& bridge, bridge::EngineProcess& engine, DataPresenter& data);

    bool isBusy() const { return m_work.isBusy(); }
    void cancel() { m_work.cancel(); }
    /// counted() follows, or failed(). A newer question replaces an older one.
    void count(const labeling::Scheme& scheme);
    /// made() follows, or failed().
    void make(const labeling::Scheme& scheme);

Q_SIGNALS:
    void counted(const luthier::labeling::Scheme& scheme, const luthier::labeling::PairCounts& counts);
    /// The dataset is in the project under this name.
    void made(const QString& name);
    void busyChanged();
    void failed(const luthier::Error& error);

private:
    bridge::Bridge& m_bridge;
    DataPresenter& m_data;
    EngineWork m_work;
    bridge::Request m_countRequest;
};

} // namespace luthier::data

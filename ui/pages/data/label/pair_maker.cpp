#include "pair_maker.h"

#include <bridge/json_values.h>

namespace luthier::data {

PairMaker::PairMaker(bridge::Bridge& bridge, bridge::EngineProcess& engine, DataPresenter& data)
    : m_bridge(bridge)
    , m_data(data)
    , m_work(engine) {
    connect(&m_work, &EngineWork::failed, this, &PairMaker::failed);
    connect(&m_work, &EngineWork::ended, this, &PairMaker::busyChanged);
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        m_work.drop();
        m_countRequest.cancel();
    });
}

void PairMaker::count(const labeling::Scheme& scheme) {
    const auto* facts = m_data.current();
    if (!facts || m_work.isBusy())
        return;
    m_bridge.read(
        bridge::Reader::Slow, m_countRequest,
        [facts = *facts, filter = m_data.filter(), scheme](storage::Connection& database,
                                                           const StopToken& stop) {
            return labeling::countPairs(database, facts, filter, scheme, stop);
        },
        [this, scheme](const Result<labeling::PairCounts>& counts) {
            if (counts)
                Q_EMIT counted(scheme, *counts);
            else
                Q_EMIT failed(counts.error());
        });
}

void PairMaker::make(const labeling::Scheme& scheme) {
    const auto* facts = m_data.current();
    if (!facts || !m_data.isWritable() || m_work.isBusy())
        return;
    Json params = m_data.meant();
    params["scheme"] = scheme.name;
    params["name"] = facts->name + "-" + scheme.name;
    m_work.ask(QStringLiteral("data.pairs"), std::move(params), [this](const Json& answer) {
        m_data.refresh();
        Q_EMIT made(bridge::textIn(answer, "name"));
    });
    Q_EMIT busyChanged();
}

} // namespace luthier::data

#pragma once

#include <bridge/bridge.h>
#include <dataset/types.h>

#include <QObject>

#include <map>
#include <vector>

namespace luthier::data {

/// Rows of one dataset that a presenter has read by id. GUI thread; reading happens on bridge's.
class RowsAtHand final : public QObject {
    Q_OBJECT

public:
    explicit RowsAtHand(bridge::Bridge& bridge);

    /// Null until it has been read.
    const dataset::Row* rowOf(RowId row) const;
    /// Reads those of `rows` that are not at hand yet; a newer question replaces an older one.
    void read(const dataset::DatasetFacts& facts, std::vector<RowId> rows);
    /// They mean other rows now.
    void clear();

Q_SIGNALS:
    void arrived();
    void failed(const luthier::Error& error);

private:
    bridge::Bridge& m_bridge;
    std::map<RowId, dataset::Row> m_rows;
    bridge::Request m_request;
};

} // namespace luthier::data

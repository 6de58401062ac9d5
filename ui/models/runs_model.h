#pragma once

#include <bridge/bridge.h>
#include <jobs/queue.h>
#include <registry/registry.h>

#include <QAbstractListModel>
#include <QList>

#include <map>
#include <set>

namespace luthier::models {

/// A run with its newest job, if it has one.
struct RunRow {
    registry::RunFacts run;
    std::optional<jobs::JobFacts> job;
    std::optional<double> loss = {}; // of its last step, while it works
};

/// Runs as a list. Their loss curves, a few dozen points each, are read when they are shown and kept.
class RunsModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { NumberRole = Qt::UserRole, SparkRole };

    explicit RunsModel(bridge::Bridge& bridge);
    void show(std::vector<RunRow> rows);
    const RunRow* rowAt(int row) const;
    int rowOf(const QString& number) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    /// Display: the run's name. NumberRole: its number. SparkRole: QList<double> of its loss, empty until it
    /// has come.
    QVariant data(const QModelIndex& index, int role) const override;

private:
    using Sparks = std::map<std::int64_t, QList<double>>;
    void askSparks();
    void take(const Sparks& sparks);
    static QString sparkKey(const RunRow& row);

    bridge::Bridge& m_bridge;
    std::vector<RunRow> m_rows;
    std::map<QString, QList<double>> m_sparks;
    mutable std::set<std::int64_t> m_wanted;
    mutable bool m_asking = false;
    bridge::Request m_request;
};

} // namespace luthier::models

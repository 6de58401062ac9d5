#pragma once

#include "../data_presenter.h"
#include "../engine_work.h"
#include "../rows_at_hand.h"

#include <cleaning/leakage.h>

#include <optional>
#include <vector>

namespace luthier::data {

/// How many rows of a split stand in an earlier one, by how.
struct LeakCounts {
    QString split;
    QString before;
    qint64 exact = 0;
    qint64 near = 0;
    qint64 group = 0;
    qint64 contained = 0;
    qint64 all() const { return exact + near + group + contained; }
};

struct LeakExample {
    RowId row;
    RowId other; // of the split before
    QString kind;
    double score = 1;
    QString split;
    QString before;
};

struct LeakageFacts {
    DatasetId dataset;
    std::string version;
    QStringList splits;
    qint64 rows = 0;
    qint64 withoutSplit = 0;
    qint64 withoutText = 0;
    std::vector<LeakCounts> counts; // a line each pair of splits
    std::vector<LeakExample> examples;
    std::vector<RowId> leaked; // each row once
};

/// Whether rows of a split stand in an earlier one: what an earlier check found, a new check by an engine
/// process, and what can be done about it.
class LeakagePresenter final : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Checking, Splitting };
    /// What is known before a check of this window: by what the project keeps.
    enum class Known { Nothing, Never, Clean, Leaks, Outdated };

    /// `engine` answers no question with a deadline.
    LeakagePresenter(bridge::Bridge& bridge, bridge::EngineProcess& engine, DataPresenter& data);

    /// While somebody looks, what the project keeps of earlier checks is read.
    void setWatching(bridge::Watching watching);
    State state() const { return m_work.isBusy() ? m_doing : State::Idle; }
    const bridge::EngineProgress& progress() const { return m_work.progress(); }
    /// The last check of this window; null for another dataset.
    const LeakageFacts* report() const;
    bool isCurrent() const;
    Known known() const;
    /// Of the kept check; empty without one.
    QString checkedAt() const;
    /// The dataset has at least two splits with rows.
    bool canCheck() const;
    /// What is compared: prompt, response or record.
    const QString& key() const { return m_key; }
    void setKey(const QString& key);

    void check();
    void cancel();
    /// Splits the rows; those that repeat each other in what key() compares, exactly or nearly, stay
    /// together.
    void splitTogether(const dataset::SplitRequest& request);
    /// Takes the rows that leak out of their splits, as one operation, and checks again.
    void setAside();
    void showInTable();
    /// The rows of an example, once they were asked for by look().
    void look(const LeakExample& example);
    const dataset::Row* rowOf(RowId row) const { return m_rows.rowOf(row); }

Q_SIGNALS:
    void changed();
    void progressed();
    void rowsArrived();
    void rowsWanted();
    void failed(const luthier::Error& error);

private:
    void ask(State doing, const QString& method, Json params, EngineWork::Take take);
    void readKept();
    void takeReport(const Json& answer, DatasetId dataset);

    bridge::Bridge& m_bridge;
    DataPresenter& m_data;
    bridge::Watching m_watching = bridge::Watching::No;
    QString m_key = QStringLiteral("prompt");
    EngineWork m_work;
    State m_doing = State::Idle; // while m_work is busy
    std::optional<LeakageFacts> m_report;
    std::optional<cleaning::KeptLeakage> m_kept;
    DatasetId m_keptOf; // the dataset whose kept check was read
    bool m_checksAgain = false;
    RowsAtHand m_rows;
    bridge::Request m_keptRequest;
};

} // namespace luthier::data

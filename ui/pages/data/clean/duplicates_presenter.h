#pragma once

#include "../data_presenter.h"
#include "../engine_work.h"
#include "../rows_at_hand.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace luthier::data {

/// Rows that repeat one row, which stays.
struct DuplicateCluster {
    struct Member {
        RowId row;
        double alike = 1;
        bool exact = false;
        bool goes = true; // false: another keeper was chosen by hand, and to that it is not alike enough
    };
    RowId keeper;
    std::vector<Member> members; // without the keeper
    double least = 1;            // of the similarities
    qint64 rows() const { return static_cast<qint64>(members.size()) + 1; }
};

/// What was found in one version of a dataset with one choice of settings.
struct DuplicateFacts {
    DatasetId dataset;
    std::string version;
    qint64 rows = 0;
    qint64 withoutText = 0;
    qint64 duplicates = 0; // rows that go
    qint64 exact = 0;
    qint64 clusters = 0;
    qint64 largest = 0;
    bool alarm = false;
    std::vector<DuplicateCluster> listed; // the largest first; of very many only the largest
    qint64 conflicting = 0;               // prompts with several answers, where prompts are compared
    std::vector<RowId> conflicts;         // rows of the first of them
};

/// Finds rows that repeat each other in an engine process, has them reviewed, and removes them as one
/// operation with its evidence.
class DuplicatesPresenter final : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Searching, Removing };

    /// `engine` answers no question with a deadline.
    DuplicatesPresenter(bridge::Bridge& bridge, bridge::EngineProcess& engine, DataPresenter& data);

    /// While somebody looks, what is found follows the rows and the settings.
    void setWatching(bridge::Watching watching);
    State state() const { return m_work.isBusy() ? m_doing : State::Idle; }
    const bridge::EngineProgress& progress() const { return m_work.progress(); }
    /// The last search that ended; null for another dataset.
    const DuplicateFacts* report() const;
    /// Whether the report tells of the rows and the settings as they are.
    bool isCurrent() const;

    /// What is compared: record, prompt or response.
    const QString& key() const { return m_settings.key; }
    void setKey(const QString& key);
    /// Which row stays: first, last or longest.
    const QString& keep() const { return m_settings.keep; }
    void setKeep(const QString& keep);
    /// In hundredths, 50 to 100; 100 means the same text alone.
    int threshold() const { return m_settings.threshold; }
    void setThreshold(int hundredths);
    static constexpr int kLeastThreshold = 50, kExactThreshold = 100;

    /// The cluster in view; null when there is none.
    const DuplicateCluster* cluster() const;
    int chosen() const { return m_chosen; }
    void choose(int cluster);
    /// Rows of clusters by id, as far as they have been read: keepers, and all rows of the one in view.
    const dataset::Row* rowOf(RowId row) const { return m_rows.rowOf(row); }
    /// By hand: these rows are no duplicates, and stay; or are again.
    void setApart(int cluster, bool apart);
    bool isApart(int cluster) const;
    /// By hand: this row of the cluster in view stays, and those that are alike to it go.
    void keepRow(RowId row);
    /// Rows that go, after what was decided by hand.
    qint64 going() const;

    void search();
    void cancel();
    void remove();
    /// Rows that the last removal took away, until something else is done.
    const std::optional<qint64>& lastRemoval() const { return m_removed; }
    void undo();
    void showConflicts();

Q_SIGNALS:
    void changed();
    void progressed();
    /// Rows that rowOf() gives have come.
    void rowsArrived();
    void rowsWanted();
    void failed(const luthier::Error& error);

private:
    struct Settings {
        QString key = QStringLiteral("record");
        QString keep = QStringLiteral("first");
        int threshold = 80;
        bool operator==(const Settings&) const = default;
    };
    Json parameters() const;
    void follow();
    void forget();
    void ask(State doing, const QString& method, Json params, EngineWork::Take take);
    void takeReport(const Json& answer, const Settings& settings, DatasetId dataset);
    void takeKeeper(RowId keeper, const std::vector<RowId>& rows, const Json& answer);
    void changeSettings(Settings settings);

    bridge::Bridge& m_bridge;
    bridge::EngineProcess& m_engine;
    DataPresenter& m_data;
    bridge::Watching m_watching = bridge::Watching::No;
    Settings m_settings;
    Settings m_settingsOfReport;
    EngineWork m_work;
    State m_doing = State::Idle; // while m_work is busy
    std::optional<DuplicateFacts> m_report;
    int m_chosen = -1;
    RowsAtHand m_rows;
    std::set<RowId> m_apart;             // keepers of clusters that are left alone
    std::map<RowId, RowId> m_keptByHand; // keeper found -> keeper chosen
    std::optional<qint64> m_removed;
    std::string m_versionOfRemoval;
    QString m_leftAlone; // of which a search was stopped or failed
    bridge::Request m_keeperRequest;
};

} // namespace luthier::data

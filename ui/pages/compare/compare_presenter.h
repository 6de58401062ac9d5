#pragma once

#include "judging.h"

#include <bridge/bridge.h>
#include <bridge/comparison_rows.h>
#include <bridge/decoding.h>
#include <bridge/finished_runs.h>
#include <bridge/jobs_watch.h>
#include <bridge/row_sources.h>
#include <bridge/runs_watch.h>
#include <jobs/queue.h>
#include <registry/series.h>

#include <QObject>

#include <optional>
#include <vector>

namespace luthier::compare {

using bridge::Decoding;

/// Which rows both sides are to answer, and how.
struct ComparisonRequest {
    QString dataset;  // empty: what the run was validated on
    QString split;    // empty: all of it
    qint64 limit = 0; // 0: all
    Decoding decoding;
};

/// Of the shown rows: as they were read, or by how much tuning changed their loss.
enum class RowOrder { AsRead, MostGained, MostLost };

/// Finished runs, the comparisons of the chosen one, the rows of the chosen comparison, and the job that
/// makes another.
class ComparePresenter final : public QObject {
    Q_OBJECT

public:
    ComparePresenter(bridge::Bridge& bridge, bridge::JobsWatch& jobs, bridge::RunsWatch& runs,
                     QString engine);

    /// Whether the page is being looked at: while it is not, the run that has ended last is chosen.
    void setWatching(bridge::Watching watching) { m_watching = watching; }
    bool hasArrived() const { return m_allRuns.hasArrived(); }
    bool isWritable() const { return m_bridge.isWritable(); }
    const std::vector<bridge::FinishedRun>& runs() const { return m_runs; }
    const bridge::FinishedRun* run() const;
    /// What the chosen run's model makes of a row.
    bridge::Making making() const { return run() ? run()->making : bridge::Making::Text; }
    void chooseRun(const QString& number);
    const std::vector<bridge::RowSource>& sources() const { return m_sources; }
    /// Whether the run left rows to compare on: a test split of its data, or what it was validated on.
    bool keepsRowsApart() const;

    /// Comparisons of the run, newest first.
    const std::vector<registry::Evaluation>& history() const { return m_history; }
    const registry::Evaluation* evaluation() const;
    void chooseEvaluation(qint64 id);

    bool areRowsComplete() const { return m_rows.complete; }
    /// Rows that the filter means, as indices of all.
    const std::vector<int>& shown() const { return m_shown; }
    const bridge::ComparedRow& rowAt(int index) const { return m_rows.rows[static_cast<std::size_t>(index)]; }
    /// What tuning did to the row at an index of all, by the chosen criterion.
    bridge::Outcome outcomeAt(int index) const { return m_outcomes[static_cast<std::size_t>(index)]; }
    /// How many rows the criterion gives an outcome; nothing: all.
    qint64 count(std::optional<bridge::Outcome> outcome) const;
    /// Starts with the one that tells most of the rows.
    const Criterion& criterion() const { return m_criterion; }
    void setCriterion(const Criterion& criterion);
    RowOrder order() const { return m_order; }
    void setOrder(RowOrder order);
    const std::optional<bridge::Outcome>& filter() const { return m_filter; }
    void setFilter(std::optional<bridge::Outcome> outcome);
    const bridge::ComparedRow* selected() const;
    int selectedPlace() const { return m_place; }
    void select(int place);

    const Decoding& decoding() const { return m_decoding; }
    void setDecoding(const Decoding& decoding);

    /// The comparison under way for the chosen run, if any.
    const std::optional<jobs::JobFacts>& job() const { return m_job; }
    void compare(const ComparisonRequest& request);
    void stop();
    bridge::JobsWatch& jobs() const { return m_jobs; }

Q_SIGNALS:
    /// What was typed and chosen for the project before is old.
    void projectChanged();
    void runsChanged();
    void historyChanged();
    void rowsChanged();
    void selectionChanged();
    void decodingChanged();
    void jobChanged();
    void failed(const luthier::Error& error);

private:
    void takeRuns();
    void readSources();
    void readHistory();
    void takeHistory(std::vector<registry::Evaluation> all);
    void show(const QString& number);
    void readRows();
    void takeJobs();
    void judge();
    void applyFilter();

    bridge::Bridge& m_bridge;
    bridge::JobsWatch& m_jobs;
    bridge::RunsWatch& m_allRuns;
    QString m_engine;
    std::vector<bridge::FinishedRun> m_runs;
    QString m_run;
    QString m_newest; // of those that have ended
    bridge::Watching m_watching = bridge::Watching::No;
    std::vector<bridge::RowSource> m_sources;
    std::vector<registry::Evaluation> m_history;
    qint64 m_evaluation = 0;
    bridge::ComparedRows m_rows;
    std::vector<int> m_shown;
    std::optional<bridge::Outcome> m_filter;
    Criterion m_criterion;
    RowOrder m_order = RowOrder::AsRead;
    std::vector<Likeness> m_likeness;        // of all rows, once it was asked for
    std::vector<bridge::Outcome> m_outcomes; // of all rows
    int m_place = -1;
    Decoding m_decoding;
    std::optional<jobs::JobFacts> m_job;
    std::optional<JobId> m_started; // by this window: its failure is told
    bridge::Request m_sourcesRequest, m_historyRequest, m_rowsRequest, m_likenessRequest, m_startRequest,
        m_stopRequest;
};

} // namespace luthier::compare

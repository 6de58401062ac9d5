#pragma once

#include <bridge/bridge.h>
#include <bridge/engine_process.h>
#include <bridge/finished_runs.h>
#include <bridge/jobs_watch.h>
#include <bridge/row_sources.h>
#include <bridge/runs_watch.h>
#include <jobs/queue.h>

#include <QObject>

#include <map>
#include <optional>
#include <vector>

namespace luthier::exports {

/// By consequence: what one has afterwards.
enum class Kind { Adapter, Merged, Dataset, Card };

struct ExportRequest {
    Kind kind = Kind::Adapter;
    QString run;      // number; of all kinds but Dataset
    QString dataset;  // Dataset
    QString split;    // empty: every row
    QString format;   // empty: as it was imported
    QString dtype;    // Merged: as_file, fp32, bf16, fp16
    QString language; // Card: en, ko
    QString out;      // absolute
};

/// Something that was written and how it was checked.
struct Written {
    Kind kind = Kind::Adapter;
    QString from; // number of a run or name of a dataset
    QString out;
    qint64 bytes = 0;
    qint64 rows = 0;                       // Dataset
    QString sha256;                        // Dataset, Card
    std::optional<double> logitDifference; // Merged: against base and adapter, after reading the files again
    std::optional<double> largestLogit;
    QString when; // as stored times are written
};

/// What can be exported, what is being written and what was.
class ExportPresenter final : public QObject {
    Q_OBJECT

public:
    ExportPresenter(bridge::Bridge& bridge, bridge::JobsWatch& jobs, bridge::RunsWatch& runs,
                    const QString& engine);

    bool hasArrived() const { return m_allRuns.hasArrived(); }
    bool isWritable() const { return m_bridge.isWritable(); }
    const std::vector<bridge::FinishedRun>& runs() const { return m_runs; }
    const bridge::FinishedRun* run(const QString& number) const;
    const std::vector<bridge::RowSource>& sources() const { return m_sources; }
    /// A free name beside the project's folder, with the ending of what is written.
    QString suggestion(const ExportRequest& request) const;
    /// Whether `out` promises another kind of file than the format writes (a table called .jsonl).
    bool contradictsName(const ExportRequest& request) const;
    /// `out`, with the format's ending instead of one that contradicts it.
    QString renamed(const ExportRequest& request) const;

    /// Each kind has a place of its own: a merge that waits for the device holds up neither data nor card.
    void write(const ExportRequest& request);
    void cancel(Kind kind);
    bool isBusy() const { return !m_busy.empty(); }
    const bridge::JobsWatch& jobs() const { return m_jobs; }
    bool isBusy(Kind kind) const { return m_busy.contains(kind); }
    struct Busy {
        ExportRequest request;
        bridge::EngineProgress progress;
        bool waits = false; // a merge, until its device is free
    };
    /// What is being written of a kind; null: nothing.
    const Busy* busy(Kind kind) const;
    /// Newest first: what was exported from the project, merged models of every run among it.
    const std::vector<Written>& written() const { return m_written; }

Q_SIGNALS:
    void choicesChanged();
    void stateChanged();
    void writtenChanged();
    void failed(const luthier::Error& error);

private:
    const dataset::DatasetFacts* factsOf(const QString& dataset) const;
    QString endingOf(const ExportRequest& request) const;
    void takeRuns();
    void readSources();
    void readMerged();
    void takeJobs();
    void startMerge(const ExportRequest& request);
    void ask(const ExportRequest& request);
    void take(const ExportRequest& request, const Result<Json>& answer);
    void end(Kind kind);

    bridge::Bridge& m_bridge;
    bridge::JobsWatch& m_jobs;
    bridge::RunsWatch& m_allRuns;
    QString m_program;
    bridge::EngineProcess m_engine;
    std::vector<bridge::FinishedRun> m_runs;
    std::vector<bridge::RowSource> m_sources;
    std::map<Kind, Busy> m_busy;
    std::optional<JobId> m_job;
    std::vector<Written> m_own;
    std::vector<Written> m_written;
    bridge::Request m_keepRequest;
    bridge::Request m_sourcesRequest, m_mergedRequest, m_startRequest, m_stopRequest;
    std::map<Kind, bridge::Request> m_askRequests;
};

} // namespace luthier::exports

#pragma once

#include <bridge/comparison_rows.h>
#include <bridge/jobs_watch.h>
#include <bridge/run_series.h>
#include <bridge/runs_watch.h>
#include <registry/series.h>

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <optional>
#include <vector>

namespace luthier::train {

/// What is new of the shown run's series.
enum class SeriesChange { Appended, Replaced };

/// The runs of the project and the one that is shown. Commands return at once; what they changed arrives as a
/// signal.
class TrainPresenter final : public QObject {
    Q_OBJECT

public:
    TrainPresenter(bridge::Bridge& bridge, bridge::JobsWatch& jobs, bridge::RunsWatch& runs);
    bridge::Bridge& bridge() { return m_bridge; }
    bridge::JobsWatch& jobs() { return m_jobs; }
    bool isWritable() const { return m_bridge.isWritable(); }
    bool hasArrived() const { return m_listed.hasArrived(); }

    /// The newest first; discarded ones apart.
    const std::vector<registry::RunFacts>& runs() const { return m_listed.present(); }
    const std::vector<registry::RunFacts>& discarded() const { return m_listed.discarded(); }

    /// The run that is shown: the one that works until another is chosen. Null without runs, and after the
    /// shown one was discarded: the next one does not slip under the pointer.
    const registry::RunFacts* current() const;
    void show(const QString& number);
    /// Its newest job; null when it never had one.
    const jobs::JobFacts* job() const;
    const bridge::RunSeries& series() const { return m_series; }
    const std::vector<registry::Sample>& samples() const { return m_samples; }
    /// The shown run began from its base alone, and not from an adapter.
    bool startsFromBase() const;
    /// The rows that base and result answered when the shown run ended; empty without any, or until read.
    const std::vector<bridge::ComparedRow>& quickLook() const { return m_look; }
    /// Steps of the whole run; 0 while that is not known.
    double totalSteps() const;

    void setWatching(bridge::Watching watching);

    /// The shown run is over and has made something that can be compared and exported.
    bool hasResult() const;
    bool canPause() const;
    bool canResume() const;
    bool canStop() const;
    /// Its worker is there and writes the result when it is stopped; otherwise stopping only ends the
    /// waiting.
    bool keepsWhenStopped() const;
    bool canDiscard() const { return isWritable() && current() != nullptr; }
    /// A worker is at the shown run: discarding it ends that work.
    bool discardEndsWork() const;
    void pause();
    void resume();
    void stop();
    /// Another name for a run; its number stays.
    void rename(const QString& number, const QString& name);
    /// Stops the run's job, if one is open, and hides the run; files stay and undo brings it back.
    void discard(const QString& number);
    void restore(const QString& number);
    /// Numbers of the runs that were discarded since the project was opened here, the last one at the end.
    const std::vector<std::string>& discardedHere() const { return m_undo; }
    /// The run that undo would bring back: the last one of discardedHere().
    const registry::RunFacts* undoable() const;
    void undo();

    /// The steps of the shown run as CSV, a line a step.
    QByteArray csv() const;
    void save(const QString& file, QByteArray bytes);

Q_SIGNALS:
    /// The list of runs, the shown one or facts of it are new.
    void runsChanged();
    /// Another run is shown; its series are empty until they have come.
    void currentChanged();
    void jobChanged();
    void seriesChanged(luthier::train::SeriesChange change);
    void samplesChanged();
    void quickLookChanged();
    void saved(const QString& file);
    void failed(const luthier::Error& error);

private:
    void takeRuns();
    bool isListed(const std::string& number) const;
    void follow();
    void setCurrent(const std::string& number);
    void readSeriesSoon();
    void readSeriesNow();
    void takeNews(const bridge::SeriesNews& news);
    void readSamples();
    void readQuickLook();
    enum class Place { Listed, Discarded };
    void put(const registry::RunFacts& run, Place place);

    bridge::Bridge& m_bridge;
    bridge::JobsWatch& m_jobs;
    bridge::RunsWatch& m_listed;
    bridge::Watching m_watching = bridge::Watching::No;
    std::optional<RunId> m_newest; // of the runs that have arrived
    std::string m_current;
    std::string m_awaited;   // shown as soon as it is listed
    bool m_chosen = false;   // by a person: what works is not followed any more
    bool m_followed = false; // a job has been shown: what waits to be resumed is not looked for any more
    bool m_letGo = false; // the shown run was discarded: none is shown until somebody chooses or looks away
    std::vector<std::string> m_undo; // discardedHere()
    bridge::RunSeries m_series;
    std::vector<registry::Sample> m_samples;
    std::filesystem::path m_lookFolder; // what m_look was read from
    std::vector<bridge::ComparedRow> m_look;
    QTimer m_pace; // runs while series were read a moment ago
    bool m_seriesStale = true;
    bridge::Request m_seriesRequest;
    bridge::Request m_samplesRequest;
    bridge::Request m_lookRequest;
    bridge::Request m_changeRequest;
    bridge::Request m_saveRequest;
};

} // namespace luthier::train

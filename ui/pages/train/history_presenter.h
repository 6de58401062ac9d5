#pragma once

#include "train_presenter.h"

#include <registry/sweeps.h>

#include <QStringList>

#include <map>
#include <vector>

namespace luthier::train {

/// A setting in which runs differ, with its value in each; empty where a recipe has no such setting.
struct Difference {
    QString setting; ///< its path
    QString caption; ///< what it is called, in the window's language; its path where no word is known
    QStringList values;
};
std::vector<Difference> recipeDifferences(const std::vector<registry::RunFacts>& runs);

/// Runs that are looked at beside each other: their series and what differs in their recipes.
class HistoryPresenter final : public QObject {
    Q_OBJECT

public:
    explicit HistoryPresenter(TrainPresenter& train);
    TrainPresenter& train() { return m_train; }

    /// The sweeps of the project, the newest first.
    const std::vector<registry::SweepFacts>& sweeps() const { return m_sweeps; }
    /// As many are laid over each other as there are hues; further ones are left out.
    void choose(const QStringList& numbers);
    const QStringList& chosen() const { return m_chosen; }
    /// In the order of chosen(); null while it has not come.
    const bridge::RunSeries* seriesOf(const QString& number) const;
    std::vector<registry::RunFacts> chosenRuns() const;

Q_SIGNALS:
    /// Other runs, or series of theirs have come.
    void changed();
    void sweepsChanged();

private:
    using Loaded = std::map<std::string, bridge::RunSeries>;
    void readMissing();
    void readSweeps();

    TrainPresenter& m_train;
    QStringList m_chosen;
    Loaded m_series;
    bridge::Request m_request;
    std::vector<registry::SweepFacts> m_sweeps;
    bridge::Request m_sweepsRequest;
};

} // namespace luthier::train

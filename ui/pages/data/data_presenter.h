#pragma once

#include "facet_counter.h"

#include <bridge/bridge.h>
#include <dataset/filter.h>
#include <dataset/history.h>
#include <dataset/order.h>
#include <dataset/problems.h>
#include <dataset/rows.h>
#include <dataset/splits.h>

#include <QObject>
#include <QStringList>

#include <optional>
#include <vector>

namespace luthier::data {

/// The dataset that every page means, the filter over its rows, and what can be done with them. Commands
/// return at once; what they changed arrives as a signal.
class DataPresenter final : public QObject {
    Q_OBJECT

public:
    explicit DataPresenter(bridge::Bridge& bridge);
    bridge::Bridge& bridge() { return m_bridge; }

    const std::vector<dataset::DatasetFacts>& datasets() const { return m_datasets; }
    /// Null when there is none yet.
    const dataset::DatasetFacts* current() const;
    void choose(const QString& name);
    /// The rows of a split of a dataset, and no others; without a split all of them. Nothing where there is
    /// no such dataset.
    void showRows(const QString& name, const std::optional<QString>& split);
    /// Chosen as soon as it appears: an import names its dataset before the list is read again.
    void chooseWhenThere(const QString& name);
    bool isWritable() const { return m_bridge.isWritable(); }
    bool hasArrived() const { return m_arrived; }
    /// Facets are counted while somebody looks; all else is known at any time.
    void setWatching(bridge::Watching watching);

    /// The filter as texts of cli.md: `field=value`, `split:train`, `flag:empty_response`, `search:text`.
    const QStringList& filters() const { return m_filters; }
    const dataset::RowFilter& filter() const { return m_filter; }
    /// The texts that the filter searches for.
    QStringList searchedWords() const;
    /// The dataset and the rows of the filter as the engine is asked about them: {project, dataset, where,
    /// rows}.
    Json meant() const;
    /// The filter that a typed text means: a FILTER if it reads as one, also with blanks around its sign,
    /// else a search for it. What begins like a FILTER and is none is refused by name and not searched for.
    Result<QString> filterOf(const QString& typed) const;
    /// Adds it; false when it was refused, of which failed() tells.
    bool addTyped(const QString& text);
    /// Another filter in the place of one; without one before it comes last, and an empty one is none.
    void replaceFilter(const QString& before, const QString& now);
    void toggleFilter(const QString& filter);
    void removeFilter(const QString& filter);
    void clearFilters();
    /// These rows and no others, as the filter `found:WHAT`; `what` is a code whose sentence says why they
    /// belong together. Without rows nothing is shown.
    void showFound(const QString& what, std::vector<RowId> rows);
    /// This row alone.
    void showRow(RowId row) { setFilters({QStringLiteral("row:%1").arg(row.value)}); }
    /// The order of the rows in Browse; another dataset begins with that of its file.
    const dataset::RowOrder& order() const { return m_order; }
    void setOrder(const dataset::RowOrder& order);
    /// Ascending, descending, the order of the file: by the same column the next of them, by another the
    /// first.
    void cycleOrder(const dataset::RowOrder& ascending);
    /// Reads the datasets again: an engine has changed them.
    void refresh() { readDatasets(); }

    const std::vector<dataset::SplitCount>& splits() const { return m_splits; }
    /// How the rows are divided, all of them and those of the filter: the same facets in the same places.
    const dataset::Facets& facets() const { return m_facets.whole(); }
    const dataset::Facets& facetCounts() const { return m_facets.counts(); }
    const std::vector<dataset::Operation>& operations() const { return m_operations; }
    /// Rows that the imports of the dataset did not take.
    qint64 rejected() const { return m_rejected; }
    /// The first of them, once askProblems() is answered.
    const std::vector<dataset::ImportProblem>& problems() const { return m_problems; }
    void askProblems();
    bool canUndo() const;
    bool canRedo() const;

    void editCell(const dataset::Row& row, const QString& field, const QString& text);
    /// The same in any dataset of the project, with a value: what was typed may be written when another is
    /// chosen already.
    void editValue(DatasetId dataset, const dataset::Row& row, const QString& field, Json value);
    void deleteRows(const std::vector<RowId>& rows);
    /// Places [first, last] among the rows that the filter means, in their order; refused when rows have
    /// changed meanwhile.
    using Places = std::vector<std::pair<qint64, qint64>>;
    void deletePlaces(const Places& places);
    /// The same rows into a split; the empty name: into none.
    void assignPlaces(const Places& places, const QString& split);
    void undo();
    void redo();
    void split(const dataset::SplitRequest& request);
    /// Puts these rows into a split; the empty name: into none.
    void assignSplit(const std::vector<RowId>& rows, const QString& split);
    /// Another name for the chosen dataset; what names it is told by renamed().
    void rename(const QString& name);
    /// Takes the chosen dataset out of sight; bringBack() shows it again.
    void remove();
    /// Those that are out of sight.
    const std::vector<dataset::DatasetFacts>& removed() const { return m_removed; }
    /// The one that was taken out of sight last by this window, as long as it is.
    const dataset::DatasetFacts* lastRemoved() const;
    void bringBack(DatasetId id);
    /// Deletes what is out of sight, which cannot be undone.
    void deleteRemoved();

Q_SIGNALS:
    /// The list of datasets or the chosen one is another.
    void datasetChanged();
    /// Rows of the chosen dataset have changed; facts are new.
    void rowsChanged();
    void filterChanged();
    void orderChanged();
    /// Splits or history are new.
    void overviewChanged();
    void facetsChanged();
    void problemsChanged();
    /// What a person asked for has been done.
    void changed();
    void renamed(const QString& before, const QString& now);
    void removedChanged();
    /// An undone or repeated operation changed this row first: it is worth looking at.
    void touched(luthier::RowId row);
    void failed(const luthier::Error& error);

private:
    void readDatasets();
    void readOverview();
    void readFacets();
    void take(std::vector<dataset::DatasetFacts> datasets);
    void setFilters(QStringList filters);
    template <class Work>
    void change(Work work);
    template <class Work>
    void changePlaces(const Places& places, Work work);
    template <class Work>
    void changeIn(DatasetId dataset, Work work);
    using Stepping = Result<dataset::HistoryOutcome> (*)(project::Project&, DatasetId, std::int64_t,
                                                         StopToken);
    void stepHistory(Stepping stepping);
    void takeRemoved(std::vector<dataset::DatasetFacts> removed);

    bridge::Bridge& m_bridge;
    std::vector<dataset::DatasetFacts> m_datasets;
    QString m_chosen;
    QString m_awaited;
    bool m_arrived = false;
    bridge::Watching m_watching = bridge::Watching::No;
    QStringList m_filters;
    dataset::RowFilter m_filter;
    dataset::RowOrder m_order;
    std::vector<RowId> m_found; // of the filter found:
    std::vector<dataset::SplitCount> m_splits;
    FacetCounter m_facets;
    quint64 m_filterNumber = 0; // another for each filter
    std::vector<dataset::Operation> m_operations;
    qint64 m_rejected = 0;
    std::vector<dataset::ImportProblem> m_problems;
    bridge::Request m_datasetsRequest;
    bridge::Request m_overviewRequest;
    bridge::Request m_problemsRequest;
    bridge::Request m_changeRequest;
    bridge::Request m_historyRequest;
    bridge::Request m_catalogRequest;
    std::vector<dataset::DatasetFacts> m_removed;
    std::optional<DatasetId> m_lastRemoved;
};

} // namespace luthier::data

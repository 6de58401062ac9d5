#include "data_presenter.h"

#include <dataset/catalog.h>
#include <dataset/edits.h>
#include <dataset/part.h>
#include <dataset/touched_rows.h>

#include <QRegularExpression>

#include <algorithm>

namespace luthier::data {
namespace {

struct Catalog {
    std::vector<dataset::DatasetFacts> shown;
    std::vector<dataset::DatasetFacts> removed;
};

constexpr std::int64_t kShownProblems = 1000;
constexpr QLatin1String kFound("found:");

struct Overview {
    std::vector<dataset::SplitCount> splits;
    std::vector<dataset::Operation> operations;
    qint64 rejected = 0;
};

Result<Overview> readOverviewOf(storage::Connection& database, const dataset::DatasetFacts& facts) {
    Overview overview;
    TRY(overview.splits, dataset::splitCounts(database, facts.id));
    TRY(overview.operations, dataset::listOperations(database, facts.id));
    TRY(const auto problems, dataset::countProblems(database, facts.id));
    for (const dataset::ProblemCount& count : problems)
        overview.rejected += count.rows;
    return overview;
}

/// Pressing the key once too often is no mistake.
Result<dataset::HistoryOutcome> orNothing(Result<dataset::HistoryOutcome> outcome) {
    if (!outcome && (outcome.error().code() == "dataset.nothing_to_undo" ||
                     outcome.error().code() == "dataset.nothing_to_redo"))
        return dataset::HistoryOutcome{};
    return outcome;
}

/// What a filter chooses among: two of a kind stand in place of each other.
QString kindOf(const QString& filter) {
    for (const char* prefix : {"split:", "flag:", "length:"})
        if (filter.startsWith(QLatin1String(prefix)))
            return QLatin1String(prefix);
    if (filter.startsWith(QStringLiteral("search:")))
        return filter; // whatever signs the text holds
    static const QRegularExpression sign(QStringLiteral("!=|>=|<=|=|>|<"));
    const auto found = sign.match(filter);
    // Only values that are the one of a field stand in place of each other.
    return found.hasMatch() && found.captured() == QStringLiteral("=") ? filter.left(found.capturedEnd())
                                                                       : filter;
}

NullProgress& silent() {
    static thread_local NullProgress sink;
    return sink;
}

} // namespace

DataPresenter::DataPresenter(bridge::Bridge& bridge)
    : m_bridge(bridge)
    , m_facets(bridge) {
    connect(&m_facets, &FacetCounter::changed, this, &DataPresenter::facetsChanged);
    connect(&m_facets, &FacetCounter::failed, this, &DataPresenter::failed);
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        m_datasets.clear();
        m_chosen.clear();
        m_arrived = false;
        setFilters({});
        setOrder({});
        // What is shown is of the project before: it goes now, not when the datasets of this one have come.
        Q_EMIT datasetChanged();
        readOverview();
        readDatasets();
    });
    connect(&bridge, &bridge::Bridge::topicChanged, this, [this](const QString& topic) {
        const std::string name = topic.toStdString();
        if (name == dataset::kDatasetsTopic || name == dataset::kRowsTopic)
            readDatasets();
    });
}

const dataset::DatasetFacts* DataPresenter::current() const {
    const auto found = std::ranges::find(m_datasets, m_chosen.toStdString(), &dataset::DatasetFacts::name);
    return found == m_datasets.end() ? nullptr : &*found;
}

void DataPresenter::readDatasets() {
    m_bridge.read(
        bridge::Reader::Paging, m_datasetsRequest,
        [](storage::Connection& database, const StopToken&) -> Result<Catalog> {
            Catalog catalog;
            TRY(catalog.shown, dataset::listDatasets(database));
            TRY(catalog.removed, dataset::hiddenDatasets(database));
            return catalog;
        },
        [this](Result<Catalog> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            takeRemoved(std::move(answer->removed));
            take(std::move(answer->shown));
        });
}

void DataPresenter::takeRemoved(std::vector<dataset::DatasetFacts> removed) {
    const bool same =
        std::ranges::equal(removed, m_removed, {}, &dataset::DatasetFacts::id, &dataset::DatasetFacts::id);
    m_removed = std::move(removed);
    if (!same)
        Q_EMIT removedChanged();
}

const dataset::DatasetFacts* DataPresenter::lastRemoved() const {
    const auto found = std::ranges::find_if(
        m_removed, [this](const dataset::DatasetFacts& facts) { return m_lastRemoved == facts.id; });
    return found == m_removed.end() ? nullptr : &*found;
}

void DataPresenter::take(std::vector<dataset::DatasetFacts> datasets) {
    const bool had = current() != nullptr;
    const std::string before = had ? current()->version : std::string();
    const bool sameList = std::ranges::equal(datasets, m_datasets, {}, &dataset::DatasetFacts::name,
                                             &dataset::DatasetFacts::name);
    const bool first = !m_arrived;
    m_datasets = std::move(datasets);
    m_arrived = true;
    const QString awaited = std::exchange(m_awaited, QString());
    const bool came = !awaited.isEmpty() &&
                      std::ranges::find(m_datasets, awaited.toStdString(), &dataset::DatasetFacts::name) !=
                          m_datasets.end();
    if (came || !current()) {
        m_chosen = came                 ? awaited
                   : m_datasets.empty() ? QString()
                                        : QString::fromStdString(m_datasets.back().name);
        setFilters({});
        setOrder({});
        Q_EMIT datasetChanged();
    } else if (!sameList || first) {
        Q_EMIT datasetChanged();
    } else if (current()->version != before) {
        Q_EMIT rowsChanged();
    }
    if (!came)
        m_awaited = awaited;
    readOverview();
}

void DataPresenter::choose(const QString& name) {
    if (name == m_chosen)
        return;
    m_chosen = name;
    setFilters({});
    setOrder({});
    Q_EMIT datasetChanged();
    readOverview();
}

void DataPresenter::showRows(const QString& name, const std::optional<QString>& split) {
    if (std::ranges::find(m_datasets, name.toStdString(), &dataset::DatasetFacts::name) == m_datasets.end())
        return;
    choose(name);
    setFilters(split ? QStringList{QStringLiteral("split:") + *split} : QStringList{});
}

void DataPresenter::chooseWhenThere(const QString& name) {
    m_awaited = name;
    readDatasets();
}

void DataPresenter::readOverview() {
    readFacets();
    const dataset::DatasetFacts* facts = current();
    if (!facts) {
        m_overviewRequest.cancel(); // of the dataset before
        m_splits.clear();
        m_operations.clear();
        m_rejected = 0;
        Q_EMIT overviewChanged();
        return;
    }
    m_bridge.read(
        bridge::Reader::Slow, m_overviewRequest,
        [facts = *facts](storage::Connection& database, const StopToken&) {
            return readOverviewOf(database, facts);
        },
        [this](Result<Overview> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_splits = std::move(answer->splits);
            m_operations = std::move(answer->operations);
            m_rejected = answer->rejected;
            Q_EMIT overviewChanged();
        });
}

void DataPresenter::setWatching(bridge::Watching watching) {
    m_watching = watching;
    readFacets();
}

void DataPresenter::readFacets() {
    const dataset::DatasetFacts* facts = current();
    if (!facts)
        m_facets.clear();
    else if (m_watching == bridge::Watching::Yes)
        m_facets.count(*facts, m_filter, m_filterNumber);
}

void DataPresenter::askProblems() {
    m_problems.clear();
    Q_EMIT problemsChanged();
    const dataset::DatasetFacts* facts = current();
    if (!facts)
        return;
    m_bridge.read(
        bridge::Reader::Slow, m_problemsRequest,
        [id = facts->id](storage::Connection& database, const StopToken&) {
            return dataset::listProblems(database, id, kShownProblems);
        },
        [this](Result<std::vector<dataset::ImportProblem>> answer) {
            if (answer)
                m_problems = std::move(*answer);
            else
                Q_EMIT failed(answer.error());
            Q_EMIT problemsChanged();
        });
}

Result<QString> DataPresenter::filterOf(const QString& typed) const {
    const QString search = QStringLiteral("search:") + typed;
    if (!current())
        return search;
    const auto reads = [this](const QString& text) -> Status {
        dataset::RowFilter probe;
        TRY_VOID(dataset::addFilter(probe, text.toStdString()));
        return dataset::checkFilter(probe, *current());
    };
    static const QRegularExpression named(
        QStringLiteral("^(search|split|flag|length|label|suggested|differ|row):"));
    static const QRegularExpression signedText(QStringLiteral("^(.+?)\\s*(!=|>=|<=|=|>|<)\\s*(.*)$"));
    const auto parts = signedText.match(typed);
    if (named.match(typed).hasMatch()) {
        TRY_VOID(reads(typed));
        return typed;
    }
    if (!parts.hasMatch())
        return search;
    const QString field = parts.captured(1);
    const QString filter = field + parts.captured(2) + parts.captured(3);
    const Status read = reads(filter);
    if (read)
        return filter;
    // A sign may stand in a text, too: only what cannot be one is refused.
    const bool isField = std::ranges::find(current()->fields, field.toStdString(), &dataset::Field::name) !=
                         current()->fields.end();
    const bool isWord =
        !field.contains(u' ') && parts.captured(2) != QStringLiteral("=") &&
        (read.error().code() == "dataset.no_such_field" || read.error().code() == "dataset.tokens_not_here");
    if (isField || isWord)
        return read.error();
    return search;
}

bool DataPresenter::addTyped(const QString& text) {
    const QString typed = text.trimmed();
    if (typed.isEmpty() || !current())
        return true;
    const auto filter = filterOf(typed);
    if (!filter)
        Q_EMIT failed(filter.error());
    else if (!m_filters.contains(*filter))
        toggleFilter(*filter);
    return filter.has_value();
}

void DataPresenter::replaceFilter(const QString& before, const QString& now) {
    QStringList filters = m_filters;
    auto place = filters.indexOf(before);
    if (place >= 0)
        filters.removeAt(place);
    if (!now.isEmpty() && !filters.contains(now))
        filters.insert(place < 0 ? filters.size() : place, now);
    setFilters(filters);
}

void DataPresenter::toggleFilter(const QString& filter) {
    if (m_filters.contains(filter)) {
        removeFilter(filter);
        return;
    }
    // One value of a field, one split: another replaces it.
    const QString kind = kindOf(filter);
    QStringList kept;
    for (const QString& present : m_filters)
        if (kindOf(present) != kind)
            kept << present;
    setFilters(kept << filter);
}

void DataPresenter::removeFilter(const QString& filter) {
    QStringList kept = m_filters;
    kept.removeAll(filter);
    setFilters(kept);
}

void DataPresenter::clearFilters() {
    setFilters({});
}

void DataPresenter::setFilters(QStringList filters) {
    if (filters == m_filters)
        return;
    dataset::RowFilter filter;
    for (const QString& text : filters) {
        if (text.startsWith(kFound)) {
            filter.rows = m_found;
            continue;
        }
        if (const Status added = dataset::addFilter(filter, text.toStdString()); !added) {
            Q_EMIT failed(added.error());
            return;
        }
    }
    m_filters = std::move(filters);
    m_filter = std::move(filter);
    ++m_filterNumber;
    Q_EMIT filterChanged(); // the rows are asked for before their facets
    readFacets();
}

void DataPresenter::setOrder(const dataset::RowOrder& order) {
    if (order == m_order)
        return;
    m_order = order;
    Q_EMIT orderChanged();
}

void DataPresenter::cycleOrder(const dataset::RowOrder& ascending) {
    dataset::RowOrder descending = ascending;
    descending.direction = dataset::RowOrder::Direction::Descending;
    setOrder(m_order == ascending ? descending : m_order == descending ? dataset::RowOrder{} : ascending);
}

void DataPresenter::showFound(const QString& what, std::vector<RowId> rows) {
    m_found = std::move(rows);
    if (m_found.empty())
        m_found.emplace_back(); // no row has that number, and so none is shown
    const QStringList filters{kFound + what};
    if (m_filters == filters)
        m_filters.clear(); // the same words mean other rows
    setFilters(filters);
}

QStringList DataPresenter::searchedWords() const {
    QStringList words;
    for (const std::string& word : m_filter.searches)
        words << QString::fromStdString(word);
    return words;
}

Json DataPresenter::meant() const {
    Json where = Json::array();
    Json rows = Json::array();
    for (const QString& filter : m_filters)
        if (!filter.startsWith(kFound))
            where.push_back(filter.toStdString());
        else
            for (const RowId row : m_filter.rows)
                rows.push_back(row.value);
    const auto* facts = current();
    return {{"project", m_bridge.project() ? m_bridge.project()->folder.toStdString() : std::string()},
            {"dataset", facts ? facts->name : std::string()},
            {"where", std::move(where)},
            {"rows", std::move(rows)}};
}

bool DataPresenter::canUndo() const {
    return isWritable() &&
           std::ranges::any_of(m_operations, [](const auto& operation) { return !operation.undone; });
}

bool DataPresenter::canRedo() const {
    return isWritable() && !m_operations.empty() && m_operations.back().undone;
}

template <class Work>
void DataPresenter::change(Work work) {
    if (const dataset::DatasetFacts* facts = current())
        changeIn(facts->id, std::move(work));
}

template <class Work>
void DataPresenter::changeIn(DatasetId dataset, Work work) {
    if (!isWritable())
        return;
    m_bridge.write(
        m_changeRequest,
        [id = dataset, work = std::move(work)](project::Project& project,
                                               const StopToken& stop) -> Result<bool> {
            TRY(const auto outcome, work(project, id, stop));
            static_cast<void>(outcome);
            return true;
        },
        [this](Result<bool> answer) {
            if (answer)
                Q_EMIT changed();
            else
                Q_EMIT failed(answer.error());
            readDatasets();
        });
}

void DataPresenter::editCell(const dataset::Row& row, const QString& field, const QString& text) {
    change([row, field = field.toStdString(), text = text.toStdString()](
               project::Project& project, DatasetId id, const StopToken&) -> Result<dataset::EditOutcome> {
        TRY(auto value, dataset::valueFromText(row, field, text));
        const std::array edits = {dataset::CellEdit{row.id, field, std::move(value), row.revision}};
        return dataset::setCells(project, id, edits);
    });
}

void DataPresenter::editValue(DatasetId dataset, const dataset::Row& row, const QString& field, Json value) {
    changeIn(dataset, [edit = dataset::CellEdit{row.id, field.toStdString(), std::move(value), row.revision}](
                          project::Project& project, DatasetId id, const StopToken&) {
        return dataset::setCells(project, id, std::span(&edit, 1));
    });
}

void DataPresenter::deleteRows(const std::vector<RowId>& rows) {
    if (rows.empty())
        return;
    change([rows](project::Project& project, DatasetId id, const StopToken& stop) {
        dataset::RowFilter filter;
        filter.rows = rows;
        return dataset::deleteRows(project, id, filter, stop);
    });
}

template <class Work>
void DataPresenter::changePlaces(const Places& places, Work work) {
    if (!current() || places.empty())
        return;
    change([places, facts = *current(), filter = m_filter, order = m_order,
            work = std::move(work)](project::Project& project, DatasetId id,
                                    const StopToken& stop) -> Result<dataset::EditOutcome> {
        TRY(const auto present, dataset::datasetById(project.database(), id));
        if (present.version != facts.version)
            return luthier::failed("dataset.changed_meanwhile");
        TRY(const auto ids, dataset::selectOrdered(project.database(), present, filter, order, stop));
        dataset::RowFilter meant;
        for (const auto& [first, last] : places)
            for (qint64 place = first; place <= last && static_cast<std::size_t>(place) < ids.size(); ++place)
                meant.rows.push_back(ids[static_cast<std::size_t>(place)]);
        return work(project, id, meant, stop);
    });
}

void DataPresenter::deletePlaces(const Places& places) {
    changePlaces(places, &dataset::deleteRows);
}

void DataPresenter::assignPlaces(const Places& places, const QString& split) {
    changePlaces(places,
                 [split = split.toStdString()](project::Project& project, DatasetId id,
                                               const dataset::RowFilter& rows, const StopToken& stop) {
                     return dataset::assignSplit(project, id, rows, split, stop);
                 });
}

void DataPresenter::stepHistory(Stepping stepping) {
    const dataset::DatasetFacts* facts = current();
    if (!facts || !isWritable())
        return;
    m_bridge.write(
        m_historyRequest,
        [id = facts->id, stepping](project::Project& project,
                                   const StopToken& stop) -> Result<std::optional<RowId>> {
            TRY(const auto outcome, orNothing(stepping(project, id, 1, stop)));
            if (outcome.operations.empty())
                return std::optional<RowId>();
            return dataset::firstRowOf(project.database(), outcome.operations.front().id);
        },
        [this](Result<std::optional<RowId>> answer) {
            if (!answer)
                Q_EMIT failed(answer.error());
            else
                Q_EMIT changed();
            if (answer && *answer)
                Q_EMIT touched(**answer);
            readDatasets();
        });
}

void DataPresenter::undo() {
    stepHistory(&dataset::undo);
}

void DataPresenter::redo() {
    stepHistory(&dataset::redo);
}

void DataPresenter::split(const dataset::SplitRequest& request) {
    change([request](project::Project& project, DatasetId id, const StopToken& stop) {
        return dataset::splitRows(project, id, request, stop, silent());
    });
}

void DataPresenter::assignSplit(const std::vector<RowId>& rows, const QString& split) {
    if (rows.empty())
        return;
    change(
        [rows, split = split.toStdString()](project::Project& project, DatasetId id, const StopToken& stop) {
            dataset::RowFilter filter;
            filter.rows = rows;
            return dataset::assignSplit(project, id, filter, split, stop);
        });
}

void DataPresenter::rename(const QString& name) {
    const dataset::DatasetFacts* facts = current();
    if (!facts || !isWritable() || name.isEmpty() || name == m_chosen)
        return;
    m_bridge.write(
        m_catalogRequest,
        [id = facts->id, name = name.toStdString()](project::Project& project,
                                                    const StopToken&) -> Result<bool> {
            TRY_VOID(dataset::renameDataset(project, id, name));
            return true;
        },
        [this, before = m_chosen, name](const Result<bool>& answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            chooseWhenThere(name);
            Q_EMIT changed();
            Q_EMIT renamed(before, name);
        });
}

void DataPresenter::remove() {
    if (const auto* facts = current())
        m_lastRemoved = facts->id;
    change([](project::Project& project, DatasetId id, const StopToken&) -> Result<bool> {
        TRY_VOID(dataset::hideDataset(project, id));
        return true;
    });
}

void DataPresenter::bringBack(DatasetId id) {
    m_bridge.write(
        m_catalogRequest,
        [id](project::Project& project, const StopToken&) { return dataset::bringBackDataset(project, id); },
        [this](const Result<std::string>& answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            chooseWhenThere(QString::fromStdString(*answer));
            Q_EMIT changed();
        });
}

void DataPresenter::deleteRemoved() {
    std::vector<DatasetId> ids;
    for (const dataset::DatasetFacts& facts : m_removed)
        ids.push_back(facts.id);
    m_bridge.write(
        m_catalogRequest,
        [ids](project::Project& project, const StopToken& stop) -> Result<bool> {
            for (const DatasetId id : ids)
                TRY_VOID(dataset::removeDataset(project, id, stop));
            return true;
        },
        [this](const Result<bool>& answer) {
            if (!answer)
                Q_EMIT failed(answer.error());
            readDatasets();
        });
}

} // namespace luthier::data

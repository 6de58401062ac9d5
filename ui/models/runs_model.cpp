#include "runs_model.h"

#include <bridge/sparks.h>
#include <registry/series.h>

#include <algorithm>

namespace luthier::models {
namespace {

/// So many curves are read at once; what is on a screen.
constexpr std::size_t kMostAtOnce = 24;

} // namespace

RunsModel::RunsModel(bridge::Bridge& bridge)
    : m_bridge(bridge) {}

void RunsModel::show(std::vector<RunRow> rows) {
    const bool sameRuns = std::ranges::equal(
        rows, m_rows, {}, [](const RunRow& row) { return row.run.id; },
        [](const RunRow& row) { return row.run.id; });
    if (sameRuns) {
        m_rows = std::move(rows);
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    // Numbers mean other runs in another project.
    m_sparks.clear();
    m_wanted.clear();
    m_request.cancel();
    m_asking = false;
    endResetModel();
}

const RunRow* RunsModel::rowAt(int row) const {
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

int RunsModel::rowOf(const QString& number) const {
    const auto found =
        std::ranges::find(m_rows, number.toStdString(), [](const RunRow& row) { return row.run.number; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int RunsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

/// A curve is read again after the run has gone on by a checkpoint or ended.
QString RunsModel::sparkKey(const RunRow& row) {
    const Json* saved = member(row.run.summary, "checkpoint_step");
    return QStringLiteral("%1/%2/%3")
        .arg(row.run.id.value)
        .arg(saved ? QString::fromStdString(dumpJson(*saved)) : QString())
        .arg(row.job ? static_cast<int>(row.job->state) : -1);
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    const RunRow* row = rowAt(index.row());
    if (!row)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return QString::fromStdString(row->run.name);
    if (role == NumberRole)
        return QString::fromStdString(row->run.number);
    if (role != SparkRole)
        return {};
    if (const auto known = m_sparks.find(sparkKey(*row)); known != m_sparks.end())
        return QVariant::fromValue(known->second);
    m_wanted.insert(row->run.id.value);
    if (!m_asking) {
        m_asking = true;
        // After the paint that asked: it may want more.
        QMetaObject::invokeMethod(const_cast<RunsModel*>(this), &RunsModel::askSparks, Qt::QueuedConnection);
    }
    return QVariant::fromValue(QList<double>());
}

void RunsModel::askSparks() {
    std::vector<std::int64_t> wanted;
    for (auto at = m_wanted.begin(); at != m_wanted.end() && wanted.size() < kMostAtOnce;)
        wanted.push_back(*at), at = m_wanted.erase(at);
    m_bridge.read(
        bridge::Reader::Slow, m_request,
        [wanted = std::move(wanted)](storage::Connection& database, const StopToken& stop) -> Result<Sparks> {
            Sparks sparks;
            for (const std::int64_t id : wanted) {
                if (stop.stop_requested())
                    return interrupted();
                TRY(const auto points, registry::readSeries(database, RunId{id}, "loss"));
                sparks[id] = bridge::sparkOf(points);
            }
            return sparks;
        },
        [this](const Result<Sparks>& answer) {
            m_asking = false;
            if (answer)
                take(*answer);
        });
}

void RunsModel::take(const Sparks& sparks) {
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (const auto found = sparks.find(m_rows[i].run.id.value); found != sparks.end()) {
            m_sparks[sparkKey(m_rows[i])] = found->second;
            const QModelIndex changed = index(static_cast<int>(i));
            Q_EMIT dataChanged(changed, changed, {SparkRole});
        }
    if (!m_wanted.empty()) {
        m_asking = true;
        askSparks();
    }
}

} // namespace luthier::models

#include "duplicates_presenter.h"

#include <bridge/json_values.h>

#include <algorithm>
#include <unordered_map>

namespace luthier::data {

using bridge::countIn;

namespace {

constexpr std::int64_t kMostPairs = 100'000;
constexpr std::size_t kKeepersRead = 500;
constexpr std::size_t kMembersRead = 200;

/// Pairs come with those of one keeper together, the largest cluster first.
std::vector<DuplicateCluster> clustersFrom(const Json& answer) {
    std::vector<DuplicateCluster> clusters;
    const Json* pairs = member(answer, "pairs");
    if (!pairs || !pairs->is_array())
        return clusters;
    for (const Json& pair : *pairs) {
        if (!pair.is_array() || pair.size() != 4)
            continue;
        const RowId keeper{pair[1].get<std::int64_t>()};
        if (clusters.empty() || clusters.back().keeper != keeper) {
            clusters.emplace_back();
            clusters.back().keeper = keeper;
        }
        DuplicateCluster& cluster = clusters.back();
        cluster.members.push_back(
            {RowId{pair[0].get<std::int64_t>()}, pair[2].get<double>(), pair[3].get<bool>(), true});
        cluster.least = std::min(cluster.least, cluster.members.back().alike);
    }
    return clusters;
}

} // namespace

DuplicatesPresenter::DuplicatesPresenter(bridge::Bridge& bridge, bridge::EngineProcess& engine,
                                         DataPresenter& data)
    : m_bridge(bridge)
    , m_engine(engine)
    , m_data(data)
    , m_work(engine)
    , m_rows(bridge) {
    connect(&m_work, &EngineWork::progressed, this, &DuplicatesPresenter::progressed);
    connect(&m_work, &EngineWork::failed, this, &DuplicatesPresenter::failed);
    connect(&m_work, &EngineWork::ended, this, [this](EngineWork::Ending ending) {
        if (ending != EngineWork::Ending::Whole && m_data.current())
            m_leftAlone = QString::fromStdString(m_data.current()->version);
        Q_EMIT changed();
        follow();
    });
    connect(&m_rows, &RowsAtHand::arrived, this, &DuplicatesPresenter::rowsArrived);
    connect(&m_rows, &RowsAtHand::failed, this, &DuplicatesPresenter::failed);
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        m_work.drop();
        m_keeperRequest.cancel();
        m_removed.reset();
        forget();
        Q_EMIT changed();
    });
    connect(&data, &DataPresenter::datasetChanged, this, [this] {
        m_removed.reset();
        Q_EMIT changed();
        follow();
    });
    connect(&data, &DataPresenter::rowsChanged, this, [this] {
        const std::string& now = m_data.current()->version;
        if (m_removed && m_versionOfRemoval.empty())
            m_versionOfRemoval = now;
        else if (m_removed && m_versionOfRemoval != now)
            m_removed.reset();
        Q_EMIT changed();
        follow();
    });
}

void DuplicatesPresenter::forget() {
    m_report.reset();
    m_rows.clear();
    m_apart.clear();
    m_keptByHand.clear();
    m_chosen = -1;
}

void DuplicatesPresenter::setWatching(bridge::Watching watching) {
    m_watching = watching;
    follow();
}

const DuplicateFacts* DuplicatesPresenter::report() const {
    const auto* facts = m_data.current();
    return m_report && facts && m_report->dataset == facts->id ? &*m_report : nullptr;
}

bool DuplicatesPresenter::isCurrent() const {
    return report() && m_report->version == m_data.current()->version && m_settings == m_settingsOfReport;
}

void DuplicatesPresenter::follow() {
    const auto* facts = m_data.current();
    if (m_watching == bridge::Watching::No || !facts || m_work.isBusy() || isCurrent())
        return;
    if (m_leftAlone != QString::fromStdString(facts->version))
        search();
}

Json DuplicatesPresenter::parameters() const {
    Json params = {{"project", m_bridge.project()->folder.toStdString()},
                   {"dataset", m_data.current()->name},
                   {"key", m_settings.key.toStdString()},
                   {"keep", m_settings.keep.toStdString()}};
    if (m_settings.threshold < kExactThreshold)
        params["near"] = m_settings.threshold / 100.0;
    return params;
}

void DuplicatesPresenter::ask(State doing, const QString& method, Json params, EngineWork::Take take) {
    m_doing = doing;
    m_leftAlone.clear();
    m_work.ask(method, std::move(params), std::move(take));
    Q_EMIT changed();
}

void DuplicatesPresenter::search() {
    const auto* facts = m_data.current();
    if (!facts || !m_bridge.project() || m_work.isBusy())
        return;
    Json params = parameters();
    params["pairs"] = kMostPairs;
    ask(State::Searching, QStringLiteral("data.duplicates"), std::move(params),
        [this, settings = m_settings, dataset = facts->id](const Json& answer) {
            takeReport(answer, settings, dataset);
        });
}

void DuplicatesPresenter::takeReport(const Json& answer, const Settings& settings, DatasetId dataset) {
    forget();
    DuplicateFacts facts;
    facts.dataset = dataset;
    facts.version = stringAt(answer, "version", "").value_or("");
    facts.rows = countIn(answer, "rows");
    facts.withoutText = countIn(answer, "without_text");
    facts.duplicates = countIn(answer, "duplicates");
    facts.exact = countIn(answer, "exact");
    facts.clusters = countIn(answer, "clusters");
    facts.largest = countIn(answer, "largest_cluster");
    facts.alarm = boolAt(answer, "alarm", false).value_or(false);
    facts.listed = clustersFrom(answer);
    facts.conflicting = countIn(answer, "conflicting");
    if (const Json* conflicts = member(answer, "conflicts"); conflicts && conflicts->is_array())
        for (const Json& conflict : *conflicts)
            if (const Json* rows = member(conflict, "rows"); rows && rows->is_array())
                for (const Json& row : *rows)
                    facts.conflicts.push_back(RowId{row.get<std::int64_t>()});
    m_report = std::move(facts);
    m_settingsOfReport = settings;
    choose(m_report->listed.empty() ? -1 : 0);
}

const DuplicateCluster* DuplicatesPresenter::cluster() const {
    return report() && m_chosen >= 0 ? &m_report->listed[static_cast<std::size_t>(m_chosen)] : nullptr;
}

void DuplicatesPresenter::choose(int cluster) {
    const int count = m_report ? static_cast<int>(m_report->listed.size()) : 0;
    if (cluster >= count || cluster == m_chosen)
        return;
    m_chosen = cluster;
    if (const DuplicateCluster* chosen = this->cluster()) {
        // Keepers whose rows have not come yet are asked for again: the newest question alone is answered.
        std::vector<RowId> rows;
        for (std::size_t i = 0; i < std::min(kKeepersRead, m_report->listed.size()); ++i)
            rows.push_back(m_report->listed[i].keeper);
        rows.push_back(chosen->keeper);
        for (std::size_t i = 0; i < std::min(kMembersRead, chosen->members.size()); ++i)
            rows.push_back(chosen->members[i].row);
        std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        m_rows.read(*m_data.current(), std::move(rows));
    }
    Q_EMIT changed();
}

void DuplicatesPresenter::changeSettings(Settings settings) {
    if (settings == m_settings || state() == State::Removing)
        return;
    m_settings = std::move(settings);
    m_leftAlone.clear();
    m_work.drop(); // its answer is of other settings
    Q_EMIT changed();
    follow();
}

void DuplicatesPresenter::setKey(const QString& key) {
    Settings settings = m_settings;
    settings.key = key;
    changeSettings(std::move(settings));
}

void DuplicatesPresenter::setKeep(const QString& keep) {
    Settings settings = m_settings;
    settings.keep = keep;
    changeSettings(std::move(settings));
}

void DuplicatesPresenter::setThreshold(int hundredths) {
    Settings settings = m_settings;
    settings.threshold = std::clamp(hundredths, kLeastThreshold, kExactThreshold);
    changeSettings(std::move(settings));
}

void DuplicatesPresenter::setApart(int cluster, bool apart) {
    if (!report() || cluster < 0 || cluster >= static_cast<int>(m_report->listed.size()))
        return;
    // The keeper that was found names the cluster, whatever was chosen since.
    const RowId keeper = m_report->listed[static_cast<std::size_t>(cluster)].keeper;
    if (apart)
        m_apart.insert(keeper);
    else
        m_apart.erase(keeper);
    Q_EMIT changed();
}

bool DuplicatesPresenter::isApart(int cluster) const {
    return report() && cluster >= 0 && cluster < static_cast<int>(m_report->listed.size()) &&
           m_apart.contains(m_report->listed[static_cast<std::size_t>(cluster)].keeper);
}

void DuplicatesPresenter::keepRow(RowId row) {
    const DuplicateCluster* present = cluster();
    if (!present || row == present->keeper || !isCurrent())
        return;
    std::vector<RowId> others{present->keeper};
    for (const auto& member : present->members)
        if (member.row != row)
            others.push_back(member.row);
    Json params = parameters();
    params["keeper"] = row.value;
    params["near"] = m_settings.threshold / 100.0;
    params["rows"] = Json::array();
    for (const RowId other : others)
        params["rows"].push_back(other.value);
    m_engine.ask(m_keeperRequest, QStringLiteral("data.alike"), std::move(params), 0,
                 [this, row, others](const Result<Json>& answer) {
                     if (answer)
                         takeKeeper(row, others, *answer);
                     else if (!wasStopped(answer.error()))
                         Q_EMIT failed(answer.error());
                 });
}

void DuplicatesPresenter::takeKeeper(RowId keeper, const std::vector<RowId>& rows, const Json& answer) {
    const Json* alike = member(answer, "alike");
    const DuplicateCluster* present = cluster();
    const bool same = present && alike && alike->is_array() && alike->size() == rows.size() &&
                      rows.front() == present->keeper;
    if (!same)
        return; // another cluster is in view by now
    DuplicateCluster& changed = m_report->listed[static_cast<std::size_t>(m_chosen)];
    const bool apart = m_apart.erase(changed.keeper) > 0;
    const auto original = m_keptByHand.extract(changed.keeper);
    m_keptByHand[keeper] = original.empty() ? changed.keeper : original.mapped();
    changed.keeper = keeper;
    changed.members.clear();
    changed.least = 1;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Json& value = (*alike)[i];
        DuplicateCluster::Member member{rows[i], value.is_number() ? value.get<double>() : 0, false,
                                        value.is_number()};
        member.exact = member.alike >= 1;
        if (member.goes)
            changed.least = std::min(changed.least, member.alike);
        changed.members.push_back(member);
    }
    if (apart)
        m_apart.insert(keeper);
    Q_EMIT this->changed();
}

qint64 DuplicatesPresenter::going() const {
    if (!report())
        return 0;
    qint64 going = m_report->duplicates;
    if (m_apart.empty() && m_keptByHand.empty())
        return going;
    for (const DuplicateCluster& cluster : m_report->listed) {
        const auto all = static_cast<qint64>(cluster.members.size());
        const auto go = std::ranges::count_if(cluster.members, &DuplicateCluster::Member::goes);
        going -= m_apart.contains(cluster.keeper) ? all : all - go;
    }
    return going;
}

void DuplicatesPresenter::cancel() {
    m_work.cancel();
}

void DuplicatesPresenter::remove() {
    if (!isCurrent() || m_work.isBusy() || !m_data.isWritable() || going() == 0)
        return;
    Json params = parameters();
    params["version"] = m_report->version;
    params["except"] = Json::array();
    params["instead"] = Json::array();
    for (const DuplicateCluster& cluster : m_report->listed) {
        const auto byHand = m_keptByHand.find(cluster.keeper);
        const RowId found = byHand == m_keptByHand.end() ? cluster.keeper : byHand->second;
        const bool apart = m_apart.contains(cluster.keeper);
        if (apart || byHand != m_keptByHand.end())
            params["except"].push_back(found.value);
        if (apart || byHand == m_keptByHand.end())
            continue;
        for (const auto& member : cluster.members)
            if (member.goes)
                params["instead"].push_back(
                    Json::array({member.row.value, cluster.keeper.value, member.alike, member.exact}));
    }
    m_removed.reset();
    ask(State::Removing, QStringLiteral("data.deduplicate"), std::move(params), [this](const Json& answer) {
        m_removed = countIn(answer, "changed");
        m_versionOfRemoval.clear();
        m_data.refresh();
    });
}

void DuplicatesPresenter::undo() {
    m_removed.reset();
    m_data.undo();
    Q_EMIT changed();
}

void DuplicatesPresenter::showConflicts() {
    if (!report() || m_report->conflicts.empty())
        return;
    m_data.showFound(QStringLiteral("data.conflicting_answers"), m_report->conflicts);
    Q_EMIT rowsWanted();
}

} // namespace luthier::data

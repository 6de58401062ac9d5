#include "leakage_presenter.h"

#include <bridge/json_values.h>

#include <algorithm>

namespace luthier::data {

using bridge::countIn;
using bridge::textIn;

namespace {

constexpr std::int64_t kExamples = 50; // of each pair of splits and kind

template <class Use>
void eachOf(const Json& answer, std::string_view key, Use use) {
    if (const Json* list = member(answer, key); list && list->is_array())
        for (const Json& item : *list)
            use(item);
}

} // namespace

LeakagePresenter::LeakagePresenter(bridge::Bridge& bridge, bridge::EngineProcess& engine, DataPresenter& data)
    : m_bridge(bridge)
    , m_data(data)
    , m_work(engine)
    , m_rows(bridge) {
    connect(&m_work, &EngineWork::progressed, this, &LeakagePresenter::progressed);
    connect(&m_work, &EngineWork::failed, this, &LeakagePresenter::failed);
    connect(&m_work, &EngineWork::ended, this, [this] {
        readKept();
        Q_EMIT changed();
    });
    connect(&m_rows, &RowsAtHand::arrived, this, &LeakagePresenter::rowsArrived);
    connect(&m_rows, &RowsAtHand::failed, this, &LeakagePresenter::failed);
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        m_work.drop();
        m_keptRequest.cancel();
        m_report.reset();
        m_kept.reset();
        m_keptOf = {};
        m_checksAgain = false;
        Q_EMIT changed();
    });
    connect(&data, &DataPresenter::datasetChanged, this, [this] {
        m_checksAgain = false;
        readKept();
        Q_EMIT changed();
    });
    connect(&data, &DataPresenter::rowsChanged, this, [this] {
        if (std::exchange(m_checksAgain, false))
            check();
        Q_EMIT changed();
    });
    connect(&data, &DataPresenter::overviewChanged, this, &LeakagePresenter::changed);
}

void LeakagePresenter::setWatching(bridge::Watching watching) {
    m_watching = watching;
    readKept();
}

void LeakagePresenter::readKept() {
    const auto* facts = m_data.current();
    if (m_watching == bridge::Watching::No || !facts)
        return;
    m_bridge.read(
        bridge::Reader::Paging, m_keptRequest,
        [id = facts->id](storage::Connection& database, const StopToken&) {
            return cleaning::keptLeakage(database, id);
        },
        [this, id = facts->id](Result<std::optional<cleaning::KeptLeakage>> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_kept = std::move(*answer);
            m_keptOf = id;
            Q_EMIT changed();
        });
}

const LeakageFacts* LeakagePresenter::report() const {
    const auto* facts = m_data.current();
    return m_report && facts && m_report->dataset == facts->id ? &*m_report : nullptr;
}

bool LeakagePresenter::isCurrent() const {
    return report() && m_report->version == m_data.current()->version;
}

LeakagePresenter::Known LeakagePresenter::known() const {
    const auto* facts = m_data.current();
    if (isCurrent())
        return m_report->leaked.empty() ? Known::Clean : Known::Leaks;
    if (!facts || m_keptOf != facts->id)
        return report() ? Known::Outdated : Known::Nothing;
    if (!m_kept)
        return report() ? Known::Outdated : Known::Never;
    if (m_kept->version != facts->version)
        return Known::Outdated;
    return m_kept->clean ? Known::Clean : Known::Leaks;
}

QString LeakagePresenter::checkedAt() const {
    return m_kept ? QString::fromStdString(m_kept->when) : QString();
}

bool LeakagePresenter::canCheck() const {
    return m_data.current() && std::ranges::count_if(m_data.splits(), [](const auto& split) {
                                   return !split.name.empty() && split.rows > 0;
                               }) > 1;
}

void LeakagePresenter::setKey(const QString& key) {
    m_key = key;
    Q_EMIT changed();
}

void LeakagePresenter::ask(State doing, const QString& method, Json params, EngineWork::Take take) {
    m_doing = doing;
    params["project"] = m_bridge.project()->folder.toStdString();
    params["dataset"] = m_data.current()->name;
    params["key"] = m_key.toStdString();
    m_work.ask(method, std::move(params), std::move(take));
    Q_EMIT changed();
}

void LeakagePresenter::check() {
    const auto* facts = m_data.current();
    if (!facts || !m_bridge.project() || m_work.isBusy())
        return;
    ask(State::Checking, QStringLiteral("data.leakage"), {{"examples", kExamples}},
        [this, dataset = facts->id](const Json& answer) { takeReport(answer, dataset); });
}

void LeakagePresenter::splitTogether(const dataset::SplitRequest& request) {
    if (!m_data.current() || !m_bridge.project() || m_work.isBusy() || !m_data.isWritable())
        return;
    Json ratios = Json::object();
    for (const dataset::SplitRatio& ratio : request.ratios)
        ratios[ratio.name] = ratio.share;
    ask(State::Splitting, QStringLiteral("data.split"),
        {{"ratios", std::move(ratios)}, {"seed", request.seed}, {"group", request.groupField.value_or("")}},
        [this](const Json&) { m_data.refresh(); });
}

void LeakagePresenter::takeReport(const Json& answer, DatasetId dataset) {
    LeakageFacts facts;
    facts.dataset = dataset;
    facts.version = stringAt(answer, "version", "").value_or("");
    facts.rows = countIn(answer, "rows");
    facts.withoutSplit = countIn(answer, "without_split");
    facts.withoutText = countIn(answer, "without_text");
    eachOf(answer, "splits", [&](const Json& split) {
        if (split.is_string())
            facts.splits << QString::fromStdString(split.get<std::string>());
    });
    eachOf(answer, "counts", [&](const Json& line) {
        facts.counts.push_back({textIn(line, "split"), textIn(line, "before"), countIn(line, "exact"),
                                countIn(line, "near"), countIn(line, "group"), countIn(line, "contained")});
    });
    eachOf(answer, "examples", [&](const Json& item) {
        facts.examples.push_back({RowId{countIn(item, "row")}, RowId{countIn(item, "other")},
                                  textIn(item, "kind"), numberAt(item, "score", 1).value_or(1),
                                  textIn(item, "split"), textIn(item, "before")});
    });
    eachOf(answer, "leaked", [&](const Json& row) {
        if (row.is_number_integer())
            facts.leaked.push_back(RowId{row.get<std::int64_t>()});
    });
    m_report = std::move(facts);
    m_rows.clear();
}

void LeakagePresenter::cancel() {
    m_work.cancel();
}

void LeakagePresenter::setAside() {
    if (!isCurrent() || m_report->leaked.empty() || m_work.isBusy() || !m_data.isWritable())
        return;
    m_checksAgain = true;
    m_data.assignSplit(m_report->leaked, QString());
}

void LeakagePresenter::showInTable() {
    if (!report() || m_report->leaked.empty())
        return;
    m_data.showFound(QStringLiteral("data.leaked_rows"), m_report->leaked);
    Q_EMIT rowsWanted();
}

void LeakagePresenter::look(const LeakExample& example) {
    const auto* facts = m_data.current();
    if (!facts)
        return;
    m_rows.clear(); // as they are now
    m_rows.read(*facts, {example.row, example.other});
}

} // namespace luthier::data

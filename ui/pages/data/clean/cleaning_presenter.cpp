#include "cleaning_presenter.h"

#include <bridge/json_values.h>

#include <algorithm>
#include <numeric>

namespace luthier::data {

using bridge::countIn;
using bridge::textIn;

namespace {

constexpr std::int64_t kExamples = 200;
constexpr std::int64_t kMostRows = 1'000'000;

Parameters parametersOf(const Json& item) {
    Parameters parameters;
    if (const Json* given = member(item, "parameters"); given && given->is_object())
        for (const auto& [key, value] : given->items())
            if (value.is_string())
                parameters[key] = value.get<std::string>();
    return parameters;
}

FoundPlace placeFrom(const Json& item) {
    FoundPlace place;
    place.row = RowId{countIn(item, "row")};
    place.field = textIn(item, "field");
    place.before = textIn(item, "before");
    place.text = textIn(item, "text");
    place.after = textIn(item, "after");
    place.why = stringAt(item, "code", "").value_or("");
    place.parameters = parametersOf(item);
    if (member(item, "fix"))
        place.fix = textIn(item, "fix");
    return place;
}

RuleFindings findingsFrom(const Json& item) {
    RuleFindings rule;
    rule.rule = textIn(item, "rule");
    rule.rows = countIn(item, "rows");
    rule.findings = countIn(item, "findings");
    rule.fixable = countIn(item, "fixable");
    if (const Json* examples = member(item, "examples"); examples && examples->is_array())
        for (const Json& example : *examples)
            rule.examples.push_back(placeFrom(example));
    return rule;
}

} // namespace

qint64 CleaningFacts::fixable() const {
    return std::accumulate(rules.begin(), rules.end(), qint64{0},
                           [](qint64 sum, const RuleFindings& rule) { return sum + rule.fixable; });
}

CleaningPresenter::CleaningPresenter(bridge::Bridge& bridge, bridge::EngineProcess& engine,
                                     DataPresenter& data)
    : m_bridge(bridge)
    , m_engine(engine)
    , m_data(data)
    , m_work(engine) {
    connect(&m_work, &EngineWork::progressed, this, &CleaningPresenter::progressed);
    connect(&m_work, &EngineWork::failed, this, &CleaningPresenter::failed);
    connect(&m_work, &EngineWork::ended, this, [this](EngineWork::Ending ending) {
        // What cannot be searched, or shall not be, is not searched again by itself.
        if (ending != EngineWork::Ending::Whole && m_data.current())
            m_leftAlone = QString::fromStdString(m_data.current()->version) + m_preset;
        Q_EMIT changed();
        follow();
    });
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        // Ids mean other datasets now, and what is under way is of the project before.
        m_work.drop();
        m_rowsRequest.cancel();
        m_report.reset();
        m_fixed.reset();
        Q_EMIT changed();
    });
    connect(&data, &DataPresenter::datasetChanged, this, [this] {
        m_fixed.reset();
        Q_EMIT changed();
        follow();
    });
    connect(&data, &DataPresenter::rowsChanged, this, [this] {
        const std::string& now = m_data.current()->version;
        if (m_fixed && m_versionOfFix.empty())
            m_versionOfFix = now;
        else if (m_fixed && m_versionOfFix != now)
            m_fixed.reset();
        Q_EMIT changed();
        follow();
    });
}

void CleaningPresenter::setWatching(bridge::Watching watching) {
    m_watching = watching;
    follow();
}

void CleaningPresenter::setPreset(const QString& preset) {
    if (preset == m_preset || state() == State::Fixing)
        return;
    m_preset = preset;
    m_work.drop();
    Q_EMIT changed();
    follow();
}

const CleaningFacts* CleaningPresenter::report() const {
    const auto* facts = m_data.current();
    return m_report && facts && m_report->dataset == facts->id && m_report->preset == m_preset ? &*m_report
                                                                                               : nullptr;
}

const RuleFindings* CleaningPresenter::findingsOf(const QString& rule) const {
    const CleaningFacts* facts = report();
    if (!facts)
        return nullptr;
    const auto found = std::ranges::find(facts->rules, rule, &RuleFindings::rule);
    return found == facts->rules.end() ? nullptr : &*found;
}

bool CleaningPresenter::isCurrent() const {
    return report() && m_report->version == m_data.current()->version;
}

/// Searches when somebody looks and the rows are others than those of the report.
void CleaningPresenter::follow() {
    const auto* facts = m_data.current();
    if (m_watching == bridge::Watching::No || !facts || m_work.isBusy() || isCurrent())
        return;
    if (m_leftAlone == QString::fromStdString(facts->version) + m_preset)
        return;
    search();
}

Json CleaningPresenter::parameters() const {
    return {{"project", m_bridge.project()->folder.toStdString()}, {"dataset", m_data.current()->name}};
}

void CleaningPresenter::ask(State doing, const QString& method, Json params, EngineWork::Take take) {
    m_doing = doing;
    m_leftAlone.clear();
    m_work.ask(method, std::move(params), std::move(take));
    Q_EMIT changed();
}

void CleaningPresenter::search() {
    const auto* facts = m_data.current();
    if (!facts || !m_bridge.project() || m_work.isBusy())
        return;
    Json params = parameters();
    params["preset"] = m_preset.toStdString();
    params["examples"] = kExamples;
    ask(State::Searching, QStringLiteral("data.clean"), std::move(params),
        [this, preset = m_preset, dataset = facts->id](const Json& answer) {
            takeReport(answer, preset, dataset);
        });
}

void CleaningPresenter::takeReport(const Json& answer, const QString& preset, DatasetId dataset) {
    CleaningFacts facts;
    facts.preset = preset;
    facts.dataset = dataset;
    facts.version = stringAt(answer, "version", "").value_or("");
    facts.rows = countIn(answer, "rows");
    if (const Json* findings = member(answer, "findings"); findings && findings->is_array())
        for (const Json& item : *findings)
            facts.rules.push_back(findingsFrom(item));
    m_report = std::move(facts);
}

void CleaningPresenter::cancel() {
    m_work.cancel();
}

void CleaningPresenter::fix(const QString& rule) {
    Json rules = Json::object();
    rules["rules"] = Json::array({rule.toStdString()});
    fixBy(rules);
}

void CleaningPresenter::fixAll() {
    Json rules = Json::object();
    rules["preset"] = m_preset.toStdString();
    fixBy(rules);
}

void CleaningPresenter::fixBy(const Json& rules) {
    if (!isCurrent() || m_work.isBusy() || !m_data.isWritable())
        return;
    Json params = parameters();
    params.update(rules);
    m_fixed.reset();
    ask(State::Fixing, QStringLiteral("data.fix"), std::move(params), [this](const Json& answer) {
        m_fixed = Fixed{countIn(answer, "fixed"), countIn(answer, "changed"), countIn(answer, "left")};
        m_versionOfFix.clear();
        m_data.refresh();
    });
}

void CleaningPresenter::undo() {
    m_fixed.reset();
    m_data.undo();
    Q_EMIT changed();
}

void CleaningPresenter::showInTable(const QString& rule) {
    const auto* facts = m_data.current();
    if (!facts || !m_bridge.project())
        return;
    Json params = parameters();
    params["rules"] = Json::array({rule.toStdString()});
    params["found"] = kMostRows;
    m_engine.ask(m_rowsRequest, QStringLiteral("data.clean"), std::move(params), 0,
                 [this, rule, dataset = facts->id](const Result<Json>& answer) {
                     if (!answer) {
                         if (!wasStopped(answer.error()))
                             Q_EMIT failed(answer.error());
                         return;
                     }
                     std::vector<RowId> rows;
                     const Json* findings = member(*answer, "findings");
                     const Json* found = findings && findings->is_array() && !findings->empty()
                                             ? member(findings->front(), "found")
                                             : nullptr;
                     if (found && found->is_array())
                         for (const Json& row : *found)
                             rows.push_back(RowId{row.get<std::int64_t>()});
                     if (!m_data.current() || m_data.current()->id != dataset)
                         return;
                     m_data.showFound(QStringLiteral("rule.") + rule, std::move(rows));
                     Q_EMIT rowsWanted();
                 });
}

} // namespace luthier::data

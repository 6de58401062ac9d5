#include "preview_presenter.h"

#include <base/files.h>
#include <bridge/project_state.h>

#include <QDir>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>

namespace luthier::recipes {
namespace {

constexpr int kPlanMilliseconds = 150;
constexpr int kCheckMilliseconds = 350;
constexpr int kCountingMilliseconds = 400;
constexpr int kPlanDeadline = 10000;
constexpr int kCheckDeadline = 30000;
constexpr int kStartDeadline = 60000;
constexpr int kMeasureDeadline = 180000;

std::optional<recipe::Finding> findingFrom(const Json& item) {
    recipe::Finding finding;
    const std::string severity = stringAt(item, "severity", "").value_or("");
    finding.severity = severity == "error"     ? recipe::Severity::Error
                       : severity == "warning" ? recipe::Severity::Warning
                                               : recipe::Severity::Note;
    finding.code = stringAt(item, "code", "").value_or("");
    finding.field = stringAt(item, "field", "").value_or("");
    if (const Json* parameters = member(item, "parameters"); parameters && parameters->is_object())
        for (const auto& [key, value] : parameters->items())
            if (value.is_string())
                finding.parameters[key] = value.get<std::string>();
    if (const Json* fix = member(item, "fix"))
        if (const Json* value = member(*fix, "value"))
            finding.fix = recipe::Fix{stringAt(*fix, "field", "").value_or(""), *value};
    return finding.code.empty() ? std::nullopt : std::optional(std::move(finding));
}

/// Two findings that say the same: accepting one accepts the other, also after it was asked again.
QString keyOf(const recipe::Finding& finding) {
    QString key = QString::fromStdString(finding.code + "|" + finding.field);
    for (const auto& [name, value] : finding.parameters)
        key += u'|' + QString::fromStdString(value);
    return key;
}

/// Rows that a source gives to an epoch; nothing when its dataset or split is not there.
std::optional<double> rowsOf(const recipe::DataSource& source, const std::vector<DatasetChoice>& datasets) {
    const auto dataset =
        std::ranges::find(datasets, QString::fromStdString(source.dataset), &DatasetChoice::name);
    if (dataset == datasets.end())
        return std::nullopt;
    if (!source.split)
        return source.weight * static_cast<double>(dataset->rows);
    const auto split = std::ranges::find(dataset->splits, *source.split, &dataset::SplitCount::name);
    return split == dataset->splits.end() ? std::nullopt
                                          : std::optional(source.weight * static_cast<double>(split->rows));
}

/// Rows that the run would not train, so many of them that core warns. Start asks about these itself.
bool isAskedAtStart(const recipe::Finding& finding) {
    return finding.severity == recipe::Severity::Warning && finding.code == "recipe.rows_left_out";
}

} // namespace

std::string runName(const recipe::Recipe& recipe) {
    if (recipe.name != recipe::Recipe{}.name || recipe.data.empty())
        return recipe.name;
    return recipe.data.front().dataset + "-" + std::string(recipe::methodName(recipe.method.kind));
}

Json planDocument(const Json& recipe) {
    Json document = recipe;
    if (const Json* data = member(document, "data"); !data || data->empty())
        document["data"] = Json::array({Json{{"dataset", "-"}}});
    return document;
}

PreviewPresenter::PreviewPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions,
                                   RecipePresenter& recipe, bridge::ModelCatalog& catalog,
                                   const QString& engine)
    : m_bridge(bridge)
    , m_questions(questions)
    , m_recipe(recipe)
    , m_catalog(catalog)
    , m_measuring(engine) {
    for (QTimer* timer : {&m_planTimer, &m_checkTimer})
        timer->setSingleShot(true);
    m_planTimer.setInterval(kPlanMilliseconds);
    m_checkTimer.setInterval(kCheckMilliseconds);
    connect(&m_planTimer, &QTimer::timeout, this, &PreviewPresenter::askPlan);
    connect(&m_checkTimer, &QTimer::timeout, this, &PreviewPresenter::askCheck);
    connect(&recipe, &RecipePresenter::changed, this, &PreviewPresenter::recipeChanged);
    // Rows have changed: what was found about them is old.
    connect(&recipe, &RecipePresenter::listChanged, this, [this] {
        if (m_watching == bridge::Watching::Yes)
            m_checkTimer.start(kCheckMilliseconds);
        Q_EMIT stateChanged();
    });
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        const QStringList accepted = bridge::readProjectState(m_bridge.project()->id).acceptedFindings;
        m_accepted = {accepted.begin(), accepted.end()};
        m_memoryAccepted = false;
        m_measured.reset();
    });
}

void PreviewPresenter::setWatching(bridge::Watching watching) {
    if (std::exchange(m_watching, watching) == watching || watching == bridge::Watching::No)
        return;
    readDevices();
    if (m_modelError) {
        // A folder that was not there may have come.
        m_modelPath.clear();
        m_isStale = true;
    }
    if (m_isStale)
        recipeChanged();
}

void PreviewPresenter::recipeChanged() {
    m_isStale = true;
    m_isChecked = false;
    m_isPlanPresent = false;
    m_measured.reset();
    m_measuring.stop();
    if (!hasModel()) {
        m_plan.reset();
        m_otherPlans.clear();
        Q_EMIT planChanged();
    }
    Q_EMIT stateChanged();
    if (m_watching == bridge::Watching::No)
        return;
    m_isStale = false;
    askModel();
    m_planTimer.start(kPlanMilliseconds);
    m_checkTimer.start(kCheckMilliseconds);
}

void PreviewPresenter::askModel() {
    const auto& chosen = m_recipe.recipe().model;
    const QString path =
        chosen.randomInit ? QString() : m_catalog.absolute(QString::fromStdString(chosen.path));
    if (path == m_modelPath)
        return;
    m_modelPath = path;
    m_model.reset();
    m_modelError.reset();
    Q_EMIT modelChanged();
    if (path.isEmpty()) {
        m_modelRequest.cancel();
        return;
    }
    m_catalog.inspect(m_modelRequest, path, [this](Result<bridge::ModelDetails> answer) {
        if (answer)
            m_model = std::move(*answer);
        else
            m_modelError = answer.error();
        Q_EMIT modelChanged();
    });
}

void PreviewPresenter::askPlan() {
    if (!hasModel() || !m_bridge.project())
        return;
    Json params = {{"recipe", planDocument(m_recipe.document())},
                   {"project", m_bridge.project()->folder.toStdString()}};
    m_questions.ask(
        m_planRequest, QStringLiteral("plan"), std::move(params), kPlanDeadline, [this](Result<Json> answer) {
            Result<PlanFacts> facts = answer ? planFrom(*answer) : Result<PlanFacts>(answer.error());
            m_isPlanPresent = true;
            m_planError.reset();
            if (facts)
                m_plan = std::move(*facts);
            else
                m_planError = facts.error();
            if (m_planError)
                m_plan.reset();
            if (m_plan && m_plan->fits)
                m_memoryAccepted = false;
            if (m_plan && m_plan->isCounting)
                m_planTimer.start(kCountingMilliseconds);
            Q_EMIT planChanged();
            Q_EMIT stateChanged();
        });
    askOtherPlans();
}

void PreviewPresenter::askOtherPlans() {
    for (const recipe::MethodKind kind : readyMethods()) {
        const std::string name(recipe::methodName(kind));
        if (kind == m_recipe.recipe().method.kind ||
            (m_recipe.recipe().model.randomInit && kind != recipe::MethodKind::Full)) {
            m_otherPlans.erase(name);
            m_otherRequests[name].cancel();
            continue;
        }
        Json params = {{"recipe", planDocument(recipe::recipeToJson(m_recipe.withMethod(kind)))},
                       {"project", m_bridge.project()->folder.toStdString()}};
        m_questions.ask(m_otherRequests[name], QStringLiteral("plan"), std::move(params), kPlanDeadline,
                        [this, name](Result<Json> answer) {
                            Result<PlanFacts> facts =
                                answer ? planFrom(*answer) : Result<PlanFacts>(answer.error());
                            if (facts)
                                m_otherPlans[name] = std::move(*facts);
                            else
                                m_otherPlans.erase(name);
                            Q_EMIT planChanged();
                        });
    }
}

void PreviewPresenter::askCheck() {
    if (!m_bridge.project())
        return;
    Json params = {{"recipe", m_recipe.document()}, {"project", m_bridge.project()->folder.toStdString()}};
    m_questions.ask(m_checkRequest, QStringLiteral("recipe.check"), std::move(params), kCheckDeadline,
                    [this](Result<Json> answer) {
                        if (!answer) {
                            Q_EMIT failed(answer.error());
                            return;
                        }
                        m_findings.clear();
                        if (const Json* items = member(*answer, "findings"); items && items->is_array())
                            for (const Json& item : *items)
                                if (auto finding = findingFrom(item))
                                    m_findings.push_back(std::move(*finding));
                        std::ranges::stable_sort(m_findings, {}, &recipe::Finding::severity);
                        m_isChecked = !isCounting(*answer);
                        if (!m_isChecked)
                            m_checkTimer.start(kCountingMilliseconds);
                        Q_EMIT findingsChanged();
                        Q_EMIT stateChanged();
                    });
}

void PreviewPresenter::readDevices() {
    m_bridge.run(
        m_devicesRequest,
        [](const StopToken&) -> Result<std::vector<devices::DeviceFacts>> { return bridge::readDevices(); },
        [this](Result<std::vector<devices::DeviceFacts>> answer) {
            if (answer)
                m_devices = std::move(*answer);
            Q_EMIT planChanged();
        });
}

const devices::DeviceFacts* PreviewPresenter::device() const {
    const std::string id = m_plan ? m_plan->device.toStdString() : std::string("cpu");
    const auto found = std::ranges::find(m_devices, id, &devices::DeviceFacts::id);
    return found == m_devices.end() ? nullptr : &*found;
}

int PreviewPresenter::errors() const {
    return static_cast<int>(
        std::ranges::count(m_findings, recipe::Severity::Error, &recipe::Finding::severity));
}

int PreviewPresenter::unaccepted() const {
    return static_cast<int>(std::ranges::count_if(m_findings, [this](const auto& finding) {
        return finding.severity == recipe::Severity::Warning && !isAccepted(finding) &&
               !isAskedAtStart(finding);
    }));
}

bool PreviewPresenter::isAccepted(const recipe::Finding& finding) const {
    return m_accepted.contains(keyOf(finding));
}

void PreviewPresenter::accept(const recipe::Finding& finding) {
    m_accepted.insert(keyOf(finding));
    if (m_bridge.project()) {
        bridge::ProjectState state = bridge::readProjectState(m_bridge.project()->id);
        state.acceptedFindings.removeAll(keyOf(finding));
        state.acceptedFindings << keyOf(finding);
        bridge::writeProjectState(m_bridge.project()->id, state);
    }
    Q_EMIT findingsChanged();
    Q_EMIT stateChanged();
}

void PreviewPresenter::acceptMemory() {
    m_memoryAccepted = true;
    Q_EMIT planChanged();
    Q_EMIT stateChanged();
}

void PreviewPresenter::fix(const recipe::Finding& finding) {
    if (finding.fix)
        m_recipe.set(finding.fix->field, finding.fix->value);
}

void PreviewPresenter::take(const PlanSuggestion& suggestion) {
    m_recipe.set(suggestion.field, suggestion.value);
}

std::optional<PreviewPresenter::Steps> PreviewPresenter::steps() const {
    const recipe::Recipe& recipe = m_recipe.recipe();
    if (recipe.maxSteps)
        return Steps{*recipe.maxSteps, false};
    if (m_plan && m_plan->steps && m_isPlanPresent)
        return Steps{*m_plan->steps, false};
    double rows = 0;
    for (const recipe::DataSource& source : recipe.data) {
        const auto count = rowsOf(source, m_recipe.datasets());
        if (!count)
            return std::nullopt;
        rows += *count;
    }
    if (rows < 1)
        return std::nullopt;
    const double perEpoch = std::ceil(rows / static_cast<double>(recipe.batchSize * recipe.accumulation));
    return Steps{static_cast<qint64>(std::ceil(recipe.epochs * perEpoch - 1e-9)), recipe.tokens.packing};
}

std::optional<qint64> PreviewPresenter::countedSteps() const {
    if (const auto now = steps(); now && !now->atMost)
        return now->count;
    return m_plan ? m_plan->steps : std::nullopt;
}

std::optional<double> PreviewPresenter::secondsPerStep() const {
    if (m_measured && m_measured->secondsPerStep)
        return m_measured->secondsPerStep;
    return m_plan ? m_plan->secondsPerStep : std::nullopt;
}

std::optional<double> PreviewPresenter::seconds() const {
    const auto steps = countedSteps();
    const auto perStep = secondsPerStep();
    if (!steps || !perStep || !m_plan)
        return std::nullopt;
    const double planned = m_plan->secondsPerStep.value_or(0);
    // A measurement is of steps; validations are as much slower or quicker than planned as these.
    return m_plan->secondsTotal && planned > 0 ? *m_plan->secondsTotal * (*perStep / planned)
                                               : *perStep * static_cast<double>(*steps);
}

PreviewPresenter::State PreviewPresenter::state() const {
    if (!m_bridge.project())
        return State::NoProject;
    if (!m_bridge.isWritable())
        return State::ReadOnly;
    if (m_isStarting)
        return State::Starting;
    if (!hasModel())
        return State::NoModel;
    if (m_recipe.recipe().data.empty())
        return State::NoData;
    if (m_isChecked && errors() > 0)
        return State::Faulty;
    if (!m_isChecked || !m_isPlanPresent)
        return State::Checking;
    if (m_planError)
        return State::Faulty;
    if (m_plan && !m_plan->fits && !m_memoryAccepted)
        return State::DoesNotFit;
    return unaccepted() > 0 ? State::Unaccepted : State::Ready;
}

void PreviewPresenter::measure() {
    if (!hasModel() || !m_bridge.project() || m_measuring.isRunning())
        return;
    auto folder = std::make_shared<QTemporaryDir>();
    const QString file = folder->filePath(QStringLiteral("recipe.json"));
    m_bridge.run(
        m_fileRequest,
        [folder, path = std::filesystem::path(file.toStdString()),
         text = dumpJson(planDocument(m_recipe.document()))](const StopToken&) -> Result<bool> {
            TRY_VOID(writeAtomically(path, text));
            return true;
        },
        [this, folder, file](Result<bool> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            // The folder lives as long as the command reads from it.
            const QStringList arguments{QStringLiteral("plan"), m_bridge.project()->folder,
                                        QStringLiteral("--recipe"), file, QStringLiteral("--measure")};
            m_measuring.run(arguments, kMeasureDeadline, [this, folder](Result<Json> measured) {
                Result<PlanFacts> facts =
                    measured ? planFrom(*measured) : Result<PlanFacts>(measured.error());
                if (facts)
                    m_measured = std::move(*facts);
                else if (facts.error().kind() != ErrorKind::Interrupted)
                    Q_EMIT failed(facts.error());
                Q_EMIT planChanged();
            });
            Q_EMIT planChanged();
        });
}

void PreviewPresenter::stopMeasuring() {
    m_measuring.stop();
}

std::vector<recipe::Finding> PreviewPresenter::rowsLeftOut() const {
    std::vector<recipe::Finding> found;
    std::ranges::copy_if(m_findings, std::back_inserter(found), [this](const recipe::Finding& finding) {
        return isAskedAtStart(finding) && !isAccepted(finding);
    });
    return found;
}

void PreviewPresenter::startWithout(const std::vector<recipe::Finding>& leftOut) {
    for (const recipe::Finding& finding : leftOut)
        accept(finding);
    start();
}

void PreviewPresenter::start() {
    if (state() != State::Ready)
        return;
    if (const auto leftOut = rowsLeftOut(); !leftOut.empty()) {
        Q_EMIT startAsked(leftOut);
        return;
    }
    m_recipe.keep();
    m_isStarting = true;
    Q_EMIT stateChanged();
    Json params = {{"project", m_bridge.project()->folder.toStdString()},
                   {"recipe", m_recipe.document()},
                   {"name", runName(m_recipe.recipe())},
                   {"force", m_memoryAccepted},
                   {"threads", m_threads}};
    m_questions.ask(m_startRequest, QStringLiteral("train"), std::move(params), kStartDeadline,
                    [this](Result<Json> answer) {
                        m_isStarting = false;
                        Q_EMIT stateChanged();
                        const auto run =
                            answer ? stringAt(*answer, "run") : Result<std::string>(answer.error());
                        if (run)
                            Q_EMIT runStarted(QString::fromStdString(*run));
                        else
                            Q_EMIT failed(run.error());
                    });
}

bool PreviewPresenter::isSettled() const {
    return !m_planTimer.isActive() && !m_checkTimer.isActive() && !m_isStarting;
}

} // namespace luthier::recipes

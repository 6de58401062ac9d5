#include "home_presenter.h"

#include <bridge/json_values.h>
#include <bridge/kept_exports.h>
#include <bridge/project_state.h>
#include <dataset/catalog.h>
#include <dataset/part.h>
#include <jobs/part.h>
#include <project/user_state.h>
#include <registry/part.h>
#include <registry/registry.h>
#include <registry/series.h>

#include <QDir>

#include <algorithm>
#include <map>
#include <utility>

namespace luthier::home {
namespace {

constexpr std::size_t kShownSteps = 40;
/// Between two looks at projects of which one is training: what others do is told by no one.
constexpr int kGlanceMilliseconds = 5000;
constexpr int kSoonMilliseconds = 300;    // after a change: a run that works tells of itself all the time
constexpr int kMeasureDeadline = 120'000; // milliseconds; a second on most machines

Result<std::vector<RecentProject>> readProjects() {
    TRY(auto user, project::UserState::open());
    TRY(const auto registered, user.projects());
    std::vector<RecentProject> projects;
    for (const project::RegisteredProject& entry : registered) {
        std::error_code error;
        projects.push_back({QString::fromStdString(entry.path), QString::fromStdString(entry.name),
                            QString::fromStdString(entry.openedAt), false,
                            std::filesystem::exists(std::filesystem::path(entry.path) / "project.db", error),
                            QString::fromStdString(entry.id)});
        projects.back().isPinned = bridge::readProjectState(projects.back().id).pinned;
    }
    std::ranges::stable_partition(projects, &RecentProject::isPinned);
    return projects;
}

QString named(const std::string& number, const std::string& name) {
    const QString run = QString::fromStdString(number);
    return name.empty() ? run : run + QStringLiteral(" · ") + QString::fromStdString(name);
}

/// Runs that were not discarded, their comparisons and merges.
Status addRuns(storage::Connection& database, std::vector<Step>& steps) {
    std::map<std::string, QString> names;
    TRY(const auto runs, registry::listRuns(database));
    for (const registry::RunFacts& run : runs) {
        Step step{Step::Kind::Run, named(run.number, run.name), QString::fromStdString(run.createdAt)};
        step.loss = bridge::numberIn(run.summary, "best_loss");
        if (!step.loss)
            step.loss = bridge::numberIn(run.summary, "loss");
        names[run.number] = step.what;
        steps.push_back(std::move(step));
    }
    for (const auto& [kind, word] :
         {std::pair{Step::Kind::Comparison, "compare"}, {Step::Kind::Merge, "merge"}}) {
        TRY(const auto evaluations, registry::listEvaluations(database, word));
        for (const auto& [run, evaluation] : evaluations) {
            Step step{kind, names[run], QString::fromStdString(evaluation.createdAt)};
            step.rows = integerAt(evaluation.summary, "rows", 0).value_or(0);
            step.fixed = integerAt(evaluation.summary, "fixed", 0).value_or(0);
            step.broken = integerAt(evaluation.summary, "broken", 0).value_or(0);
            steps.push_back(std::move(step));
        }
    }
    return {};
}

Result<std::vector<Step>> readSteps(storage::Connection& database) {
    std::vector<Step> steps;
    TRY(const auto datasets, dataset::listDatasets(database));
    for (const auto& facts : datasets) {
        TRY(auto operations, dataset::listOperations(database, facts.id));
        for (auto& operation : operations)
            if (!operation.undone) {
                const QString when = QString::fromStdString(operation.when);
                steps.push_back(
                    {Step::Kind::Change, QString::fromStdString(facts.name), when, std::move(operation)});
            }
    }
    TRY_VOID(addRuns(database, steps));
    TRY(const auto exports, bridge::keptExports(database));
    for (const bridge::KeptExport& made : exports)
        steps.push_back({Step::Kind::Export, made.from + QStringLiteral(" · ") + made.out, made.when});
    std::ranges::stable_sort(steps, {}, &Step::when);
    if (steps.size() > kShownSteps)
        steps.erase(steps.begin(), steps.end() - static_cast<std::ptrdiff_t>(kShownSteps));
    return steps;
}

} // namespace

HomePresenter::HomePresenter(bridge::Bridge& bridge, const QString& engine)
    : m_bridge(bridge)
    , m_measuring(engine) {
    m_glanceTimer.setSingleShot(true);
    connect(&m_glanceTimer, &QTimer::timeout, this, &HomePresenter::refreshGlances);
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        m_steps.clear();
        Q_EMIT stepsChanged();
        if (const QString former = std::exchange(m_relocated, {}); !former.isEmpty())
            forgetProject(former);
        else
            refreshProjects();
        refreshSteps();
    });
    connect(&bridge, &bridge::Bridge::alreadyOpen, this, [this] { m_relocated.clear(); });
    connect(&bridge, &bridge::Bridge::openFailed, this, [this] { m_relocated.clear(); });
    connect(&bridge, &bridge::Bridge::topicChanged, this, [this](const QString& topic) {
        const std::string name = topic.toStdString();
        if (name == dataset::kDatasetsTopic || name == dataset::kRowsTopic || name == registry::kRunsTopic)
            refreshSteps();
        if (name == jobs::kJobsTopic || name == registry::kRunsTopic)
            if (m_watching == bridge::Watching::Yes)
                m_glanceTimer.start(kSoonMilliseconds);
    });
}

void HomePresenter::refreshProjects() {
    m_bridge.run(
        m_projectsRequest, [](const StopToken&) { return readProjects(); },
        [this](Result<std::vector<RecentProject>> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            takeProjects(std::move(*answer));
        });
}

/// What was seen of a project is shown until it is looked at again.
void HomePresenter::takeProjects(std::vector<RecentProject> projects) {
    for (RecentProject& each : projects) {
        each.isOpen = m_bridge.project() && m_bridge.project()->folder == each.path;
        if (const RecentProject* before = project(each.path))
            each.glance = before->glance;
    }
    m_projects = std::move(projects);
    Q_EMIT projectsChanged();
    refreshGlances();
}

const RecentProject* HomePresenter::project(const QString& path) const {
    const auto found = std::ranges::find(m_projects, path, &RecentProject::path);
    return found == m_projects.end() ? nullptr : &*found;
}

void HomePresenter::refreshGlances() {
    if (m_watching == bridge::Watching::No)
        return;
    QStringList paths;
    for (const RecentProject& each : m_projects)
        if (each.exists)
            paths << each.path;
    m_bridge.run(
        m_glancesRequest,
        [paths](const StopToken& stop) -> Result<std::vector<Glanced>> {
            std::vector<Glanced> seen;
            for (const QString& path : paths) {
                if (stop.stop_requested())
                    return interrupted();
                // One that cannot be read is opened to be told why; its card tells its place alone.
                auto glance = bridge::glanceAt(path);
                seen.push_back({path, glance ? std::optional(std::move(*glance)) : std::nullopt});
            }
            return seen;
        },
        [this](const Result<std::vector<Glanced>>& answer) {
            if (!answer)
                return;
            for (RecentProject& each : m_projects)
                if (const auto found = std::ranges::find(*answer, each.path, &Glanced::path);
                    found != answer->end())
                    each.glance = found->glance;
            if (isAnyTraining())
                m_glanceTimer.start(kGlanceMilliseconds);
            Q_EMIT projectsChanged();
        });
}

bool HomePresenter::isAnyTraining() const {
    return std::ranges::any_of(m_projects, [](const RecentProject& each) {
        return each.glance && each.glance->run && each.glance->run->state &&
               jobs::isActive(*each.glance->run->state);
    });
}

void HomePresenter::pinProject(const QString& path, bool pinned) {
    const RecentProject* chosen = project(path);
    if (!chosen)
        return;
    bridge::ProjectState state = bridge::readProjectState(chosen->id);
    state.pinned = pinned;
    bridge::writeProjectState(chosen->id, state);
    refreshProjects();
}

void HomePresenter::refreshMachine() {
    readMachine({});
}

void HomePresenter::readMachine(std::optional<std::int64_t> budget) {
    const std::filesystem::path folder =
        (m_bridge.project() ? m_bridge.project()->folder : QDir::homePath()).toStdString();
    m_bridge.run(
        m_machineRequest,
        [folder, budget](const StopToken& stop) { return bridge::machineReport(stop, folder, budget); },
        [this](Result<bridge::MachineReport> answer) {
            if (answer)
                m_machine = std::move(*answer);
            else
                Q_EMIT failed(answer.error());
            Q_EMIT machineChanged();
        });
}

void HomePresenter::takeDevices(const std::vector<devices::DeviceFacts>& devices) {
    if (!m_machine)
        return;
    for (devices::DeviceFacts& known : m_machine->devices)
        for (const devices::DeviceFacts& now : devices)
            if (now.id == known.id) {
                known.freeBytes = now.freeBytes;
                known.totalBytes = now.totalBytes;
            }
    Q_EMIT devicesChanged();
}

void HomePresenter::measureMachine() {
    if (isMeasuring())
        return;
    m_measuring.run({QStringLiteral("devices"), QStringLiteral("--measure")}, kMeasureDeadline,
                    [this](Result<Json> answer) {
                        if (!answer)
                            Q_EMIT failed(answer.error());
                        // What fits is not another matter because the machine was busy meanwhile.
                        readMachine(m_machine ? std::optional(m_machine->budgetBytes) : std::nullopt);
                    });
    Q_EMIT machineChanged();
}

void HomePresenter::setWatching(bridge::Watching watching) {
    m_watching = watching;
    m_glanceTimer.stop();
    refreshSteps();
    refreshGlances();
}

void HomePresenter::refreshSteps() {
    if (m_watching == bridge::Watching::No)
        return;
    m_bridge.read(
        bridge::Reader::Slow, m_stepsRequest,
        [](storage::Connection& database, const StopToken&) { return readSteps(database); },
        [this](Result<std::vector<Step>> answer) {
            if (answer)
                m_steps = std::move(*answer);
            Q_EMIT stepsChanged();
        });
}

void HomePresenter::forgetProject(const QString& path) {
    m_bridge.run(
        m_forgetRequest,
        [folder = path.toStdString()](const StopToken&) -> Result<bool> {
            TRY(auto user, project::UserState::open());
            TRY_VOID(user.forgetProject(folder));
            return true;
        },
        [this](const Result<bool>& answer) {
            if (!answer)
                Q_EMIT failed(answer.error());
            refreshProjects();
        });
}

void HomePresenter::relocateProject(const QString& path, const QString& now) {
    m_relocated = path == now ? QString() : path;
    m_bridge.open(now);
}

} // namespace luthier::home

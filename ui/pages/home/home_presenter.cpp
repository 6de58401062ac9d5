#include "home_presenter.h"

#include <bridge/json_values.h>
#include <dataset/catalog.h>
#include <dataset/part.h>
#include <project/user_state.h>
#include <registry/part.h>
#include <registry/registry.h>
#include <registry/series.h>

#include <algorithm>
#include <map>
#include <utility>

namespace luthier::home {
namespace {

constexpr std::size_t kShownSteps = 40;
constexpr int kMeasureDeadline = 120'000; // milliseconds; a second on most machines

Result<std::vector<RecentProject>> readProjects() {
    TRY(auto user, project::UserState::open());
    TRY(const auto registered, user.projects());
    std::vector<RecentProject> projects;
    for (const project::RegisteredProject& entry : registered) {
        std::error_code error;
        projects.push_back(
            {QString::fromStdString(entry.path), QString::fromStdString(entry.name),
             QString::fromStdString(entry.openedAt), false,
             std::filesystem::exists(std::filesystem::path(entry.path) / "project.db", error)});
    }
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
    std::ranges::stable_sort(steps, {}, &Step::when);
    if (steps.size() > kShownSteps)
        steps.erase(steps.begin(), steps.end() - static_cast<std::ptrdiff_t>(kShownSteps));
    return steps;
}

} // namespace

HomePresenter::HomePresenter(bridge::Bridge& bridge, const QString& engine)
    : m_bridge(bridge)
    , m_measuring(engine) {
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
            m_projects = std::move(*answer);
            for (RecentProject& project : m_projects)
                project.isOpen = m_bridge.project() && m_bridge.project()->folder == project.path;
            Q_EMIT projectsChanged();
        });
}

void HomePresenter::refreshMachine() {
    m_bridge.run(
        m_machineRequest, [](const StopToken& stop) { return bridge::machineReport(stop); },
        [this](Result<bridge::MachineReport> answer) {
            if (answer)
                m_machine = std::move(*answer);
            else
                Q_EMIT failed(answer.error());
            Q_EMIT machineChanged();
        });
}

void HomePresenter::measureMachine() {
    if (isMeasuring())
        return;
    m_measuring.run({QStringLiteral("devices"), QStringLiteral("--measure")}, kMeasureDeadline,
                    [this](Result<Json> answer) {
                        if (!answer)
                            Q_EMIT failed(answer.error());
                        refreshMachine();
                    });
    Q_EMIT machineChanged();
}

void HomePresenter::setWatching(bridge::Watching watching) {
    m_watching = watching;
    refreshSteps();
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

#pragma once

#include <bridge/bridge.h>
#include <bridge/engine_command.h>
#include <bridge/machine.h>
#include <bridge/project_glance.h>
#include <dataset/history.h>

#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace luthier::home {

struct RecentProject {
    QString path;
    QString name;
    QString openedAt;
    bool isOpen = false;
    bool exists = true;
    QString id;
    bool isPinned = false;
    std::optional<bridge::ProjectGlance> glance = {}; ///< nothing: not looked at yet, or it cannot be read
};

/// Something that happened in the open project: a change of its data, a run, a comparison, a merge, an
/// export.
struct Step {
    enum class Kind { Change, Run, Comparison, Merge, Export };
    Kind kind = Kind::Change;
    QString what; // the dataset, or the run's number and name; Export: what was written, and where
    QString when;
    dataset::Operation operation = {}; // Change
    std::optional<double> loss = {};   // Run: the best of its validations, else its last; nothing: none yet
    qint64 rows = 0, fixed = 0, broken = 0; // Comparison
};

/// What Home shows, asked from bridge.
class HomePresenter final : public QObject {
    Q_OBJECT

public:
    /// `engine` is the program that measures.
    HomePresenter(bridge::Bridge& bridge, const QString& engine);

    void refreshProjects();
    void refreshMachine();
    /// How fast this machine computes in each number format: `auto` takes the fastest that was measured.
    void measureMachine();
    /// Memory of the devices as it is now: one figure of it stands in the window at a time.
    void takeDevices(const std::vector<devices::DeviceFacts>& devices);
    bool isMeasuring() const { return m_measuring.isRunning(); }
    void refreshSteps();
    void setWatching(bridge::Watching watching);
    void openProject(const QString& path) { m_bridge.open(path); }
    void createProject(const QString& path, const QString& name) { m_bridge.create(path, name); }
    /// Takes a project off the list; its folder stays as it is.
    void forgetProject(const QString& path);
    /// Opens a project where it has gone to; what the list says of its former place is forgotten then.
    /// Pinned projects stand first, whenever they were opened.
    void pinProject(const QString& path, bool pinned);
    void relocateProject(const QString& path, const QString& now);

    /// Pinned ones first, each group with the last opened first.
    const std::vector<RecentProject>& projects() const { return m_projects; }
    const RecentProject* project(const QString& path) const;
    const std::optional<bridge::MachineReport>& machine() const { return m_machine; }
    const std::vector<Step>& steps() const { return m_steps; }
    QString openName() const { return m_bridge.project() ? m_bridge.project()->name : QString(); }

Q_SIGNALS:
    void projectsChanged();
    void machineChanged();
    /// Only how much memory is in use.
    void devicesChanged();
    void stepsChanged();
    void failed(const luthier::Error& error);

private:
    struct Glanced {
        QString path;
        std::optional<bridge::ProjectGlance> glance;
    };
    void takeProjects(std::vector<RecentProject> projects);
    void refreshGlances();
    bool isAnyTraining() const;
    void readMachine(std::optional<std::int64_t> budget);

    bridge::Bridge& m_bridge;
    bridge::Watching m_watching = bridge::Watching::No;
    std::vector<RecentProject> m_projects;
    std::optional<bridge::MachineReport> m_machine;
    std::vector<Step> m_steps;
    QString m_relocated; // the former place of the project that is being opened
    bridge::EngineCommand m_measuring;
    QTimer m_glanceTimer;
    bridge::Request m_projectsRequest;
    bridge::Request m_glancesRequest;
    bridge::Request m_machineRequest;
    bridge::Request m_stepsRequest;
    bridge::Request m_forgetRequest;
};

} // namespace luthier::home

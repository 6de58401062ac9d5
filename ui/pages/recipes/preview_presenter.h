#pragma once

#include "plan_facts.h"
#include "recipe_presenter.h"

#include <bridge/engine_command.h>
#include <bridge/engine_process.h>
#include <bridge/machine.h>
#include <bridge/model_catalog.h>
#include <recipe/finding.h>

#include <QSet>

#include <map>

namespace luthier::recipes {

/// What the run would cost and what stands against it, asked again after each change of the recipe; and its
/// start.
class PreviewPresenter final : public QObject {
    Q_OBJECT

public:
    /// What the Start button says; only Ready starts.
    enum class State {
        NoProject,
        ReadOnly,
        NoModel,
        NoData,
        Faulty,
        DoesNotFit,
        Unaccepted,
        Checking,
        Starting,
        Ready
    };

    PreviewPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions, RecipePresenter& recipe,
                     bridge::ModelCatalog& catalog, const QString& engine);

    /// While nobody looks, nothing is asked.
    void setWatching(bridge::Watching watching);

    State state() const;
    /// The last plan that came; it stays while the next one is on its way. Nothing without a model.
    const std::optional<PlanFacts>& plan() const { return m_plan; }
    bool isPlanPresent() const { return m_isPlanPresent; }
    const std::optional<Error>& planError() const { return m_planError; }
    /// Plans of the other methods, by the name of the method.
    const std::map<std::string, PlanFacts>& otherPlans() const { return m_otherPlans; }
    /// The device of the plan as it is now; null before it was asked.
    const devices::DeviceFacts* device() const;
    const std::vector<devices::DeviceFacts>& devices() const { return m_devices; }
    /// What is known of the recipe's model; nothing while it is unknown or random.
    const std::optional<bridge::ModelDetails>& model() const { return m_model; }
    const std::optional<Error>& modelError() const { return m_modelError; }

    const std::vector<recipe::Finding>& findings() const { return m_findings; }
    bool isChecked() const { return m_isChecked; }
    bool isAccepted(const recipe::Finding& finding) const;
    int errors() const;
    int unaccepted() const;
    void accept(const recipe::Finding& finding);
    bool isMemoryAccepted() const { return m_memoryAccepted; }
    /// Processor threads of the runs started from now on; 0: all.
    void setThreads(int threads) { m_threads = threads; }
    int threads() const { return m_threads; }
    bridge::EngineProcess& questions() { return m_questions; }
    void acceptMemory();
    void fix(const recipe::Finding& finding);
    void take(const PlanSuggestion& suggestion);

    /// Steps of the run: as given or as planned; until the rows are counted, with packing, the most there can
    /// be.
    struct Steps {
        qint64 count = 0;
        bool atMost = false;
    };
    std::optional<Steps> steps() const;

    /// The steps that are shown: counted, never a bound; those of the plan before until the next one comes.
    std::optional<qint64> countedSteps() const;
    /// Of a step, measured where it was; of the whole run, validations and samples with it.
    std::optional<double> secondsPerStep() const;
    std::optional<double> seconds() const;

    /// A dry run of a few steps on random tokens, as a process of its own.
    void measure();
    void stopMeasuring();
    bool isMeasuring() const { return m_measuring.isRunning(); }
    const std::optional<PlanFacts>& measured() const { return m_measured; }

    /// Warnings that many rows would not be trained, and why; what was accepted is not among them.
    std::vector<recipe::Finding> rowsLeftOut() const;
    /// Starts the run, where it is Ready. Where there are rowsLeftOut() it asks first: startAsked.
    void start();
    /// The answer to startAsked: these rows may be left out.
    void startWithout(const std::vector<recipe::Finding>& leftOut);
    /// Everything asked for has arrived.
    bool isSettled() const;

Q_SIGNALS:
    void planChanged();
    void findingsChanged();
    void modelChanged();
    void stateChanged();
    void startAsked(const std::vector<luthier::recipe::Finding>& leftOut);
    void runStarted(const QString& run);
    void failed(const luthier::Error& error);

private:
    void recipeChanged();
    void askPlan();
    void askOtherPlans();
    void askCheck();
    void askModel();
    void readDevices();
    bool hasModel() const { return !m_recipe.recipe().model.path.empty(); }

    bridge::Bridge& m_bridge;
    bridge::EngineProcess& m_questions;
    RecipePresenter& m_recipe;
    bridge::ModelCatalog& m_catalog;
    bridge::EngineCommand m_measuring;
    bridge::Watching m_watching = bridge::Watching::No;
    bool m_isStale = true;
    std::optional<PlanFacts> m_plan;
    bool m_isPlanPresent = false;
    std::optional<Error> m_planError;
    std::map<std::string, PlanFacts> m_otherPlans;
    std::vector<devices::DeviceFacts> m_devices;
    QString m_modelPath;
    std::optional<bridge::ModelDetails> m_model;
    std::optional<Error> m_modelError;
    std::vector<recipe::Finding> m_findings;
    bool m_isChecked = false;
    QSet<QString> m_accepted;
    bool m_memoryAccepted = false;
    int m_threads = 0;
    bool m_isStarting = false;
    std::optional<PlanFacts> m_measured;
    QTimer m_planTimer;
    QTimer m_checkTimer;
    bridge::Request m_planRequest;
    std::map<std::string, bridge::Request> m_otherRequests;
    bridge::Request m_checkRequest;
    bridge::Request m_modelRequest;
    bridge::Request m_devicesRequest;
    bridge::Request m_fileRequest;
    bridge::Request m_startRequest;
};

/// What is planned: the recipe, with a stand-in where it names no data yet, so that its cost is seen from the
/// beginning.
Json planDocument(const Json& recipe);

/// What a run of the recipe is called until somebody renames it: a recipe that nobody named calls its runs by
/// what they learn, and how.
std::string runName(const recipe::Recipe& recipe);

} // namespace luthier::recipes

#pragma once

#include "preview_presenter.h"
#include "setting_words.h"

#include <recipe/variants.h>
#include <registry/sweeps.h>

#include <QTimer>

#include <optional>
#include <vector>

namespace luthier::recipes {

/// A sweep while it is put together: the settings that are varied with their values as they were typed, and
/// what the engine says of the runs that they make. One for each time that the dialog is open.
class SweepPresenter final : public QObject {
    Q_OBJECT

public:
    struct Line {
        std::string path;
        QString text; ///< "1e-4, 3e-4"
    };
    struct Run {
        QString name;
        std::optional<double> seconds;
    };

    SweepPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions, RecipePresenter& recipe,
                   bool acceptsMemory, int threads);

    /// Settings that may be varied: those that the form shows and that have a meaning in the recipe.
    const std::vector<NamedSetting>& settings() const { return m_settings; }
    /// Values around the one that the recipe has, to begin with.
    QString valuesAround(const std::string& path) const;

    const std::vector<Line>& lines() const { return m_lines; }
    void add();
    void remove(std::size_t line);
    /// Another setting, with values around its own.
    void choose(std::size_t line, const std::string& path);
    void write(std::size_t line, const QString& text);
    void setPairing(recipe::Pairing pairing);
    void setPruning(registry::Pruning pruning);
    recipe::Pairing pairing() const { return m_pairing; }
    registry::Pruning pruning() const { return m_pruning; }
    bool isValidated() const;

    /// What was planned of the lines as they stand; nothing while it is asked, or where they are wrong.
    const std::optional<std::vector<Run>>& runs() const { return m_runs; }
    std::optional<double> seconds() const { return m_seconds; } ///< of all; nothing: not measured
    qint64 peakBytes() const { return m_peakBytes; }
    const std::optional<Error>& error() const { return m_error; }
    bool isAsking() const { return m_isAsking; }
    bool isStarting() const { return m_isStarting; }

    /// Starts the runs that were planned.
    void start();

Q_SIGNALS:
    /// A line came, went or has another setting.
    void linesChanged();
    /// What is known of the runs.
    void changed();
    void started(const QString& firstRun);

private:
    void askSoon();
    void ask();
    Json params() const;

    bridge::Bridge& m_bridge;
    bridge::EngineProcess& m_questions;
    RecipePresenter& m_recipe;
    bool m_acceptsMemory;
    int m_threads;
    std::vector<NamedSetting> m_settings;
    std::vector<Line> m_lines;
    recipe::Pairing m_pairing = recipe::Pairing::Grid;
    registry::Pruning m_pruning = registry::Pruning::None;
    std::optional<std::vector<Run>> m_runs;
    std::optional<double> m_seconds;
    qint64 m_peakBytes = 0;
    std::optional<Error> m_error;
    bool m_isAsking = false;
    bool m_isStarting = false;
    QTimer m_timer;
    bridge::Request m_request;
};

} // namespace luthier::recipes

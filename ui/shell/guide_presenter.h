#pragma once

#include <bridge/bridge.h>
#include <bridge/runs_watch.h>
#include <recipes/preview_presenter.h>

#include <QObject>

#include <array>

namespace luthier::shell {

/// The way to a project's first run: data, a split, a model, the start. Over once there is a run.
class GuidePresenter final : public QObject {
    Q_OBJECT

public:
    enum Step { kData, kSplit, kModel, kStart, kSteps };
    enum class State { Done, Next, Later };

    GuidePresenter(bridge::Bridge& bridge, bridge::RunsWatch& runs, recipes::RecipePresenter& recipe,
                   recipes::PreviewPresenter& preview);

    /// An open project that can be written to and never had a run.
    bool isWanted() const;
    /// The first step that is not done is next; a split is advice and holds up none of the others.
    State state(Step step) const;
    /// The first that is next.
    Step next() const;
    /// What of the data needs somebody to look: no rows at all, or none held out.
    bool lacksData() const;
    bool lacksSplit() const;

Q_SIGNALS:
    void changed();

private:
    bool isDone(Step step) const;

    bridge::Bridge& m_bridge;
    bridge::RunsWatch& m_runs;
    recipes::RecipePresenter& m_recipe;
    recipes::PreviewPresenter& m_preview;
};

} // namespace luthier::shell

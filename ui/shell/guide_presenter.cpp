#include "guide_presenter.h"

#include <algorithm>

namespace luthier::shell {

GuidePresenter::GuidePresenter(bridge::Bridge& bridge, bridge::RunsWatch& runs,
                               recipes::RecipePresenter& recipe, recipes::PreviewPresenter& preview)
    : m_bridge(bridge)
    , m_runs(runs)
    , m_recipe(recipe)
    , m_preview(preview) {
    connect(&bridge, &bridge::Bridge::opened, this, &GuidePresenter::changed);
    connect(&runs, &bridge::RunsWatch::changed, this, &GuidePresenter::changed);
    connect(&recipe, &recipes::RecipePresenter::changed, this, &GuidePresenter::changed);
    connect(&recipe, &recipes::RecipePresenter::listChanged, this, &GuidePresenter::changed);
    connect(&preview, &recipes::PreviewPresenter::stateChanged, this, &GuidePresenter::changed);
}

bool GuidePresenter::isWanted() const {
    return m_bridge.isWritable() && m_runs.hasArrived() && m_recipe.hasArrived() &&
           m_runs.present().empty() && m_runs.discarded().empty();
}

bool GuidePresenter::lacksData() const {
    return m_bridge.project() && m_recipe.hasArrived() &&
           std::ranges::none_of(m_recipe.datasets(), [](const auto& choice) { return choice.rows > 0; });
}

bool GuidePresenter::lacksSplit() const {
    return m_bridge.project() && m_recipe.hasArrived() && !lacksData() && !isDone(kSplit);
}

bool GuidePresenter::isDone(Step step) const {
    switch (step) {
    case kData:
        return !lacksData();
    case kSplit: {
        // What the recipe validates on, else whether the data it trains on is divided.
        if (!m_recipe.recipe().validation.empty())
            return true;
        const auto& trained = m_recipe.recipe().data;
        return std::ranges::any_of(m_recipe.datasets(), [&trained](const recipes::DatasetChoice& choice) {
            const bool isTrained = trained.empty() || choice.name.toStdString() == trained.front().dataset;
            return isTrained &&
                   std::ranges::any_of(choice.splits, [](const auto& split) { return !split.name.empty(); });
        });
    }
    case kModel:
        return !m_recipe.recipe().model.path.empty() || m_recipe.recipe().model.randomInit;
    case kStart:
    case kSteps:
        break;
    }
    return false;
}

GuidePresenter::Step GuidePresenter::next() const {
    for (const Step step : {kData, kSplit, kModel})
        if (!isDone(step))
            return step;
    return kStart;
}

GuidePresenter::State GuidePresenter::state(Step step) const {
    return isDone(step) ? State::Done : step == next() ? State::Next : State::Later;
}

} // namespace luthier::shell

#include "recipe_presenter.h"

#include <recipe/presets.h>

#include <utility>

/// Which recipe is meant, how it is called and that it is there: the part of RecipePresenter that knows
/// names.
namespace luthier::recipes {

QString RecipePresenter::freeName(const QString& wanted) const {
    QString name = wanted;
    for (int number = 2; m_names.contains(name) || m_removed.contains(name); ++number)
        name = QStringLiteral("%1 %2").arg(wanted).arg(number);
    return name;
}

void RecipePresenter::choose(const QString& name) {
    if (name == this->name() || !m_names.contains(name))
        return;
    flush();
    m_lastRemoved.clear();
    readRecipes(name);
}

void RecipePresenter::begin(recipe::Recipe recipe) {
    flush();
    m_lastRemoved.clear();
    recipe.name = freeName(QString::fromStdString(recipe.name)).toStdString();
    m_history = {};
    m_storedAs.clear();
    m_followsData = false;
    show(std::move(recipe));
    keep();
}

void RecipePresenter::create(const QString& name, recipe::Preset preset) {
    recipe::Recipe recipe = withData(m_recipe, m_dataset);
    recipe.name = name.toStdString();
    begin(withPreset(preset, std::move(recipe)));
}

void RecipePresenter::copyAs(const QString& name) {
    recipe::Recipe recipe = m_recipe;
    recipe.name = name.toStdString();
    begin(std::move(recipe));
}

void RecipePresenter::rename(const QString& name) {
    if (!isWritable() || name.isEmpty() || name == this->name())
        return;
    flush();
    m_lastRemoved.clear();
    recipe::Recipe recipe = m_recipe;
    recipe.name = freeName(name).toStdString();
    show(std::move(recipe));
    keep();
}

void RecipePresenter::tuneFurther(const registry::RunFacts& run) {
    auto read = recipe::recipeFromJson(run.recipe);
    if (!read) {
        Q_EMIT failed(read.error());
        return;
    }
    const std::string folder = "runs/" + run.number + "/";
    if (read->method.kind == recipe::MethodKind::Full) {
        read->model = {};
        read->model.path = folder + "model";
    } else {
        read->method.initAdapter = folder + "adapter";
    }
    begin(std::move(*read));
}

void RecipePresenter::remove() {
    if (!canRemove())
        return;
    flush();
    m_lastRemoved = name();
    m_names.removeAll(m_lastRemoved);
    setRemoved(m_lastRemoved, true);
    startOver(m_recipe.model);
    readRecipes({});
    Q_EMIT listChanged();
    Q_EMIT historyChanged();
}

void RecipePresenter::bringBack(QString name) {
    if (!isWritable() || name.isEmpty())
        return;
    flush();
    m_lastRemoved.clear();
    setRemoved(name, false);
    readRecipes(name);
    Q_EMIT listChanged();
}

/// Nothing is told of it before its end: what is read after it, in order, is shown.
void RecipePresenter::setRemoved(const QString& name, bool removed) {
    ++m_writing;
    m_bridge.write(
        m_removeRequest,
        [name = name.toStdString(), removed](project::Project& project, const StopToken&) -> Result<bool> {
            TRY_VOID(project::setRecipeRemoved(project.database(), name, removed));
            return true;
        },
        [this](const Result<bool>& answer) {
            --m_writing;
            if (!answer)
                Q_EMIT failed(answer.error());
        });
}

/// A former name that another recipe has by now is not taken back.
Json RecipePresenter::ownNamed(Json document) const {
    const std::string former = stringAt(document, "name", m_recipe.name).value_or(m_recipe.name);
    if (former != m_recipe.name && freeName(QString::fromStdString(former)) != QString::fromStdString(former))
        document["name"] = m_recipe.name;
    return document;
}

} // namespace luthier::recipes

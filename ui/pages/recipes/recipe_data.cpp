#include "recipe_presenter.h"

#include <base/progress.h>
#include <dataset/catalog.h>
#include <dataset/splits.h>

#include <algorithm>

/// What a recipe trains and validates on: the part of RecipePresenter that knows datasets and their splits.
namespace luthier::recipes {
namespace {

constexpr const char* kTrainSplit = "train";
constexpr const char* kValidationSplit = "validation";
constexpr double kHeldOut = 0.1; // share of the rows

bool hasSplit(const DatasetChoice& choice, std::string_view name) {
    return std::ranges::any_of(choice.splits,
                               [&](const auto& split) { return split.name == name && split.rows > 0; });
}

bool isDivided(const DatasetChoice& choice) {
    return std::ranges::any_of(choice.splits, [](const auto& split) { return !split.name.empty(); });
}

/// Whether a stored recipe named that dataset.
bool renameIn(Json& document, const std::string& before, const std::string& now) {
    bool changed = false;
    for (const char* group : {"data", "validation"})
        if (auto sources = document.find(group); sources != document.end() && sources->is_array())
            for (Json& source : *sources)
                if (source.is_object() && stringAt(source, "dataset", "").value_or("") == before) {
                    source["dataset"] = now;
                    changed = true;
                }
    return changed;
}

} // namespace

const DatasetChoice* RecipePresenter::choiceOf(std::string_view dataset) const {
    const auto found = std::ranges::find(
        m_datasets, QString::fromUtf8(dataset.data(), static_cast<qsizetype>(dataset.size())),
        &DatasetChoice::name);
    return found == m_datasets.end() ? nullptr : &*found;
}

/// The recipe with that dataset alone, as it is divided; as it is, when there is no such dataset.
recipe::Recipe RecipePresenter::withData(recipe::Recipe recipe, const QString& dataset) const {
    const std::string name = dataset.toStdString();
    const DatasetChoice* choice = choiceOf(name);
    if (!choice)
        return recipe;
    const bool split = hasSplit(*choice, kTrainSplit);
    recipe.data = {{name, split ? std::optional<std::string>(kTrainSplit) : std::nullopt, 1.0}};
    recipe.validation.clear();
    if (split && hasSplit(*choice, kValidationSplit))
        recipe.validation = {{name, kValidationSplit, 1.0}};
    return recipe;
}

void RecipePresenter::chooseDataset(std::string_view group, std::size_t index, const QString& dataset) {
    recipe::Recipe recipe = m_recipe;
    const bool trains = group == "data";
    auto& sources = trains ? recipe.data : recipe.validation;
    const DatasetChoice* choice = choiceOf(dataset.toStdString());
    if (index >= sources.size() || !choice)
        return;
    m_followsData = false;
    const char* wanted = trains ? kTrainSplit : kValidationSplit;
    recipe::DataSource& source = sources[index];
    const std::string before = source.dataset;
    source = {dataset.toStdString(),
              hasSplit(*choice, wanted) ? std::optional<std::string>(wanted) : std::nullopt, source.weight};
    if (trains) {
        // What was validated of the dataset before says nothing about this one.
        std::erase_if(recipe.validation, [&](const auto& each) {
            return each.dataset == before || each.dataset == source.dataset;
        });
        if (hasSplit(*choice, kTrainSplit) && hasSplit(*choice, kValidationSplit))
            recipe.validation.push_back({source.dataset, kValidationSplit, 1.0});
    }
    change(std::move(recipe));
}

void RecipePresenter::renameDataset(const QString& before, const QString& now) {
    if (!isWritable())
        return;
    flush();
    m_dataset = m_dataset == before ? now : m_dataset;
    recipe::Recipe recipe = m_recipe;
    for (auto* sources : {&recipe.data, &recipe.validation})
        for (recipe::DataSource& source : *sources)
            if (source.dataset == before.toStdString())
                source.dataset = now.toStdString();
    m_bridge.write(
        m_renameRequest,
        [before = before.toStdString(), now = now.toStdString(),
         own = m_recipe.name](project::Project& project, const StopToken&) -> Result<bool> {
            TRY(const auto all, project::listRecipes(project.database()));
            for (const project::RecipeEntry& entry : all) {
                Json document = entry.recipe;
                if (entry.name != own && renameIn(document, before, now)) {
                    TRY_VOID(project::saveRecipe(project.database(), entry.name, document));
                }
            }
            return true;
        },
        [this](const Result<bool>& answer) {
            if (!answer)
                Q_EMIT failed(answer.error());
        });
    const bool stored = m_names.contains(name());
    show(std::move(recipe));
    if (stored)
        keep();
}

bool RecipePresenter::canHoldOut() const {
    if (!isWritable() || m_recipe.data.empty() || !m_recipe.validation.empty())
        return false;
    const recipe::DataSource& first = m_recipe.data.front();
    const DatasetChoice* choice = choiceOf(first.dataset);
    return choice && choice->rows > 1 && !first.split && !isDivided(*choice);
}

void RecipePresenter::holdOut() {
    if (!canHoldOut())
        return;
    const std::string name = m_recipe.data.front().dataset;
    dataset::SplitRequest request;
    request.ratios = {{kTrainSplit, 1 - kHeldOut}, {kValidationSplit, kHeldOut}};
    m_bridge.write(
        m_holdOutRequest,
        [name, request](project::Project& project, const StopToken& stop) -> Result<bool> {
            TRY(const auto facts, dataset::findDataset(project.database(), name));
            NullProgress silent;
            TRY(const auto outcome, dataset::splitRows(project, facts.id, request, stop, silent));
            static_cast<void>(outcome);
            return true;
        },
        [this, name](const Result<bool>& answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_followsData = false;
            recipe::Recipe recipe = m_recipe;
            for (recipe::DataSource& source : recipe.data)
                if (source.dataset == name && !source.split)
                    source.split = kTrainSplit;
            recipe.validation.push_back({name, kValidationSplit, 1.0});
            change(std::move(recipe));
            readDatasets();
        });
}

} // namespace luthier::recipes

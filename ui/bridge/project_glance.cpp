#include "project_glance.h"

#include "sparks.h"

#include <dataset/catalog.h>
#include <dataset/part.h>
#include <jobs/part.h>
#include <project/project.h>
#include <project/recipes.h>
#include <registry/part.h>
#include <registry/registry.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace luthier::bridge {
namespace {

Result<qint64> rowsIn(storage::Connection& database) {
    TRY(const auto datasets, dataset::listDatasets(database));
    qint64 rows = 0;
    for (const auto& facts : datasets)
        rows += facts.rows;
    return rows;
}

Result<QString> modelIn(storage::Connection& database) {
    TRY(const auto recipes, project::listRecipes(database));
    const auto newest = std::ranges::max_element(recipes, {}, &project::RecipeEntry::savedAt);
    const Json* model = newest == recipes.end() ? nullptr : member(newest->recipe, "model");
    if (!model)
        return QString();
    // A path alone, or with what else is said of it.
    const std::string path = model->is_string()   ? model->get<std::string>()
                             : model->is_object() ? stringAt(*model, "path", "").value_or("")
                                                  : std::string();
    return QString::fromStdString(std::filesystem::path(path).filename().string());
}

Status addLosses(storage::Connection& database, RunId run, RunGlance& glance) {
    TRY(auto losses, registry::readSeries(database, run, "loss"));
    std::erase_if(losses, [](const registry::Point& point) { return std::isnan(point.value); });
    glance.spark = sparkOf(losses);
    TRY(const auto validations, registry::readSeries(database, run, "evaluation.loss"));
    if (validations.size() > 1) {
        glance.before = validations.front().value;
        glance.after = std::ranges::min(validations, {}, &registry::Point::value).value;
    } else if (losses.size() > 1) {
        glance.before = losses.front().value;
        glance.after = losses.back().value;
    }
    return {};
}

Result<std::optional<RunGlance>> runIn(storage::Connection& database) {
    TRY(const auto runs, registry::listRuns(database));
    const auto newest = std::ranges::max_element(runs, {}, &registry::RunFacts::number);
    if (newest == runs.end())
        return std::optional<RunGlance>();
    RunGlance glance;
    glance.number = QString::fromStdString(newest->number);
    TRY(const auto jobs, jobs::listJobs(database));
    for (const jobs::JobFacts& job : jobs)
        if (job.run == newest->number && job.kind == "train") {
            glance.state = job.state;
            glance.step = job.step;
            glance.steps = job.steps;
            glance.secondsLeft = job.etaSeconds;
        }
    TRY_VOID(addLosses(database, newest->id, glance));
    return std::optional(std::move(glance));
}

} // namespace

Result<ProjectGlance> glanceAt(const QString& folder) {
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    TRY(auto project,
        project::Project::open(folder.toStdString(), project::Access::ReadOnly, parts, project::Check::None));
    ProjectGlance glance;
    TRY(glance.rows, rowsIn(project.database()));
    TRY(glance.model, modelIn(project.database()));
    TRY(glance.run, runIn(project.database()));
    return glance;
}

} // namespace luthier::bridge

#include "sweep_start.h"

#include <base/utf8.h>
#include <recipe/schema.h>

#include <algorithm>

namespace luthier::preparing {
namespace {

constexpr std::size_t kLongestName = 200; // of a run, in bytes

std::string wordOf(const Json& value) {
    return value.is_string() ? value.get<std::string>() : dumpJson(value);
}

/// A setting that means nothing in any of the runs would give the same run again and again.
Status checkMeanings(const SweepRequest& request, const std::vector<CheckedRun>& runs) {
    for (const recipe::Varied& varied : request.varied) {
        const recipe::Setting& setting = *recipe::settingAt(varied.path);
        const bool means = std::any_of(runs.begin(), runs.end(), [&](const CheckedRun& run) {
            return recipe::applies(setting, run.recipe);
        });
        if (!means)
            return usageError("sweep.idle").with("setting", varied.path);
    }
    return {};
}

Status checkValidation(const SweepRequest& request, const std::vector<CheckedRun>& runs) {
    if (request.pruning == registry::Pruning::None)
        return {};
    for (const CheckedRun& run : runs)
        if (run.recipe.validation.empty() || run.recipe.evalSteps == 0)
            return usageError("sweep.no_validation");
    return {};
}

} // namespace

std::string valuesText(const std::vector<recipe::Varied>& varied, const std::vector<Json>& values) {
    std::string text;
    for (std::size_t i = 0; i < varied.size() && i < values.size(); ++i) {
        const std::string& path = varied[i].path;
        text += (text.empty() ? "" : ", ") + path.substr(path.rfind('.') + 1) + " " + wordOf(values[i]);
    }
    return text;
}

Result<CheckedSweep> checkSweep(project::Project& project, const SweepRequest& request,
                                preflight::Workshop& workshop, const StopToken& stop,
                                ProgressSink& progress) {
    CheckedSweep checked;
    TRY(checked.variants, recipe::variantsOf(request.base.recipe, request.varied, request.pairing));
    checked.seconds = 0.0;
    for (const recipe::Variant& variant : checked.variants) {
        progress.report({"checking runs", std::ssize(checked.runs), std::ssize(checked.variants)});
        RunRequest one = request.base;
        one.recipe = variant.recipe;
        const std::string values = valuesText(request.varied, variant.values);
        auto run = checkRun(project, one, workshop, stop, progress);
        if (!run)
            return Error(run.error()).with("variant", values);
        if (checked.name.empty())
            checked.name = one.name.empty() ? run->recipe.name : one.name;
        run->name = std::string(utf8Prefix(values + " · " + checked.name, kLongestName));
        checked.peakBytes = std::max(checked.peakBytes, run->peakBytes);
        if (checked.seconds)
            checked.seconds = run->seconds ? std::optional(*checked.seconds + *run->seconds) : std::nullopt;
        checked.runs.push_back(std::move(*run));
    }
    TRY_VOID(checkMeanings(request, checked.runs));
    TRY_VOID(checkValidation(request, checked.runs));
    if (request.mostSeconds && checked.seconds && *checked.seconds > *request.mostSeconds)
        return overBudget("sweep.over_budget")
            .with("runs", std::ssize(checked.runs))
            .with("seconds", static_cast<std::int64_t>(*checked.seconds))
            .with("limit", static_cast<std::int64_t>(*request.mostSeconds));
    if (request.mostSeconds && !checked.seconds)
        return usageError("sweep.not_measured");
    return checked;
}

Result<registry::SweepFacts> startSweep(project::Project& project, project::UserState& user,
                                        const SweepRequest& request, const CheckedSweep& checked) {
    registry::SweepFacts sweep;
    sweep.name = checked.name;
    sweep.pruning = request.pruning;
    for (const recipe::Varied& varied : request.varied)
        sweep.settings.push_back(varied.path);
    std::vector<registry::RunFacts> runs;
    const auto made = [&]() -> Result<registry::SweepFacts> {
        for (std::size_t i = 0; i < checked.runs.size(); ++i) {
            TRY(auto run, registerRun(project, checked.runs[i]));
            sweep.runs.push_back({run.id, Json(checked.variants[i].values)});
            runs.push_back(std::move(run));
        }
        return registry::createSweep(project, sweep);
    }();
    if (!made) {
        for (const registry::RunFacts& run : runs)
            static_cast<void>(registry::setRemoved(project, run.id, true));
        return made.error();
    }
    for (std::size_t i = 0; i < runs.size(); ++i)
        TRY_VOID(enqueueRun(project, user, runs[i], checked.runs[i], request.base.threads));
    return made;
}

} // namespace luthier::preparing

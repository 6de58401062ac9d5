#include "commands.h"

#include "project_access.h"

#include <command_line/table.h>
#include <devices/devices.h>
#include <engine/compute_device.h>
#include <planning/timeline.h>
#include <preflight/run_rows.h>
#include <training/measuring.h>

#include <filesystem>

namespace luthier::compute_program {

using command_line::Session;

namespace {

/// Measures each device and keeps what was found in the user's own database.
Result<int> measureDevices(Session& session) {
    TRY(auto user, project::UserState::open());
    for (const devices::DeviceFacts& device : devices::findDevices(&user)) {
        const auto compute = engine::parseDevice(device.id, 0);
        if (!compute)
            continue; // a card that LibTorch cannot use here
        TRY_VOID(engine::prepareDevice(*compute));
        TRY(const auto rates, engine::measureDevice(*compute));
        const std::string key = devices::measurementKey(device);
        TRY_VOID(user.putMeasurement(key, "fp32_gflops", rates.fp32Gflops));
        TRY_VOID(user.putMeasurement(key, "bf16_gflops", rates.bf16Gflops));
        TRY_VOID(user.putMeasurement(key, "read_gbps", rates.readGigabytesPerSecond));
    }
    Json list = Json::array();
    for (const devices::DeviceFacts& device : devices::findDevices(&user))
        list.push_back(devices::toJson(device));
    session.wantsJson() ? session.printJson({{"devices", std::move(list)}})
                        : session.printRaw(command_line::devicesText(list));
    return 0;
}

struct PlanArguments {
    std::string project;
    std::string recipe;
    std::string model;
    std::int64_t deviceMemory = 0;
};

Result<int> measurePlan(Session& session, const PlanArguments& arguments) {
    TRY(Json document, readJsonFile(arguments.recipe));
    if (!arguments.model.empty())
        document["model"] = std::filesystem::absolute(arguments.model).string();
    preflight::Workshop workshop(
        [](const std::filesystem::path& folder) { return openProject(folder, Caller::Person); });
    TRY(const auto open,
        preflight::openRecipe(document, std::filesystem::absolute(arguments.recipe).parent_path(),
                              arguments.project, workshop));
    preflight::CountedRun counted;
    if (!arguments.project.empty()) {
        TRY(const auto project, workshop.projects().take(arguments.project));
        TRY(counted, preflight::countKnownRows(*project, open, workshop, preflight::Waiting::UntilCounted,
                                               session.stopToken(), session.progress()));
    }
    if (counted.rows && counted.rows->facts.mostTokens == 0)
        return usageError("run.nothing_to_measure");
    const std::optional<planning::DataFacts> facts =
        counted.rows ? std::optional(counted.rows->facts) : std::nullopt;
    TRY(const auto planned, preflight::planFor(open, facts, arguments.deviceMemory));
    if (!planned.fits)
        return overBudget("plan.does_not_fit")
            .with("peak", planned.peakBytes)
            .with("budget", planned.budgetBytes);
    TRY(const auto measured, training::measureRecipe(open, counted.rows, session.stopToken()));
    Json plan = planning::planToJson(planned);
    plan["timeline"] = planning::timelineToJson(planning::timelineOf(planned.step));
    const auto peak = static_cast<double>(measured.peakBytes);
    plan["measured"] = {{"peak_bytes", measured.peakBytes},
                        {"error", (static_cast<double>(planned.peakBytes) - peak) / peak},
                        {"seconds_per_step", measured.secondsPerStep}};
    // What a step really took tells the run's time better than what the device can.
    if (planned.steps > 0)
        plan["seconds_total"] = measured.secondsPerStep * static_cast<double>(planned.steps) +
                                planned.validationSeconds.value_or(0);
    session.wantsJson() ? session.printJson(plan) : session.printRaw(command_line::planText(plan));
    return 0;
}

} // namespace

void addMeasuringCommands(CLI::App& app, Session& session) {
    CLI::App* devices = command_line::addCommand(app, "devices", "Measure what this machine computes with",
                                                 "luthier-engine devices --measure");
    devices->add_flag("--measure");
    session.act(devices, [&session] { return measureDevices(session); });

    CLI::App* plan =
        command_line::addCommand(app, "plan", "Measure the step of a recipe",
                                 "luthier-engine plan my.luthier --recipe recipe.json --measure");
    const auto arguments = std::make_shared<PlanArguments>();
    plan->add_option("project", arguments->project);
    plan->add_option("--recipe", arguments->recipe)->required();
    plan->add_option("--model", arguments->model);
    plan->add_option("--device-memory", arguments->deviceMemory);
    plan->add_flag("--measure");
    session.act(plan, [&session, arguments] { return measurePlan(session, *arguments); });
}

} // namespace luthier::compute_program

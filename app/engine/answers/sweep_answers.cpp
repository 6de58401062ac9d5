#include "sweep_answers.h"

namespace luthier::engine_program {
namespace {

Error noSuchWay(std::string_view field, std::string_view value, std::string_view available) {
    return refused("sweep.no_such_way")
        .with("value", value)
        .with("field", field)
        .with("available", available)
        .field(field);
}

Json orNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

} // namespace

Json valuesBySetting(const std::vector<std::string>& settings, const Json& values) {
    Json named = Json::object();
    for (std::size_t i = 0; i < settings.size() && i < values.size(); ++i)
        named[settings[i]] = values[i];
    return named;
}

Json sweepPlanToJson(const preparing::SweepRequest& request, const preparing::CheckedSweep& checked) {
    std::vector<std::string> settings;
    for (const recipe::Varied& varied : request.varied)
        settings.push_back(varied.path);
    Json runs = Json::array();
    for (std::size_t i = 0; i < checked.runs.size(); ++i)
        runs.push_back({{"name", checked.runs[i].name},
                        {"values", valuesBySetting(settings, Json(checked.variants[i].values))},
                        {"peak_bytes", checked.runs[i].peakBytes},
                        {"seconds", orNull(checked.runs[i].seconds)}});
    return {{"name", checked.name},
            {"runs", std::move(runs)},
            {"peak_bytes", checked.peakBytes},
            {"seconds", orNull(checked.seconds)}};
}

Result<Json> startedSweep(project::Project& project, const registry::SweepFacts& sweep,
                          const preparing::CheckedSweep& checked) {
    Json runs = Json::array();
    for (const registry::SweepRun& run : sweep.runs) {
        TRY(const auto facts, registry::runById(project.database(), run.run));
        runs.push_back(facts.number);
    }
    return Json{{"sweep", sweep.id},
                {"name", sweep.name},
                {"runs", std::move(runs)},
                {"seconds", orNull(checked.seconds)}};
}

Status readSweep(const Json& params, preparing::SweepRequest& request) {
    const Json* varied = member(params, "vary");
    for (const Json& one : varied && varied->is_array() ? *varied : Json::array()) {
        TRY(std::string path, stringAt(one, "path"));
        const Json* values = member(one, "values");
        request.varied.push_back({std::move(path), values && values->is_array()
                                                       ? values->get<std::vector<Json>>()
                                                       : std::vector<Json>()});
    }
    TRY(const std::string pairing, stringAt(params, "pairing", "grid"));
    if (pairing != "list" && pairing != "grid")
        return noSuchWay("pairing", pairing, "grid, list");
    request.pairing = pairing == "list" ? recipe::Pairing::List : recipe::Pairing::Grid;
    TRY(const std::string prune, stringAt(params, "prune", "none"));
    const auto pruning = registry::pruningNamed(prune);
    if (!pruning)
        return noSuchWay("prune", prune, "none, median, halving");
    request.pruning = *pruning;
    return {};
}

} // namespace luthier::engine_program

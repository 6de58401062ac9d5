#include "plan_facts.h"

#include <algorithm>

namespace luthier::recipes {
namespace {

std::optional<double> optionalNumber(const Json& object, std::string_view key) {
    const Json* value = member(object, key);
    return value && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
}

void readItems(const Json& document, PlanFacts& facts) {
    const Json* items = member(document, "items");
    if (!items || !items->is_array())
        return;
    for (const Json& item : *items) {
        const std::string name = stringAt(item, "name", "").value_or("");
        const auto* const found = std::ranges::find(kMemoryPartNames, name);
        if (found == kMemoryPartNames.end())
            continue;
        const auto part = static_cast<std::size_t>(found - kMemoryPartNames.begin());
        facts.parts[part] = integerAt(item, "bytes", 0).value_or(0);
        facts.most[part] = integerAt(item, "most_bytes", facts.parts[part]).value_or(0);
    }
}

void readSuggestions(const Json& document, PlanFacts& facts) {
    const Json* suggestions = member(document, "suggestions");
    if (!suggestions || !suggestions->is_array())
        return;
    for (const Json& item : *suggestions) {
        const Json* value = member(item, "value");
        const auto field = stringAt(item, "field", "");
        if (!value || !field || field->empty())
            continue;
        facts.suggestions.push_back({QString::fromStdString(stringAt(item, "change", "").value_or("")),
                                     *field, *value, integerAt(item, "peak_bytes", 0).value_or(0),
                                     numberAt(item, "slowdown", 1.0).value_or(1.0)});
    }
}

} // namespace

bool isCounting(const Json& document) {
    const Json* counting = member(document, "counting");
    return counting && counting->is_object();
}

Result<PlanFacts> planFrom(const Json& document) {
    PlanFacts facts;
    TRY(facts.fits, boolAt(document, "fits"));
    TRY(facts.peakBytes, integerAt(document, "peak_bytes"));
    TRY(facts.budgetBytes, integerAt(document, "budget_bytes"));
    TRY(const std::string device, stringAt(document, "device", ""));
    facts.device = QString::fromStdString(device);
    facts.secondsPerStep = optionalNumber(document, "seconds_per_step");
    facts.secondsTotal = optionalNumber(document, "seconds_total");
    facts.validationSeconds = optionalNumber(document, "validation_seconds").value_or(0);
    facts.isCounting = isCounting(document);
    if (const auto steps = optionalNumber(document, "steps"))
        facts.steps = static_cast<qint64>(*steps);
    TRY(facts.diskBytes, integerAt(document, "disk_bytes", 0));
    TRY(facts.checkpointing, boolAt(document, "gradient_checkpointing", false));
    TRY(facts.trainable, integerAt(document, "trainable_parameters", 0));
    readItems(document, facts);
    readSuggestions(document, facts);
    if (const Json* measured = member(document, "measured")) {
        TRY(facts.measuredBytes, integerAt(*measured, "peak_bytes"));
        TRY(facts.measuredError, numberAt(*measured, "error", 0.0));
        if (const auto seconds = optionalNumber(*measured, "seconds_per_step"))
            facts.secondsPerStep = seconds;
    }
    return facts;
}

} // namespace luthier::recipes

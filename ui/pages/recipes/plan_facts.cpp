#include "plan_facts.h"

#include <algorithm>

namespace luthier::recipes {
namespace {

std::optional<double> optionalNumber(const Json& object, std::string_view key) {
    const Json* value = member(object, key);
    return value && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
}

/// The elements of a list that may not be there.
const Json& listAt(const Json& object, std::string_view key) {
    static const Json kNone = Json::array();
    const Json* list = member(object, key);
    return list && list->is_array() ? *list : kNone;
}

void readItems(const Json& document, PlanFacts& facts) {
    for (const Json& item : listAt(document, "items")) {
        const std::string name = stringAt(item, "name", "").value_or("");
        const auto* const found = std::ranges::find(kMemoryPartNames, name);
        if (found == kMemoryPartNames.end())
            continue;
        const auto part = static_cast<std::size_t>(found - kMemoryPartNames.begin());
        facts.parts[part] = integerAt(item, "bytes", 0).value_or(0);
        facts.most[part] = integerAt(item, "most_bytes", facts.parts[part]).value_or(0);
    }
}

void readTimeline(const Json& document, PlanFacts& facts) {
    for (const Json& item : listAt(document, "timeline")) {
        PlanMoment moment;
        moment.region = QString::fromStdString(stringAt(item, "region", "").value_or(""));
        moment.phase = QString::fromStdString(stringAt(item, "phase", "").value_or(""));
        if (const Json* parts = member(item, "parts"))
            for (std::size_t i = 0; i < kMemoryParts; ++i)
                moment.parts[i] = integerAt(*parts, kMemoryPartNames[i], 0).value_or(0);
        for (const Json& value : listAt(item, "largest"))
            moment.largest.push_back({QString::fromStdString(stringAt(value, "name", "").value_or("")),
                                      integerAt(value, "bytes", 0).value_or(0)});
        facts.timeline.push_back(std::move(moment));
    }
}

void readSuggestions(const Json& document, PlanFacts& facts) {
    for (const Json& item : listAt(document, "suggestions")) {
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
    readTimeline(document, facts);
    if (const Json* measured = member(document, "measured")) {
        TRY(facts.measuredBytes, integerAt(*measured, "peak_bytes"));
        TRY(facts.measuredError, numberAt(*measured, "error", 0.0));
        if (const auto seconds = optionalNumber(*measured, "seconds_per_step"))
            facts.secondsPerStep = seconds;
    }
    return facts;
}

} // namespace luthier::recipes

#include "comparison_options.h"

#include <recipe/object_reader.h>

namespace luthier::evaluating {
namespace {

constexpr std::size_t kMostPrompts = 10'000;

void readPrompts(recipe::ObjectReader& reader, std::vector<examples::RecordRow>& prompts) {
    const Json* list = reader.take("prompts");
    if (!list)
        return;
    if (!list->is_array() || list->size() > kMostPrompts)
        return reader.wrongType("prompts", "list");
    for (const Json& prompt : *list) {
        if (!prompt.is_array() && !prompt.is_object() && !prompt.is_string())
            return reader.wrongType("prompts", "list of texts or messages");
        prompts.push_back(examples::rowOfRecord(prompt, static_cast<std::int64_t>(prompts.size()) + 1));
    }
}

void readStops(recipe::ObjectReader& reader, std::vector<std::string>& stops) {
    const Json* list = reader.take("stop");
    if (!list)
        return;
    for (const Json& text : list->is_array() ? *list : Json::array({*list})) {
        if (!text.is_string())
            return reader.wrongType("stop", "list of texts");
        stops.push_back(text.get<std::string>());
    }
}

} // namespace

Result<ComparisonOptions> comparisonOptionsFromJson(const Json& parameters) {
    ComparisonOptions options;
    std::vector<recipe::Finding> findings;
    recipe::ObjectReader reader(parameters, "", findings);
    reader.text("dataset", options.dataset);
    reader.optionalText("split", options.split);
    reader.integer("limit", options.limit, {0, 1e9});
    readPrompts(reader, options.prompts);
    generation::GenerationOptions& generation = options.generation;
    reader.integer("max_new_tokens", generation.maxNewTokens, {1, 1 << 20});
    reader.number("temperature", generation.sampling.temperature, {0, 100});
    reader.number("top_p", generation.sampling.topP, {0, 1});
    reader.integer("top_k", generation.sampling.topK, {0, 1 << 24});
    reader.number("repetition_penalty", generation.sampling.repetitionPenalty, {0.01, 100});
    readStops(reader, generation.stopTexts);
    auto seed = static_cast<std::int64_t>(generation.seed);
    reader.integer("seed", seed, {0, 9e15});
    generation.seed = static_cast<std::uint64_t>(seed);
    reader.finish();
    if (auto error = recipe::firstError(findings))
        return *std::move(error);
    return options;
}

Json comparisonOptionsToJson(const ComparisonOptions& options) {
    const generation::GenerationOptions& generation = options.generation;
    return {{"dataset", options.dataset},
            {"split", options.split ? Json(*options.split) : Json(nullptr)},
            {"limit", options.limit},
            {"prompts", options.prompts.size()},
            {"max_new_tokens", generation.maxNewTokens},
            {"temperature", generation.sampling.temperature},
            {"top_p", generation.sampling.topP},
            {"top_k", generation.sampling.topK},
            {"repetition_penalty", generation.sampling.repetitionPenalty},
            {"stop", generation.stopTexts},
            {"seed", generation.seed}};
}

} // namespace luthier::evaluating

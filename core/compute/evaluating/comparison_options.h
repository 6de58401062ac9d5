#pragma once

#include <base/json.h>
#include <base/result.h>
#include <examples/record_rows.h>
#include <generation/generate.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace luthier::evaluating {

/// Which rows base and adapted model answer, and how.
struct ComparisonOptions {
    std::string dataset; ///< empty: the default of chooseRows
    std::optional<std::string> split;
    std::int64_t limit = 0; ///< of a dataset a sample drawn by the seed, of prompts the first; 0: all
    std::vector<examples::RecordRow> prompts; ///< instead of a dataset, when there are any
    generation::GenerationOptions generation; ///< endIds are the tokenizer's and filled in later
};

/// The parameters of a job of kind "compare": {dataset, split, limit, prompts: [messages or record, …],
/// max_new_tokens, temperature, top_p, top_k, repetition_penalty, stop: [text, …], seed}, each optional.
/// Fails with recipe.* for a member that is unknown, of another type or out of range.
Result<ComparisonOptions> comparisonOptionsFromJson(const Json& parameters);

/// The same members; prompts as their number.
Json comparisonOptionsToJson(const ComparisonOptions& options);

} // namespace luthier::evaluating

#pragma once

#include "model_folder.h"

#include <base/json.h>

#include <optional>
#include <string>

namespace luthier::files {

/// What the caller found out about the tokenizer; this module reads no tokenizers.
struct TokenizerFacts {
    std::string kind;
    std::int64_t vocabularySize = 0;
    std::int64_t addedTokens = 0;
};

/// What `model inspect` shows beside the folder itself.
struct DescribeInputs {
    std::optional<TokenizerFacts> tokenizer;
    /// Empty: not computed, shown as null.
    std::string hash;
};

/// Whether the model can be run: its shape is supported and its weights, if there are any, fit it.
Status checkRunnable(const ModelFolder& folder);

/// The document of `model inspect` (cli.md). Reads the headers of the weight files, not the weights. `reason`
/// is null or {code, parameters}, and so is each of `warnings`: the caller turns them into sentences.
Json describeModel(const ModelFolder& folder, const DescribeInputs& inputs);

/// `shape` as JSON, every field, under the names of config.json where there are such.
Json shapeToJson(const families::ModelShape& shape);

} // namespace luthier::files

#pragma once

#include <base/json.h>
#include <base/result.h>
#include <files/model_folder.h>
#include <recipe/recipe.h>

#include <string>
#include <vector>

namespace luthier::preflight {

/// A choice of a setting that a model folder rules out, and why.
struct RuledOut {
    std::string setting; ///< "task", "method.type"
    std::string choice;
    Error reason;
};

/// What a model folder can be tuned for.
struct Tuning {
    std::vector<recipe::Task> tasks; ///< most usual first
    std::vector<RuledOut> ruledOut;
    std::optional<Error> hindrance; ///< why it can be tuned for nothing
};

Tuning tuningOf(const files::ModelFolder& folder);

/// {kind, head, problem_type, labels: [names], tasks: [names], ruled_out: [{setting, choice, code, …}],
/// hindrance}: what the model is, as far as its shape is known, and `tuning`, for `model inspect`.
Json tuningToJson(const files::ModelFolder& folder, const Tuning& tuning);

/// "decoder", "encoder" or "encoder_decoder".
std::string_view kindName(families::ModelKind kind);
/// "words", "text_labels" or "token_labels".
std::string_view headName(families::Head head);

} // namespace luthier::preflight

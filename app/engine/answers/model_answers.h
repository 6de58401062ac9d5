#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <files/model_folder.h>
#include <texts/texts.h>
#include <tokenizing/tokenizer.h>

#include <filesystem>
#include <memory>
#include <string>

namespace luthier::engine_program {

using OpenTokenizer = Result<std::shared_ptr<const tokenizing::Tokenizer>>;

/// What the headers of a model folder say (files::describeModel) and what it can be tuned for
/// (preflight::tuningToJson); reasons and warnings are codes. A tokenizer that cannot be read is a warning.
Json describedFolder(const files::ModelFolder& folder, const OpenTokenizer& tokenizer, std::string hash);

/// The document of `model inspect` (cli.md), with the sentences of `texts`. Reads all weights once, for the
/// hash. With an adapter its config is in `adapter`; one that does not fit is refused. Fails with model.*,
/// adapter.*, safetensors.*.
Result<Json> inspectModel(const std::filesystem::path& model, const std::filesystem::path& adapter,
                          const texts::Texts& texts, const StopToken& stop, ProgressSink& progress);

} // namespace luthier::engine_program

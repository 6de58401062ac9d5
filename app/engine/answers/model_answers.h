#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <texts/texts.h>

#include <filesystem>

namespace luthier::engine_program {

/// The document of `model inspect` (cli.md), with the sentences of `texts`. Reads all weights once, for the
/// hash. With an adapter its config is in `adapter`; one that does not fit is refused. Fails with model.*,
/// adapter.*, safetensors.*.
Result<Json> inspectModel(const std::filesystem::path& model, const std::filesystem::path& adapter,
                          const texts::Texts& texts, const StopToken& stop, ProgressSink& progress);

} // namespace luthier::engine_program

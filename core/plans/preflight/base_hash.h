#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <files/adapter_folder.h>
#include <files/model_folder.h>

#include <optional>
#include <string>

namespace luthier::preflight {

/// files::modelHash, remembered for this user by path, size and time of the files: read once, then known.
Result<std::string> knownModelHash(const files::ModelFolder& folder, StopToken stop, ProgressSink& progress);

/// What must be told before an adapter is put on a model: adapter.other_base when the adapter says which base
/// it was tuned on and `model` is another one, of the same shape perhaps. Nothing when it is that base, or
/// when the adapter does not say (as PEFT's own do not).
Result<std::optional<Error>> otherBase(const files::AdapterFolder& adapter, const files::ModelFolder& model,
                                       StopToken stop, ProgressSink& progress);

} // namespace luthier::preflight

#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>
#include <registry/registry.h>

#include <cstdint>
#include <filesystem>

namespace luthier::exporting {

struct AdapterExportReport {
    std::filesystem::path out;
    std::int64_t bytes = 0;
};

/// Copies the PEFT folder of a run to `out`, which must not exist or be empty (file.exists). The source is
/// held against its manifest, each copy is read again and compared by SHA-256, and the folder appears whole.
/// Fails with run.not_finished, run.is_full (the result is a whole model, which can be copied as it stands),
/// export.damaged, manifest.*, file.*.
Result<AdapterExportReport> exportAdapter(const project::Project& project, const registry::RunFacts& run,
                                          const std::filesystem::path& out, StopToken stop);

} // namespace luthier::exporting

#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>
#include <registry/registry.h>
#include <texts/texts.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace luthier::exporting {

/// A finished run as a model card: Markdown with the front matter that the Hugging Face hub reads (base
/// model, library, licence of the base where it is known), then data with versions, method, results with
/// intervals, circumstances, how to load it, limits. Names no path of this machine. Fails with
/// run.not_finished, manifest.*.
Result<std::string> modelCard(project::Project& project, const registry::RunFacts& run,
                              texts::Language language, StopToken stop);

struct CardReport {
    std::int64_t bytes = 0;
    std::string sha256;
};

/// Writes the card, replacing what was there, and reads it again.
Result<CardReport> exportCard(project::Project& project, const registry::RunFacts& run,
                              const std::filesystem::path& out, texts::Language language, StopToken stop);

} // namespace luthier::exporting

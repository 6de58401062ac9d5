#pragma once

#include "temporary_folder.h"

#include <project/project.h>
#include <registry/registry.h>

#include <filesystem>
#include <string>

namespace luthier::tests {

/// A project whose run 0001 has ended, made without training: a tiny Llama of random weights with a tokenizer
/// and a chat template, a dataset "rows" (8 rows in split train, 4 in test), and as the run's result a LoRA
/// adapter of random values that names its base's hash, or the whole model with other weights. Throws when
/// something cannot be made.
struct FinishedRun {
    enum class Kind { Adapter, Model };
    explicit FinishedRun(Kind kind = Kind::Adapter);

    TemporaryFolder folder;
    std::filesystem::path model; ///< the base
    project::Project project;
    registry::RunFacts run;

    std::filesystem::path runFolder() const { return registry::folderOf(project, run); }
    /// Reads the run again: its lineage and summary may have changed.
    void refresh();
};

/// Writes the tiny model; different seeds give different weights.
void writeTinyModel(const std::filesystem::path& folder, unsigned seed);

} // namespace luthier::tests

#pragma once

#include <dataset/catalog.h>
#include <project/project.h>

#include <filesystem>
#include <string>
#include <vector>

namespace luthier::engine_program {

/// The parts of a project that this program works with.
const std::vector<project::Part>& projectParts();

/// Opens a project for a command. One that lacks the newest tables is brought up to date, also for reading.
Result<project::Project> openProject(const std::filesystem::path& folder, project::Access access);

/// The same for reading alone, as a Workshop opens projects.
Result<project::Project> openForReading(const std::filesystem::path& folder);

/// An open project and a dataset of it, by name or number.
struct OpenDataset {
    project::Project project;
    dataset::DatasetFacts facts;
};
Result<OpenDataset> openDataset(const std::filesystem::path& folder, const std::string& dataset,
                                project::Access access);

} // namespace luthier::engine_program

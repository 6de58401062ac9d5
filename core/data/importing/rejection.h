#pragma once

#include "record_reader.h"

#include <dataset/problems.h>

#include <filesystem>
#include <string>

namespace luthier::importing {

/// A record that cannot be taken, as it is listed: where it stood in `file`, why, and how it begins.
dataset::ImportProblem problemOf(const Record& record, std::string code, Parameters parameters,
                                 const std::filesystem::path& file);

} // namespace luthier::importing

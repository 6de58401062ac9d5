#pragma once

#include "options.h"

#include <filesystem>

namespace luthier::importing {

/// Refuses what is not read as data, by name and by its first bytes: pickles and models (import.pickle,
/// .model_file), archives (import.compressed), spreadsheets (import.spreadsheet), documents
/// (import.document), Parquet and Arrow are usage.not_yet, with the way to JSON Lines. Pickles are not opened
/// at all.
Status refuseForeignKinds(const std::filesystem::path& path);

/// The format a file name tells, Auto when it tells none.
Format formatFromExtension(const std::filesystem::path& path);

} // namespace luthier::importing

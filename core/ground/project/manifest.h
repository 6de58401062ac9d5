#pragma once

#include <base/progress.h>
#include <base/result.h>

#include <filesystem>
#include <string_view>
#include <vector>

namespace luthier::project {

constexpr std::string_view kManifestName = "MANIFEST.json";

/// Writes MANIFEST.json into a finished folder: {"files":[{"name","bytes","sha256"}]} of each regular file
/// below it, names relative. It is written last: a folder without it is not complete.
Status writeManifest(const std::filesystem::path& folder);

/// Holds the files of a folder against its manifest. What differs is listed: manifest.missing_file,
/// .wrong_size, .wrong_hash, .bad_name. Fails when there is no readable manifest.
Result<std::vector<Error>> verifyManifest(const std::filesystem::path& folder, StopToken stop);

/// Takes a finished folder away, under another name first: a removal that is cut off leaves no half folder
/// under its own, and the next one in the same place takes the rest away.
void removeFinished(const std::filesystem::path& folder);

/// Whether a folder of this name is being made or taken away (`….partial-…`, `….partial`, `.removed-…`): no
/// part of the project.
bool isWorkingName(std::string_view name);

/// SHA-256 of a regular file, read in pieces.
Result<std::string> fileSha256(const std::filesystem::path& path, StopToken stop);

} // namespace luthier::project

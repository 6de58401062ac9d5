#include "adapter_export.h"

#include <base/files.h>
#include <files/staged_folder.h>
#include <project/manifest.h>
#include <registry/result.h>

namespace luthier::exporting {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20U;

/// Copies a file, reads the copy again, and gives its size.
Result<std::int64_t> copyVerified(const std::filesystem::path& from, const std::filesystem::path& to,
                                  StopToken stop) {
    TRY(auto source, InputFile::open(from));
    TRY(auto copy, AtomicFile::create(to));
    std::string piece(kPiece, '\0');
    for (;;) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const std::size_t count, source.read(piece));
        if (count == 0)
            break;
        TRY_VOID(copy.write(std::string_view(piece).substr(0, count)));
    }
    const auto bytes = static_cast<std::int64_t>(copy.size());
    TRY_VOID(copy.commit());
    TRY(const std::string expected, project::fileSha256(from, stop));
    TRY(const std::string found, project::fileSha256(to, stop));
    if (found != expected)
        return failed("export.damaged").at(to.string());
    return bytes;
}

} // namespace

Result<AdapterExportReport> exportAdapter(const project::Project& project, const registry::RunFacts& run,
                                          const std::filesystem::path& out, StopToken stop) {
    TRY(const auto result, registry::findResult(project, run, stop));
    if (result.kind == registry::RunResult::Kind::Model)
        return refused("run.is_full").with("run", run.number).at(result.folder.string());
    TRY(auto staging, files::StagedFolder::create(out));
    AdapterExportReport report;
    for (const auto& entry : std::filesystem::directory_iterator(result.folder)) {
        if (entry.path().filename() == project::kManifestName)
            continue;
        TRY(const std::int64_t bytes,
            copyVerified(entry.path(), staging.path() / entry.path().filename(), stop));
        report.bytes += bytes;
    }
    TRY_VOID(staging.publish());
    report.out = staging.target();
    return report;
}

} // namespace luthier::exporting

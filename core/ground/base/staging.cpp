#include "staging.h"

#include "files.h"

#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace luthier {

Result<std::filesystem::path> makeStagingFolder(const std::filesystem::path& target) {
    static std::atomic<unsigned> s_counter{0};
    const std::filesystem::path place = std::filesystem::absolute(target).lexically_normal();
    TRY_VOID(makeFolder(place.parent_path()));
    for (;;) {
        const std::filesystem::path folder =
            place.parent_path() / ("." + place.filename().string() + ".partial-" +
                                   std::to_string(::getpid()) + "-" + std::to_string(s_counter++));
        if (::mkdir(folder.c_str(), 0777) == 0)
            return folder;
        if (errno != EEXIST)
            return fileError(errno, folder);
    }
}

Result<std::filesystem::path> restartStagingFolder(const std::filesystem::path& target) {
    const std::filesystem::path folder = target.parent_path() / (".partial-" + target.filename().string());
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    TRY_VOID(makeFolder(folder));
    return folder;
}

} // namespace luthier

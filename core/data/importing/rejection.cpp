#include "rejection.h"

#include <base/utf8.h>

namespace luthier::importing {

namespace {

constexpr std::size_t kExcerptBytes = 160;

} // namespace

dataset::ImportProblem problemOf(const Record& record, std::string code, Parameters parameters,
                                 const std::filesystem::path& file) {
    return {replaceInvalidUtf8(file.filename().string()),
            record.line,
            record.byte,
            std::move(code),
            std::move(parameters),
            replaceInvalidUtf8(utf8Prefix(record.raw, kExcerptBytes))};
}

} // namespace luthier::importing

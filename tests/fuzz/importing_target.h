#pragma once

#include "fuzzing.h"

#include <importing/sniff.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

namespace luthier::fuzzing {

/// Writes the input into a file in memory and reads it as an import does: sniffed, then record by record.
inline void readAsImport(std::string_view bytes, const char* ending,
                         const importing::ImportOptions& options) {
    static const std::filesystem::path s_file =
        "/dev/shm/luthier-fuzz-" + std::to_string(::getpid()) + ending;
    std::ofstream(s_file, std::ios::binary) << bytes;
    const auto plan = importing::sniffFile(s_file, options);
    requireCode(plan);
    if (plan) {
        auto reader = importing::openReader(s_file, *plan);
        requireCode(reader);
        importing::Record record;
        std::int64_t byte = -1;
        while (reader) {
            const auto more = (*reader)->next(record);
            requireCode(more);
            if (!more || !*more)
                break;
            require(record.byte > byte); // it goes on
            byte = record.byte;
        }
    }
    std::filesystem::remove(s_file);
}

} // namespace luthier::fuzzing

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace luthier::devices {

struct MemoryFacts {
    std::int64_t totalBytes = 0;
    std::int64_t freeBytes = 0;
};

/// Memory this process may use: the smallest of the machine's and of the limits of its cgroups (v1 and v2,
/// each level up to the root), less what is used there; page cache that can be dropped counts as free. `root`
/// stands before /proc and /sys, for tests.
MemoryFacts readMemory(const std::filesystem::path& root);

/// Processors' worth of time that the cgroups (v1 or v2) grant, when they limit it.
std::optional<double> processorQuota(const std::filesystem::path& root);

/// A file of /proc or /sys, whose size is not known beforehand; empty when it cannot be read.
std::string readPseudoFile(const std::filesystem::path& path);

} // namespace luthier::devices

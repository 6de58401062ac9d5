#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace luthier::training {

/// Whether the machine, or what limits this process, has so little memory left that the system may soon kill
/// somebody: a fiftieth of it, but 64 MiB at least and 512 MiB at most.
class MemoryWatch {
public:
    /// `root` stands before /proc and /sys, for tests.
    explicit MemoryWatch(std::filesystem::path root = "/");

    /// The bytes that are left, where they are too few. Cheap enough for every step.
    std::optional<std::int64_t> scarce() const;

private:
    std::filesystem::path m_root;
};

} // namespace luthier::training

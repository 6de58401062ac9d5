#include "memory_watch.h"

#include <base/fault.h>
#include <devices/memory.h>

#include <algorithm>
#include <utility>

namespace luthier::training {
namespace {

constexpr std::int64_t kShare = 50;
constexpr std::int64_t kLeast = std::int64_t{64} << 20U;
constexpr std::int64_t kMost = std::int64_t{512} << 20U;

} // namespace

MemoryWatch::MemoryWatch(std::filesystem::path root)
    : m_root(std::move(root)) {}

std::optional<std::int64_t> MemoryWatch::scarce() const {
    if (dueFault(FaultPoint::Memory))
        return 0;
    const devices::MemoryFacts memory = devices::readMemory(m_root);
    if (memory.totalBytes <= 0)
        return std::nullopt; // not known
    const std::int64_t least = std::clamp(memory.totalBytes / kShare, kLeast, kMost);
    return memory.freeBytes < least ? std::optional(memory.freeBytes) : std::nullopt;
}

} // namespace luthier::training

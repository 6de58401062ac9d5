#include "memory.h"

#include <base/files.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace luthier::devices {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestPseudoFile = std::size_t{1} << 20;
// Version 1 writes "no limit" as the largest page-aligned number.
constexpr std::int64_t kNoLimit = std::int64_t{1} << 60;

std::optional<std::int64_t> numberIn(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end == text.data())
        return {};
    return value;
}

std::optional<std::int64_t> readNumber(const fs::path& path) {
    return numberIn(readPseudoFile(path));
}

/// The number after `key` at the start of a line ("MemTotal:  123 kB", "inactive_file 456").
std::optional<std::int64_t> numberAfter(std::string_view text, std::string_view key) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        if (line.starts_with(key) && line.size() > key.size() &&
            (line[key.size()] == ' ' || line[key.size()] == ':')) {
            line.remove_prefix(key.size() + 1);
            line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
            return numberIn(line);
        }
        at = end + 1;
    }
    return {};
}

/// Where our cgroup of a controller lies below /sys/fs/cgroup; `controller` empty means version 2.
std::optional<fs::path> cgroupPath(const fs::path& root, std::string_view controller) {
    const std::string text = readPseudoFile(root / "proc/self/cgroup");
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string names = "," + line.substr(first + 1, second - first - 1) + ",";
        const bool matches = controller.empty()
                                 ? names == ",,"
                                 : names.find("," + std::string(controller) + ",") != std::string::npos;
        if (matches)
            return fs::path(line.substr(second + 1)).relative_path();
    }
    return {};
}

/// The folders of our cgroup and those above it, deepest first. In a container the path of the host may not
/// be there; then the mount's own top is ours.
std::vector<fs::path> levels(const fs::path& mount, fs::path below) {
    std::vector<fs::path> folders;
    std::error_code ignored;
    while (true) {
        if (fs::is_directory(mount / below, ignored))
            folders.push_back(mount / below);
        if (below.empty())
            return folders;
        below = below.parent_path();
    }
}

void limitBy(MemoryFacts& facts, std::optional<std::int64_t> limit, std::optional<std::int64_t> used,
             std::int64_t droppable) {
    if (!limit || *limit <= 0 || *limit >= kNoLimit)
        return;
    facts.totalBytes = std::min(facts.totalBytes, *limit);
    const std::int64_t taken = std::max<std::int64_t>(used.value_or(0) - droppable, 0);
    facts.freeBytes = std::min(facts.freeBytes, std::max<std::int64_t>(*limit - taken, 0));
}

} // namespace

std::string readPseudoFile(const fs::path& path) {
    auto file = InputFile::open(path);
    if (!file)
        return {};
    std::string text(4096, '\0');
    std::size_t size = 0;
    while (true) {
        const auto count = file->read(std::span(text).subspan(size));
        if (!count || *count == 0 || size + *count >= kLongestPseudoFile)
            break;
        size += *count;
        if (text.size() - size < 1024)
            text.resize(text.size() * 2);
    }
    text.resize(size);
    return text;
}

MemoryFacts readMemory(const fs::path& root) {
    const std::string info = readPseudoFile(root / "proc/meminfo");
    MemoryFacts facts;
    facts.totalBytes = numberAfter(info, "MemTotal").value_or(0) * 1024;
    facts.freeBytes = numberAfter(info, "MemAvailable").value_or(0) * 1024;
    if (const auto path = cgroupPath(root, ""))
        for (const auto& folder : levels(root / "sys/fs/cgroup", *path))
            limitBy(facts, readNumber(folder / "memory.max"), readNumber(folder / "memory.current"),
                    numberAfter(readPseudoFile(folder / "memory.stat"), "inactive_file").value_or(0));
    if (const auto path = cgroupPath(root, "memory"))
        for (const auto& folder : levels(root / "sys/fs/cgroup/memory", *path))
            limitBy(facts, readNumber(folder / "memory.limit_in_bytes"),
                    readNumber(folder / "memory.usage_in_bytes"),
                    numberAfter(readPseudoFile(folder / "memory.stat"), "total_inactive_file").value_or(0));
    return facts;
}

std::optional<double> processorQuota(const fs::path& root) {
    std::optional<double> least;
    const auto consider = [&](std::optional<std::int64_t> quota, std::optional<std::int64_t> period) {
        if (quota && period && *quota > 0 && *period > 0) {
            const double share = static_cast<double>(*quota) / static_cast<double>(*period);
            least = least ? std::min(*least, share) : share;
        }
    };
    if (const auto path = cgroupPath(root, ""))
        for (const auto& folder : levels(root / "sys/fs/cgroup", *path)) {
            const std::string text = readPseudoFile(folder / "cpu.max");
            const auto space = text.find(' ');
            if (space != std::string::npos)
                consider(numberIn(text), numberIn(std::string_view(text).substr(space + 1)));
        }
    if (const auto path = cgroupPath(root, "cpu"))
        for (const auto& folder : levels(root / "sys/fs/cgroup/cpu", *path))
            consider(readNumber(folder / "cpu.cfs_quota_us"), readNumber(folder / "cpu.cfs_period_us"));
    return least;
}

} // namespace luthier::devices

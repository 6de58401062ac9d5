#include "keys.h"

#include <cstring>

namespace luthier::dataset {

Hash128 contentHash(std::string_view raw) {
    return hash128(raw);
}

Hash128 contentHash(std::string_view raw, std::string_view edits, std::string_view labels) {
    Hash128 hash = hash128(raw);
    // Edits are an object and labels a list, so that neither is taken for the other.
    for (const std::string_view part : {edits, labels})
        if (!part.empty())
            hash = hash128(hashBytes(hash) + std::string(part));
    return hash;
}

Hash128 rowHash(std::int64_t row, const Hash128& content, std::string_view split) {
    // Fixed-width parts first, so that no two rows give the same bytes.
    std::string bytes(24, '\0');
    std::memcpy(bytes.data(), &row, 8);
    std::memcpy(bytes.data() + 8, &content.low, 8);
    std::memcpy(bytes.data() + 16, &content.high, 8);
    bytes += split;
    return hash128(bytes);
}

std::string versionOf(const Hash128& sum, const Roles& roles, std::string_view layout) {
    Json description = Json::array({std::string(layout)});
    for (const auto& [column, role] : roles)
        description.push_back({column, role});
    Hash128 version = sum;
    version += hash128(dumpJson(description));
    return version.hex();
}

std::string hashBytes(const Hash128& hash) {
    std::string bytes(16, '\0');
    std::memcpy(bytes.data(), &hash.low, 8);
    std::memcpy(bytes.data() + 8, &hash.high, 8);
    return bytes;
}

Hash128 hashFromBytes(std::string_view bytes) {
    Hash128 hash;
    if (bytes.size() != 16)
        return hash;
    std::memcpy(&hash.low, bytes.data(), 8);
    std::memcpy(&hash.high, bytes.data() + 8, 8);
    return hash;
}

} // namespace luthier::dataset

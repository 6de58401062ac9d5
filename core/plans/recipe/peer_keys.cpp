#include "peer_keys.h"

#include "object_reader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace luthier::recipe {
namespace {

/// Keys of other programs that mean a whole group.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kGroups = {{
    {"peft_config", "method"},
    {"lora_parameters", "method"},
    {"lora_config", "method"},
}};

/// Lower case, with underscores.
std::string plainKey(std::string_view name) {
    std::string plain;
    for (const char c : name)
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '-' ? '_' : c;
    return plain;
}

} // namespace

std::string keyMeantBy(std::string_view name) {
    const std::string plain = plainKey(name);
    for (const auto& [peer, group] : kGroups)
        if (peer == plain)
            return std::string(group);
    for (const Setting& setting : settings())
        for (const std::string_view peer : peerNames(setting))
            if (peer == plain)
                return std::string(setting.path);
    // Keys of our own that stand in a group.
    for (const Setting& setting : settings())
        if (!groupOf(setting).empty() && keyOf(setting) == plain && plain != "type")
            return std::string(setting.path);
    return {};
}

std::vector<std::string_view> peerNames(const Setting& setting) {
    std::vector<std::string_view> names;
    for (std::string_view rest = setting.peers; !rest.empty();) {
        names.push_back(rest.substr(0, rest.find(' ')));
        rest.remove_prefix(std::min(rest.size(), names.back().size() + 1));
    }
    return names;
}

Error unknownKey(std::string_view name) {
    std::string meant = keyMeantBy(name);
    if (meant.empty()) {
        std::vector<std::string> paths;
        for (const Setting& setting : settings())
            paths.emplace_back(setting.path);
        meant = nearestName(name, paths);
    }
    const std::string field(name);
    if (meant.empty())
        return usageError("recipe.unknown_key").field(field).with("field", field);
    return usageError("recipe.unknown_key_meant").field(field).with("field", field).with("meant", meant);
}

} // namespace luthier::recipe

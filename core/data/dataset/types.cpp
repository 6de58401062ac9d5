#include "types.h"

#include <algorithm>
#include <array>

namespace luthier::dataset {

namespace {

constexpr std::array<std::pair<std::uint32_t, std::string_view>, 6> kKinds = {{{kString, "string"},
                                                                               {kNumber, "number"},
                                                                               {kBoolean, "boolean"},
                                                                               {kList, "list"},
                                                                               {kObject, "object"},
                                                                               {kNull, "null"}}};

constexpr std::array<std::pair<std::uint32_t, std::string_view>, 3> kFlags = {
    {{kEmptyPrompt, "empty_prompt"}, {kEmptyResponse, "empty_response"}, {kEmptyText, "empty_text"}}};

} // namespace

std::string_view kindName(std::uint32_t kinds) {
    if (kinds != kNull)
        kinds &= ~static_cast<std::uint32_t>(kNull);
    for (const auto& [bit, name] : kKinds)
        if (kinds == bit)
            return name;
    return kinds == 0 ? "null" : "mixed";
}

const std::vector<std::string_view>& roleNames() {
    static const std::vector<std::string_view> names = {
        "prompt",   "input", "response",  "system", "messages", "history", "tools", "chosen",
        "rejected", "text",  "text_pair", "label",  "group",    "source",  "split", "ignore"};
    return names;
}

bool isRole(std::string_view name) {
    return std::find(roleNames().begin(), roleNames().end(), name) != roleNames().end();
}

std::string columnOf(const Roles& roles, std::string_view role) {
    for (const auto& [column, given] : roles)
        if (given == role)
            return column;
    return {};
}

std::string layoutOf(const Roles& roles) {
    const auto has = [&](std::string_view role) {
        return !columnOf(roles, role).empty();
    };
    if (has("chosen") && has("rejected"))
        return "preference";
    if (has("messages"))
        return "messages";
    if (has("prompt") && has("response"))
        return has("input") || has("history") ? "alpaca" : "prompt_completion";
    if (has("text") && has("label"))
        return "classification";
    return has("text") ? "text" : "table";
}

std::vector<std::string> flagNames(std::uint32_t flags) {
    std::vector<std::string> names;
    for (const auto& [bit, name] : kFlags)
        if ((flags & bit) != 0)
            names.emplace_back(name);
    return names;
}

std::uint32_t flagBit(std::string_view name) {
    for (const auto& [bit, known] : kFlags)
        if (known == name)
            return bit;
    return 0;
}

} // namespace luthier::dataset

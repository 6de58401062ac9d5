#include "recipe_fields.h"

#include <recipe/schema.h>

#include <charconv>
#include <optional>

namespace luthier::recipes {
namespace {

struct Prefix {
    std::string_view path;
    Section section;
};

// The first that fits decides; those of a part of the form are in its order.
constexpr Prefix kPrefixes[] = {
    {"model", Section::Model},
    {"task", Section::Task},
    {"template", Section::Task},
    {"labels", Section::Task},
    {"preference", Section::Task},
    {"tokens.assistant_only_loss", Section::Task},
    {"tokens.loss_turns", Section::Task},
    {"method", Section::Method},
    {"quantization", Section::Method},
    {"data", Section::Data},
    {"validation", Section::Data},
    {"tokens", Section::Data},
    {"shuffle", Section::Data},
    {"seed", Section::Data},
    {"optimizer", Section::Optimizer},
    {"duration", Section::Schedule},
    {"batch", Section::Schedule},
    {"schedule", Section::Schedule},
    {"evaluation", Section::Evaluation},
    {"checkpoints", Section::Evaluation},
    {"compute", Section::Compute},
};

std::optional<std::size_t> indexIn(const Json& list, std::string_view word) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), index);
    if (error != std::errc() || end != word.data() + word.size() || index >= list.size())
        return std::nullopt;
    return index;
}

/// The member or item that one word of a path means; null when there is none.
template <class Value>
Value* child(Value& value, std::string_view word) {
    if (value.is_object()) {
        const auto found = value.find(std::string(word));
        return found == value.end() ? nullptr : &*found;
    }
    if (value.is_array())
        if (const auto index = indexIn(value, word))
            return &value[*index];
    return nullptr;
}

std::string_view firstWord(std::string_view& path) {
    const auto dot = path.find('.');
    const std::string_view word = path.substr(0, dot);
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    return word;
}

} // namespace

const Json* valueAt(const Json& document, std::string_view path) {
    const Json* value = &document;
    while (value && !path.empty())
        value = child(*value, firstWord(path));
    return value;
}

bool putValue(Json& document, std::string_view path, Json value) {
    Json* place = &document;
    while (!path.empty()) {
        const std::string_view word = firstWord(path);
        Json* next = child(*place, word);
        if (!next) {
            if (!place->is_object())
                return false;
            next = &(*place)[std::string(word)];
            if (!path.empty())
                *next = Json::object();
        }
        place = next;
    }
    *place = std::move(value);
    return true;
}

bool isWithin(std::string_view path, std::string_view group) {
    return path == group || (path.starts_with(group) && path[group.size()] == '.');
}

std::vector<std::string_view> groupsOf(Section section) {
    std::vector<std::string_view> groups;
    for (const Prefix& prefix : kPrefixes)
        if (prefix.section == section)
            groups.push_back(prefix.path);
    return groups;
}

Section sectionOf(std::string_view path) {
    for (const Prefix& prefix : kPrefixes)
        if (isWithin(path, prefix.path))
            return prefix.section;
    return Section::Task;
}

std::vector<recipe::MethodKind> readyMethods() {
    std::vector<recipe::MethodKind> methods;
    for (const std::string_view name : recipe::readyNames(*recipe::settingAt("method.type")))
        if (const auto kind = recipe::methodNamed(name))
            methods.push_back(*kind);
    return methods;
}

} // namespace luthier::recipes

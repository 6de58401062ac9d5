#include "recipe_fields.h"

#include <array>
#include <charconv>

namespace luthier::recipes {
namespace {

constexpr std::array<std::string_view, 5> kWithoutDefault = {"recipe", "name", "model", "data", "validation"};

struct Prefix {
    std::string_view path;
    Section section;
};

// The first that fits decides.
constexpr Prefix kPrefixes[] = {
    {"model", Section::Model},
    {"task", Section::Task},
    {"template", Section::Task},
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
    {"schedule", Section::Schedule},
    {"batch", Section::Schedule},
    {"duration", Section::Schedule},
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

void collect(const Json& present, const Json& standard, const std::string& path,
             std::vector<std::string>& fields) {
    for (const auto& [key, value] : present.items()) {
        const Json* other = child(standard, key);
        const std::string here = path.empty() ? key : path + "." + key;
        if (value.is_object() && other && other->is_object() && here != "duration")
            collect(value, *other, here, fields);
        else if (!other || *other != value)
            fields.push_back(here);
    }
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

std::vector<std::string> differences(const Json& document, const Json& standard) {
    std::vector<std::string> fields;
    collect(document, standard, {}, fields);
    return fields;
}

std::vector<std::string> differingFields(const recipe::Recipe& recipe) {
    const auto without = [](Json document) {
        for (const std::string_view key : kWithoutDefault)
            document.erase(std::string(key));
        return document;
    };
    const Json present = without(recipe::recipeToJson(recipe));
    const Json standard =
        without(recipe::recipeToJson(recipe::defaultRecipe(recipe.task, recipe.method.kind)));
    return differences(present, standard);
}

Section sectionOf(std::string_view path) {
    for (const Prefix& prefix : kPrefixes)
        if (path == prefix.path || (path.starts_with(prefix.path) && path[prefix.path.size()] == '.'))
            return prefix.section;
    return Section::Task;
}

} // namespace luthier::recipes

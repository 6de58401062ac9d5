#include "weight_table.h"

#include "family.h"

#include <algorithm>

namespace luthier::families {

namespace {

std::string withLayer(std::string_view pattern, std::int64_t layer) {
    constexpr std::string_view kPlace = "{layer}";
    std::string name(pattern);
    if (const auto at = name.find(kPlace); at != std::string::npos)
        name.replace(at, kPlace.size(), std::to_string(layer));
    return name;
}

const Family* familyOfShape(const ModelShape& shape) {
    for (const Family* family : allFamilies())
        if (family->name == shape.family)
            return family;
    return nullptr;
}

} // namespace

std::string WeightEntry::name(std::int64_t layer) const {
    return withLayer(pattern, layer);
}

std::string LinearModule::path(std::int64_t layer) const {
    return withLayer(pattern, layer);
}

std::string_view LinearModule::name() const {
    const std::string_view whole = pattern;
    const auto dot = whole.rfind('.');
    return dot == std::string_view::npos ? whole : whole.substr(dot + 1);
}

std::vector<WeightEntry> weightsOf(const ModelShape& shape) {
    const Family* family = familyOfShape(shape);
    return family ? family->weights(shape) : std::vector<WeightEntry>{};
}

std::vector<LinearModule> linearsOf(const ModelShape& shape) {
    const Family* family = familyOfShape(shape);
    return family ? family->linears(shape) : std::vector<LinearModule>{};
}

std::optional<WeightEntry> weightOf(const ModelShape& shape, Role role) {
    for (WeightEntry& entry : weightsOf(shape))
        if (entry.role == role)
            return std::move(entry);
    return std::nullopt;
}

std::int64_t parameterCount(const ModelShape& shape) {
    std::int64_t count = 0;
    for (const WeightEntry& entry : weightsOf(shape)) {
        std::int64_t elements = 1;
        for (const std::int64_t size : entry.shape)
            elements *= size;
        count += entry.scope == Scope::Layer ? elements * shape.layers : elements;
    }
    return count;
}

std::vector<std::string> defaultLoraTargets(const ModelShape& shape) {
    std::vector<std::string> names;
    if (const Family* family = familyOfShape(shape))
        names.assign(family->defaultLoraTargets.begin(), family->defaultLoraTargets.end());
    return names;
}

std::vector<std::string> allLinearTargets(const ModelShape& shape) {
    std::vector<std::string> names;
    for (const LinearModule& module : linearsOf(shape)) {
        const std::string name(module.name());
        if (module.linear != Linear::Head && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    }
    return names;
}

std::vector<std::string> spellingsOf(const ModelShape& shape, const WeightEntry& entry, std::int64_t layer) {
    std::vector<std::string> names{entry.name(layer)};
    const Family* family = familyOfShape(shape);
    if (family && !family->optionalPrefix.empty() && names.front().starts_with(family->optionalPrefix))
        names.push_back(names.front().substr(family->optionalPrefix.size()));
    return names;
}

program::ValueId emitBody(program::Builder& builder, const ModelShape& shape) {
    return familyOfShape(shape)->emitBody(builder, shape);
}

program::ValueId emitHead(program::Builder& builder, const ModelShape& shape, program::ValueId rows) {
    return familyOfShape(shape)->emitHead(builder, shape, rows);
}

bool isIgnoredTensor(const ModelShape& shape, std::string_view name) {
    const Family* family = familyOfShape(shape);
    if (!family)
        return false;
    if (shape.tiedEmbeddings && name == "lm_head.weight")
        return true;
    return std::any_of(family->ignoredEndings.begin(), family->ignoredEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

} // namespace luthier::families

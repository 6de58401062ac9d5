#include "adapter_config.h"

#include "pattern.h"

#include <families/family.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace luthier::files {

namespace {

using families::LinearModule;
using families::ModelShape;

/// `.`+entry at the end of the path, as PEFT matches names.
bool endsWithModule(std::string_view path, std::string_view entry) {
    return path.size() > entry.size() && path.ends_with(entry) && path[path.size() - entry.size() - 1] == '.';
}

/// What target_modules and layers_to_transform say of a path; expressions are compiled once.
struct Selector {
    bool allLinear = false;
    std::vector<std::string> names;
    std::optional<Pattern> whole;
    std::vector<std::int64_t> layers;
    std::vector<Pattern> layerOf;

    Result<bool> layerChosen(std::string_view path) const {
        for (const Pattern& pattern : layerOf) {
            TRY(const std::string number, pattern.firstGroup(path));
            if (number.empty())
                continue;
            const auto isThis = [&](std::int64_t layer) {
                return std::to_string(layer) == number;
            };
            return std::any_of(layers.begin(), layers.end(), isThis);
        }
        return false;
    }

    Result<bool> chooses(std::string_view path) const {
        if (whole)
            return whole->matchesStart(path);
        if (std::find(names.begin(), names.end(), path) != names.end())
            return true;
        const auto ends = [&](const std::string& name) {
            return endsWithModule(path, name);
        };
        if (std::none_of(names.begin(), names.end(), ends))
            return false;
        return layers.empty() ? Result<bool>(true) : layerChosen(path);
    }
};

Result<Selector> selectorOf(const AdapterConfig& config, const ModelShape& shape) {
    Selector selector;
    if (const auto* list = std::get_if<std::vector<std::string>>(&config.targetModules.value)) {
        // A config without targets means PEFT's own for the model type.
        selector.names = list->empty() ? families::defaultLoraTargets(shape) : *list;
    } else if (const auto& text = std::get<std::string>(config.targetModules.value); text == "all-linear") {
        selector.allLinear = true;
    } else {
        TRY(selector.whole, Pattern::compile("(?:" + text + ")\\z"));
    }
    selector.layers = config.layersToTransform;
    if (!selector.layers.empty() && config.layersPattern.empty()) {
        TRY(Pattern pattern, Pattern::compile(R"(.*?\.[^.]*\.(\d+)\.)"));
        selector.layerOf.push_back(std::move(pattern));
    }
    for (const std::string& name : config.layersPattern) {
        TRY(Pattern pattern, Pattern::compile("(?:^|.*?\\.)(?:" + name + R"()\.(\d+)\.)"));
        selector.layerOf.push_back(std::move(pattern));
    }
    return selector;
}

/// rank_pattern or alpha_pattern, compiled: the first key that matches the end of a path wins.
template <class Value>
class Overrides {
public:
    static Result<Overrides> compile(const std::vector<std::pair<std::string, Value>>& pattern) {
        Overrides overrides;
        for (const auto& [key, value] : pattern) {
            TRY(Pattern compiled, Pattern::compile("(?:.*\\.)?(?:" + key + ")$"));
            overrides.m_entries.emplace_back(std::move(compiled), value);
        }
        return overrides;
    }

    Result<Value> of(std::string_view path, Value absent) const {
        for (const auto& [pattern, value] : m_entries) {
            TRY(const bool found, pattern.matchesStart(path));
            if (found)
                return value;
        }
        return absent;
    }

private:
    std::vector<std::pair<Pattern, Value>> m_entries;
};

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

Status refuseEmbeddings(const Selector& selector, const ModelShape& shape) {
    if (selector.allLinear)
        return {};
    for (const std::string& path : families::embeddingsOf(shape)) {
        TRY(const bool chosen, selector.chooses(path));
        if (chosen)
            return refused("adapter.embedding_not_yet").with("module", path);
    }
    if (shape.tiedEmbeddings) {
        const std::string head(families::outputModule(shape));
        TRY(const bool chosen, selector.chooses(head));
        if (chosen)
            return refused("adapter.tied_head_not_yet").with("module", head);
    }
    return {};
}

} // namespace

Result<std::vector<AdapterTarget>> resolveTargets(const AdapterConfig& config, const ModelShape& shape) {
    TRY(const Selector selector, selectorOf(config, shape));
    TRY(const auto ranks, Overrides<std::int64_t>::compile(config.rankPattern));
    TRY(const auto alphas, Overrides<double>::compile(config.alphaPattern));
    TRY_VOID(refuseEmbeddings(selector, shape));
    std::vector<AdapterTarget> targets;
    for (LinearModule& module : families::linearsOf(shape)) {
        TRY(const bool chosen,
            selector.allLinear ? Result<bool>(!module.isOutput) : selector.chooses(module.path));
        if (!chosen)
            continue;
        AdapterTarget target;
        TRY(target.rank, ranks.of(module.path, config.r));
        TRY(target.alpha, alphas.of(module.path, config.loraAlpha));
        const auto rank = static_cast<double>(target.rank);
        target.scaling = target.alpha / (config.useRslora ? std::sqrt(rank) : rank);
        target.module = std::move(module);
        targets.push_back(std::move(target));
    }
    if (targets.empty())
        return refused("adapter.no_target")
            .with("family", shape.family)
            .with("modules", joined(families::allLinearTargets(shape)))
            .field("target_modules");
    return targets;
}

} // namespace luthier::files

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

bool isNamedBy(const std::vector<std::string>& names, std::string_view path) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return path == name || endsWithModule(path, name); });
}

/// Names that a path is or ends with, or an expression over all of it; nothing: no path.
struct Matcher {
    std::vector<std::string> names;
    std::optional<Pattern> whole;

    static Result<Matcher> of(const TargetModules& modules) {
        Matcher matcher;
        if (const auto* list = std::get_if<std::vector<std::string>>(&modules.value)) {
            matcher.names = *list;
        } else {
            TRY(matcher.whole, Pattern::compile("(?:" + std::get<std::string>(modules.value) + ")\\z"));
        }
        return matcher;
    }

    Result<bool> matches(std::string_view path) const {
        return whole ? whole->matchesStart(path) : Result<bool>(isNamedBy(names, path));
    }
};

/// What target_modules and layers_to_transform say of a path; expressions are compiled once.
struct Selector {
    bool allLinear = false;
    std::vector<std::string> names;
    std::optional<Pattern> whole;
    std::vector<std::int64_t> layers;
    std::vector<Pattern> layerOf;
    Matcher excluded;
    std::vector<Pattern> trainedWhole; ///< PEFT puts no adapter on those, nor on what is below them

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

    Result<bool> leavesOut(std::string_view path) const {
        TRY(bool out, excluded.matches(path));
        for (const Pattern& pattern : trainedWhole) {
            TRY(const bool within, pattern.matchesStart(path));
            out = out || within;
        }
        return out;
    }

    /// "all-linear": all but what makes the logits.
    Result<bool> choosesLinear(const LinearModule& module) const {
        TRY(const bool out, leavesOut(module.path));
        return !out && !module.isOutput;
    }

    Result<bool> chooses(std::string_view path) const {
        TRY(const bool out, leavesOut(path));
        if (out)
            return false;
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
    TRY(selector.excluded, Matcher::of(config.excludeModules));
    for (const std::string& name : config.modulesToSave) {
        TRY(Pattern pattern, Pattern::compile("(^|.*\\.)" + name + "($|\\..*)"));
        selector.trainedWhole.push_back(std::move(pattern));
    }
    if (const auto* list = std::get_if<std::vector<std::string>>(&config.targetModules.value)) {
        // A config without targets means PEFT's own for the model type.
        selector.names = !list->empty()                    ? *list
                         : config.kind == AdapterKind::Ia3 ? families::defaultIa3Targets(shape)
                                                           : families::defaultLoraTargets(shape);
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

Status refuseTiedHead(const Selector& selector, const ModelShape& shape) {
    if (selector.allLinear || !shape.tiedEmbeddings)
        return {};
    const std::string head(families::outputModule(shape));
    TRY(const bool chosen, selector.chooses(head));
    if (chosen)
        return refused("adapter.tied_head_not_yet").with("module", head);
    return {};
}

/// The tables that ids are looked up in, among the targets.
Result<std::vector<LinearModule>> chosenTables(const Selector& selector, const AdapterConfig& config,
                                               const ModelShape& shape) {
    std::vector<LinearModule> tables;
    if (selector.allLinear)
        return tables;
    const std::vector<families::WeightEntry> weights = families::weightsOf(shape);
    for (const std::string& path : families::embeddingsOf(shape)) {
        TRY(const bool chosen, selector.chooses(path));
        if (!chosen)
            continue;
        const auto weight = std::find_if(weights.begin(), weights.end(),
                                         [&](const auto& entry) { return entry.name == path + ".weight"; });
        if (config.kind != AdapterKind::Lora || config.useDora || config.loraBias ||
            weight == weights.end() || shape.kind == families::ModelKind::EncoderDecoder)
            return refused("adapter.embedding_not_yet").with("module", path);
        tables.push_back(
            {path, -1, weight->shape[0], weight->shape[1], families::LinearLayout::OutIn, weight->name});
    }
    return tables;
}

/// Those of IA³ whose inputs are scaled.
Result<Matcher> feedForwardOf(const AdapterConfig& config, const ModelShape& shape) {
    TRY(Matcher matcher, Matcher::of(config.feedforwardModules));
    const auto* targets = std::get_if<std::vector<std::string>>(&config.targetModules.value);
    if (!matcher.whole && matcher.names.empty() && targets && targets->empty())
        matcher.names = families::defaultIa3FeedForward(shape);
    return matcher;
}

Error noTarget(const ModelShape& shape) {
    return refused("adapter.no_target")
        .with("family", shape.family)
        .with("modules", joined(families::allLinearTargets(shape)))
        .field("target_modules");
}

} // namespace

Result<std::vector<AdapterTarget>> resolveTargets(const AdapterConfig& config, const ModelShape& shape) {
    TRY(const Selector selector, selectorOf(config, shape));
    TRY(const auto ranks, Overrides<std::int64_t>::compile(config.rankPattern));
    TRY(const auto alphas, Overrides<double>::compile(config.alphaPattern));
    TRY(const Matcher feedForward, feedForwardOf(config, shape));
    TRY_VOID(refuseTiedHead(selector, shape));
    TRY(std::vector<LinearModule> modules, chosenTables(selector, config, shape));
    const std::size_t tables = modules.size();
    for (LinearModule& module : families::linearsOf(shape)) {
        TRY(const bool all,
            selector.allLinear ? selector.choosesLinear(module) : selector.chooses(module.path));
        if (all)
            modules.push_back(std::move(module));
    }
    std::vector<AdapterTarget> targets;
    for (LinearModule& module : modules) {
        AdapterTarget target;
        TRY(target.rank, ranks.of(module.path, config.r));
        TRY(target.alpha, alphas.of(module.path, config.loraAlpha));
        TRY(target.feedForward, feedForward.matches(module.path));
        const auto rank = static_cast<double>(target.rank);
        target.scaling = target.alpha / (config.useRslora ? std::sqrt(rank) : rank);
        target.dora = config.useDora;
        target.bias = config.loraBias;
        target.isTable = targets.size() < tables;
        target.module = std::move(module);
        targets.push_back(std::move(target));
    }
    if (targets.empty())
        return noTarget(shape);
    return targets;
}

} // namespace luthier::files

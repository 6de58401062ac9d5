#include "model_tensors.h"

#include "family.h"

#include <algorithm>

namespace luthier::families {

namespace {

/// From ids to logits.
program::Program forwardOf(const ModelShape& shape) {
    program::Program program;
    if (!familyNamed(shape.family))
        return program;
    program::Builder builder(program);
    const program::ValueId hidden = emitBody(builder, shape);
    builder.enter("head");
    emitHead(builder, shape, hidden);
    return program;
}

/// The module makes the logits, or is part of what does.
bool speaks(const ModelShape& shape, std::string_view module) {
    const std::string_view output = outputModule(shape);
    return module == output || (shape.hasLabels() && module.starts_with(std::string(output) + "."));
}

} // namespace

std::string_view LinearModule::name() const {
    const std::string_view whole = path;
    const auto dot = whole.rfind('.');
    return dot == std::string_view::npos ? whole : whole.substr(dot + 1);
}

std::vector<WeightEntry> weightsOf(const ModelShape& shape) {
    const program::Program program = forwardOf(shape);
    std::vector<WeightEntry> entries;
    for (const program::ValueId id : program::weightsOf(program))
        entries.push_back({program[id].name, program[id].shape, program[id].rate == 0.0});
    return entries;
}

std::vector<LinearModule> linearsOf(const ModelShape& shape) {
    const program::Program program = forwardOf(shape);
    std::vector<LinearModule> modules;
    for (const program::Step& step : program.steps) {
        if (step.kind != program::OpKind::Linear)
            continue;
        const auto& how = step.as<program::LinearAttributes>();
        const std::string& weight = program[step.operands[1]].name;
        // A tied head is a product, though no module that has a weight of its own.
        if (program::moduleOf(weight) != how.module)
            continue;
        modules.push_back({how.module, program::layerOf(program.region(step)),
                           program[step.operands[0]].columns, program[step.results[0].value].columns,
                           how.layout, weight, speaks(shape, how.module),
                           program::isQuantisable(program, step)});
    }
    return modules;
}

std::vector<std::string> embeddingsOf(const ModelShape& shape) {
    const program::Program program = forwardOf(shape);
    std::vector<std::string> modules;
    for (const program::Step& step : program.steps)
        if (step.kind == program::OpKind::Embed)
            modules.emplace_back(program::moduleOf(program[step.operands[0]].name));
    return modules;
}

std::int64_t parameterCount(const ModelShape& shape) {
    std::int64_t count = 0;
    const program::Program program = forwardOf(shape);
    for (const program::ValueId id : program::weightsOf(program))
        count += program[id].rate == 0.0 ? 0 : program[id].elements();
    return count;
}

namespace {

std::vector<std::string> textsOf(std::span<const std::string_view> names) {
    return {names.begin(), names.end()};
}

} // namespace

std::vector<std::string> defaultLoraTargets(const ModelShape& shape) {
    const Family* family = familyNamed(shape.family);
    return family ? textsOf(family->defaultLoraTargets) : std::vector<std::string>();
}

std::vector<std::string> defaultIa3Targets(const ModelShape& shape) {
    const Family* family = familyNamed(shape.family);
    return family ? textsOf(family->ia3.targets) : std::vector<std::string>();
}

std::vector<std::string> defaultIa3FeedForward(const ModelShape& shape) {
    const Family* family = familyNamed(shape.family);
    return family ? textsOf(family->ia3.feedForward) : std::vector<std::string>();
}

std::vector<std::string> allLinearTargets(const ModelShape& shape) {
    const std::vector<std::string> whole = headModules(shape);
    const auto trainsWhole = [&](const LinearModule& module) {
        return module.isOutput || std::find(whole.begin(), whole.end(), module.path) != whole.end();
    };
    const std::vector<LinearModule> modules = linearsOf(shape);
    std::vector<std::string> names;
    for (const LinearModule& module : modules) {
        if (trainsWhole(module))
            continue;
        std::string name(module.name());
        const bool shared = std::any_of(modules.begin(), modules.end(), [&](const LinearModule& other) {
            return trainsWhole(other) && other.name() == name;
        });
        if (shared && module.path.size() > name.size() + 1)
            name = module.path.substr(module.path.rfind('.', module.path.size() - name.size() - 2) + 1);
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
    }
    return names;
}

} // namespace luthier::families

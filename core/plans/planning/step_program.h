#pragma once

#include <footprint/program_layout.h>
#include <program/program.h>
#include <recipe/recipe.h>

#include <span>
#include <vector>

namespace luthier::planning {

/// What the adapters of StepSettings are multiplied by, one a slot, and the dropout on their inputs.
struct AdapterStrength {
    std::vector<double> scaling;
    double dropout = 0.0;
};

/// The dropout of a recipe; scaling changes no memory.
AdapterStrength dropoutOf(const recipe::Recipe& recipe);

/// The step that these settings describe: family, objective, method, passes, layout.
footprint::CompiledStep compileStep(const families::ModelShape& shape,
                                    const footprint::StepSettings& settings,
                                    const AdapterStrength& adapters = {});

/// A text that grows, with its caches; the program's output are the logits behind the rows that are asked
/// for.
footprint::CompiledStep compileGeneration(const families::ModelShape& shape,
                                          const footprint::GenerationSettings& settings,
                                          const AdapterStrength& adapters = {});

/// The parts of compileStep, for tests.
program::Program stepProgram(const families::ModelShape& shape, const footprint::StepSettings& settings,
                             const AdapterStrength& adapters = {});
footprint::Extents extentsOf(const footprint::StepSettings& settings);

} // namespace luthier::planning

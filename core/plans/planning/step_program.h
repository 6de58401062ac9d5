#pragma once

#include <footprint/program_layout.h>
#include <program/program.h>

#include <span>
#include <vector>

namespace luthier::planning {

/// What the adapters of StepSettings are multiplied by, one a slot, and the dropout on their inputs.
struct AdapterStrength {
    std::vector<double> scaling;
    double dropout = 0.0;
};

/// The step that these settings describe, lowered: family, objective, method, passes.
program::Program stepProgram(const families::ModelShape& shape, const footprint::StepSettings& settings,
                             const AdapterStrength& adapters = {});

/// Rows that the settings have room for.
footprint::Extents extentsOf(const footprint::StepSettings& settings);

/// What trains, in the order of footprint::parametersOf.
std::vector<program::ValueId> parameterOrder(const program::Program& program,
                                             const families::ModelShape& shape,
                                             const footprint::StepSettings& settings);

} // namespace luthier::planning

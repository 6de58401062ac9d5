#pragma once

#include <families/family.h>
#include <planning/step_program.h>

#include <string>
#include <vector>

namespace luthier::program::tests {

/// A small shape of each family that differs in all its sizes, with grouped heads where the family can.
families::ModelShape smallShape(const std::string& family);
/// The widths of the 0.1b shapes of the speed tables, on four layers.
families::ModelShape largerShape(const std::string& family, std::int64_t kvHeads);

/// Settings of a step with this much room; adapters on every linear layer, or on those of the upper half.
enum class Adapted { All, UpperHalf };
footprint::StepSettings settingsOf(const families::ModelShape& shape, footprint::Tuning tuning,
                                   Adapted adapted = Adapted::All);

/// All settings that a step of today can have, each with a name.
struct Case {
    std::string name;
    families::ModelShape shape;
    footprint::StepSettings settings;
    double dropout = 0.0;
};
std::vector<Case> allCases(const std::vector<families::ModelShape>& shapes);

} // namespace luthier::program::tests

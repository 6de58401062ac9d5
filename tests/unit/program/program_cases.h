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

/// LoRA on every linear layer and the head, or on those of the upper half and the head.
enum class Adapted { All, UpperHalf };
methods::Method loraOn(const families::ModelShape& shape, Adapted adapted = Adapted::All,
                       double dropout = 0.0);

/// Settings of a step with this much room.
enum class Tuned { Nothing, Adapters, All };
planning::StepSettings settingsOf(const families::ModelShape& shape, Tuned tuned,
                                  Adapted adapted = Adapted::All, double dropout = 0.0);

/// All settings that a step of today can have, each with a name.
struct Case {
    std::string name;
    families::ModelShape shape;
    planning::StepSettings settings;
};
std::vector<Case> allCases(const std::vector<families::ModelShape>& shapes);

} // namespace luthier::program::tests

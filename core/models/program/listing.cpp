#include "listing.h"

#include "op_traits.h"

namespace luthier::program {
namespace {

std::string_view phaseName(Phase phase) {
    return phase == Phase::Forward ? "forward" : phase == Phase::Recompute ? "recompute" : "backward";
}

std::string nameOf(const Program& program, ValueId id) {
    const Value& value = program[id];
    const bool shown = value.axis != Axis::None && value.axis != Axis::Tokens;
    return shown ? value.name + ":" + std::string(axisName(value.axis)) : value.name;
}

void append(std::string& list, const std::string& name) {
    list += (list.empty() ? "" : ", ") + name;
}

} // namespace

std::string lineOf(const Program& program, std::size_t index) {
    const Step& step = program.steps[index];
    std::string results;
    for (const Result& result : step.results)
        if (result.value != kNone)
            append(results, nameOf(program, result.value) + (result.addend != kNone ? " +=" : ""));
    std::string operands;
    for (const ValueId operand : step.operands)
        if (operand != kNone)
            append(operands, nameOf(program, operand));
    std::string line = std::to_string(index) + " " + std::string(traitsOf(step.kind).name) + " " + results;
    return operands.empty() ? line : line + " <- " + operands;
}

std::string listingOf(const Program& program) {
    std::string text;
    const Step* last = nullptr;
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
        const Step& step = program.steps[i];
        if (!last || last->region != step.region || last->phase != step.phase || last->loop != step.loop) {
            text += std::string(phaseName(step.phase)) + " of " + program.region(step);
            text += step.loop == kNoLoop ? "\n" : ", once a chunk of rows\n";
        }
        text += "  " + lineOf(program, i) + "\n";
        last = &step;
    }
    return text;
}

} // namespace luthier::program

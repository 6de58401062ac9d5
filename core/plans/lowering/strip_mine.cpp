#include "passes.h"

#include <program/op_traits.h>

#include <algorithm>

namespace luthier::lowering {

using program::Axis;
using program::Program;
using program::Step;
using program::ValueId;

namespace {

/// Hangs on weights alone, and not on rows.
bool isInvariant(const Program& program, const Step& step) {
    const bool ofWeights = std::all_of(step.operands.begin(), step.operands.end(), [&](ValueId operand) {
        return operand != program::kNone && (program[operand].kind == program::Kind::Weight ||
                                             program[operand].kind == program::Kind::Parameter);
    });
    return ofWeights && !step.operands.empty() && program[step.results[0].value].axis == Axis::None;
}

/// The values that are alive behind a loop, whatever it reads of them: outputs.
std::vector<char> outputsOf(const Program& program) {
    std::vector<char> leaves(program.values.size());
    for (const ValueId output : program.outputs)
        leaves[static_cast<std::size_t>(output)] = !program.readByChunk;
    return leaves;
}

/// Makes the steps [first, last) a loop; what hangs on weights alone goes in front of it.
void loopOver(Program& program, std::size_t first, std::size_t last, program::LoopId loop) {
    const auto at = [&](std::size_t step) {
        return program.steps.begin() + static_cast<std::ptrdiff_t>(step);
    };
    const auto looped = std::stable_partition(at(first), at(last),
                                              [&](const Step& step) { return isInvariant(program, step); });
    const auto begin = static_cast<std::int32_t>(looped - program.steps.begin());
    const auto end = static_cast<std::int32_t>(last);
    const auto readers = readersOf(program);
    std::vector<char> leaves = outputsOf(program);
    for (std::int32_t i = end; i-- > begin;) {
        Step& step = program.steps[static_cast<std::size_t>(i)];
        step.loop = loop;
        for (const program::Result& result : step.results) {
            if (result.value == program::kNone)
                continue;
            const auto value = static_cast<std::size_t>(result.value);
            const auto& reading = readers[value];
            const bool inside = reading.empty() || (reading.front() >= begin && reading.back() < end);
            if (program[result.value].axis == program.chunkAxis && inside && !leaves[value])
                program[result.value].axis = Axis::Chunk;
            else if (result.addend != program::kNone)
                leaves[static_cast<std::size_t>(result.addend)] = 1; // all versions of it live outside
        }
    }
}

} // namespace

void stripMineHead(Program& program) {
    const auto isHead = [&](std::size_t step) {
        return program.region(program.steps[step]) == "head";
    };
    program::LoopId loop = 0;
    for (std::size_t first = 0; first < program.steps.size(); ++first) {
        if (!isHead(first))
            continue;
        std::size_t last = first;
        while (last < program.steps.size() && isHead(last))
            ++last;
        loopOver(program, first, last, loop++);
        first = last;
    }
}

} // namespace luthier::lowering

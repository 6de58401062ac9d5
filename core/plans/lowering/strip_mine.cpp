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

} // namespace

void stripMineHead(Program& program) {
    const auto isHead = [&](const Step& step) {
        return program.region(step) == "head";
    };
    const auto first = std::find_if(program.steps.begin(), program.steps.end(), isHead);
    const auto last = std::find_if(program.steps.rbegin(), program.steps.rend(), isHead).base();
    if (first == program.steps.end())
        return;
    const auto looped =
        std::stable_partition(first, last, [&](const Step& step) { return isInvariant(program, step); });
    const auto begin = static_cast<std::int32_t>(looped - program.steps.begin());
    const auto end = static_cast<std::int32_t>(last - program.steps.begin());
    const auto readers = readersOf(program);
    std::vector<char> leaves(program.values.size()); // the loop: the values that are alive behind it
    for (const ValueId output : program.outputs)
        leaves[static_cast<std::size_t>(output)] = !program.readByChunk;
    for (std::int32_t i = end; i-- > begin;) {
        Step& step = program.steps[static_cast<std::size_t>(i)];
        step.loop = 0;
        for (const program::Result& result : step.results) {
            if (result.value == program::kNone)
                continue;
            const auto at = static_cast<std::size_t>(result.value);
            const auto& reading = readers[at];
            const bool inside = reading.empty() || (reading.front() >= begin && reading.back() < end);
            if (program[result.value].axis == program.chunkAxis && inside && !leaves[at])
                program[result.value].axis = Axis::Chunk;
            else if (result.addend != program::kNone)
                leaves[static_cast<std::size_t>(result.addend)] = 1; // all versions of it live outside
        }
    }
}

} // namespace luthier::lowering

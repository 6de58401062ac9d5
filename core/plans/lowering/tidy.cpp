#include "passes.h"

#include <program/op_traits.h>

#include <algorithm>

namespace luthier::lowering {

using program::kNone;
using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

void dropUnread(Program& program) {
    std::vector<char> read(program.values.size());
    for (const ValueId output : program.outputs)
        read[static_cast<std::size_t>(output)] = 1;
    std::vector<char> kept(program.steps.size());
    for (std::size_t i = program.steps.size(); i-- > 0;) {
        Step& step = program.steps[i];
        for (const program::Result& result : step.results)
            kept[i] = kept[i] || (result.value != kNone && (read[static_cast<std::size_t>(result.value)] ||
                                                            program[result.value].isPersistent()));
        for (std::size_t r = 0; r < step.results.size(); ++r) {
            program::Result& result = step.results[r];
            if (result.value != kNone && !read[static_cast<std::size_t>(result.value)] &&
                !program[result.value].isPersistent() && !traitsOf(step.kind).mustWrite(r))
                result = {};
        }
        if (kept[i])
            forEachRead(step, [&](ValueId id) { read[static_cast<std::size_t>(id)] = 1; });
    }
    std::size_t i = 0;
    std::erase_if(program.steps, [&](const Step&) { return !kept[i++]; });
}

void fuseResidualNorms(Program& program) {
    std::vector<Step> steps;
    for (Step& step : program.steps) {
        Step* last = steps.empty() ? nullptr : &steps.back();
        if (last && step.kind == OpKind::Norm && last->kind == OpKind::Add &&
            last->results[0].value == step.operands[0] && last->loop == step.loop) {
            const program::Result sum = last->results[0];
            *last = {OpKind::ResidualNorm,
                     {last->operands[0], last->operands[1], step.operands[1], step.operands[2]},
                     {sum, step.results[0], step.results[1]},
                     step.attributes,
                     step.region,
                     step.phase,
                     step.loop};
        } else {
            steps.push_back(std::move(step));
        }
    }
    program.steps = std::move(steps);
}

void copyWhatIsAddedTo(Program& program) {
    const auto readers = readersOf(program);
    std::vector<Step> steps;
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
        Step& step = program.steps[i];
        for (program::Result& result : step.results) {
            if (result.addend == kNone || program[result.addend].isPersistent())
                continue;
            const auto& reading = readers[static_cast<std::size_t>(result.addend)];
            if (reading.back() <= static_cast<std::int32_t>(i))
                continue;
            program::Value own = program[result.addend];
            own.name += "&" + std::to_string(i);
            const ValueId copy = program.add(std::move(own));
            steps.push_back(
                {OpKind::Copy, {result.addend}, {{copy, kNone}}, {}, step.region, step.phase, step.loop});
            result.addend = copy;
        }
        steps.push_back(std::move(step));
    }
    program.steps = std::move(steps);
}

} // namespace luthier::lowering

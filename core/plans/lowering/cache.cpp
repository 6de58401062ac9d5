#include "passes.h"

#include <array>
#include <utility>

namespace luthier::lowering {

using program::OpKind;
using program::Step;
using program::ValueId;

namespace {

/// Appends what puts an operand of the step into the cache, which the step then reads.
void keep(program::Program& program, std::vector<Step>& steps, Step& step, std::size_t operand, OpKind how,
          program::Value cache) {
    const ValueId kept = program.add(std::move(cache));
    steps.push_back(
        {how, {step.operands[operand]}, {{kept, program::kNone}}, {}, step.region, step.phase, step.loop});
    step.operands[operand] = kept;
}

} // namespace

void cacheKeysAndValues(program::Program& program) {
    constexpr std::array kKeyAndValue{std::pair{std::size_t{1}, ".key_cache"},
                                      std::pair{std::size_t{2}, ".value_cache"}};
    std::vector<Step> steps;
    for (Step& step : program.steps) {
        const bool reads = step.kind == OpKind::Attention;
        const bool ofSource = reads && program[step.operands[1]].axis == program::Axis::Source;
        if (reads && !ofSource) {
            std::get<program::AttentionAttributes>(step.attributes).cached = true;
            for (const auto& [operand, name] : kKeyAndValue)
                keep(program, steps, step, operand, OpKind::StoreRows,
                     {program.region(step) + name, program::Kind::Cache, program::Axis::Cached,
                      program[step.operands[operand]].columns});
        }
        // Keys and values of a source do not grow: they are made once, and copied where they stay.
        if (ofSource && program[step.operands[0]].axis != program::Axis::Source)
            for (const auto& [operand, name] : kKeyAndValue)
                keep(program, steps, step, operand, OpKind::Copy,
                     {program.region(step) + ".cross" + name, program::Kind::Cache, program::Axis::Source,
                      program[step.operands[operand]].columns});
        steps.push_back(std::move(step));
    }
    program.steps = std::move(steps);
}

void keepLengths(program::Program& program) {
    for (const Step& step : program.steps)
        if (step.kind == OpKind::RowLengths)
            program[step.results[0].value].kind = program::Kind::Cache;
}

} // namespace luthier::lowering

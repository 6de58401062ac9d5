#include "passes.h"

namespace luthier::lowering {

using program::OpKind;
using program::Step;
using program::ValueId;

void cacheKeysAndValues(program::Program& program) {
    std::vector<Step> steps;
    for (Step& step : program.steps) {
        const bool reads = step.kind == OpKind::Attention;
        const bool crosses = reads && program[step.operands[1]].axis == program::Axis::Source;
        // Keys and values of a source do not grow: they are made once, and copied where they stay.
        if (crosses && program[step.operands[0]].axis != program::Axis::Source)
            for (const std::size_t operand : {1, 2}) {
                program::Value kept = program[step.operands[operand]];
                kept.name += "_kept";
                kept.kind = program::Kind::Cache;
                const ValueId cache = program.add(std::move(kept));
                steps.push_back({OpKind::Copy,
                                 {step.operands[operand]},
                                 {{cache, program::kNone}},
                                 {},
                                 step.region,
                                 step.phase,
                                 step.loop});
                step.operands[operand] = cache;
            }
        if (reads && !crosses) {
            std::get<program::AttentionAttributes>(step.attributes).cached = true;
            for (const auto& [operand, name] :
                 {std::pair{std::size_t{1}, ".key_cache"}, {std::size_t{2}, ".value_cache"}}) {
                const ValueId cache =
                    program.add({program.region(step) + name, program::Kind::Cache, program::Axis::Cached,
                                 program[step.operands[operand]].columns});
                steps.push_back({OpKind::StoreRows,
                                 {step.operands[operand]},
                                 {{cache, program::kNone}},
                                 {},
                                 step.region,
                                 step.phase,
                                 step.loop});
                step.operands[operand] = cache;
            }
        }
        steps.push_back(std::move(step));
    }
    program.steps = std::move(steps);
}

} // namespace luthier::lowering

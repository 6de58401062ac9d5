#include "passes.h"

#include <array>
#include <unordered_map>
#include <utility>

namespace luthier::lowering {

using program::OpKind;
using program::Step;
using program::ValueId;

namespace {

/// Puts operands of steps into caches, each once, whichever layers read it.
class Keeping {
public:
    explicit Keeping(program::Program& program)
        : m_program(program) {}

    /// Appends what puts the operand there; the step then reads the cache.
    void keep(std::vector<Step>& steps, Step& step, std::size_t operand, OpKind how, program::Value cache) {
        const auto [kept, isNew] = m_kept.try_emplace(step.operands[operand], program::kNone);
        if (isNew) {
            kept->second = m_program.add(std::move(cache));
            steps.push_back({how,
                             {step.operands[operand]},
                             {{kept->second, program::kNone}},
                             {},
                             step.region,
                             step.phase,
                             step.loop});
        }
        step.operands[operand] = kept->second;
    }

private:
    program::Program& m_program;
    std::unordered_map<ValueId, ValueId> m_kept; ///< by what is put there
};

/// What a step that looks back by a state keeps of the text: the last rows of a convolution, or a matrix a
/// head.
program::Value stateOf(const program::Program& program, const Step& step) {
    program::Value state{program.region(step) + ".", program::Kind::Cache};
    if (step.kind == OpKind::Convolution) {
        state.name += "convolution_state";
        const std::vector<std::int64_t>& weight = program[step.operands[1]].shape;
        state.shape = {weight[2] - 1, weight[0]};
    } else {
        state.name += "delta_state";
        const std::int64_t heads = step.as<program::DeltaRuleAttributes>().keyHeads;
        state.shape = {heads, program[step.operands[0]].columns / heads,
                       program[step.operands[2]].columns / heads};
    }
    return state;
}

} // namespace

void cacheKeysAndValues(program::Program& program) {
    constexpr std::array kKeyAndValue{std::pair{std::size_t{1}, ".key_cache"},
                                      std::pair{std::size_t{2}, ".value_cache"}};
    std::vector<Step> steps;
    Keeping keeping(program);
    for (Step& step : program.steps) {
        const bool reads = step.kind == OpKind::Attention;
        const bool ofSource = reads && program[step.operands[1]].axis == program::Axis::Source;
        if (reads && !ofSource) {
            std::get<program::AttentionAttributes>(step.attributes).cached = true;
            for (const auto& [operand, name] : kKeyAndValue)
                keeping.keep(steps, step, operand, OpKind::StoreRows,
                             {program.region(step) + name, program::Kind::Cache, program::Axis::Cached,
                              program[step.operands[operand]].columns});
        }
        if (step.kind == OpKind::Convolution || step.kind == OpKind::DeltaRule) {
            const ValueId state = program.add(stateOf(program, step));
            step.results.push_back({state, state});
        }
        // Keys and values of a source do not grow: they are made once, and copied where they stay.
        if (ofSource && program[step.operands[0]].axis != program::Axis::Source)
            for (const auto& [operand, name] : kKeyAndValue)
                keeping.keep(steps, step, operand, OpKind::Copy,
                             {program.region(step) + ".cross" + name, program::Kind::Cache,
                              program::Axis::Source, program[step.operands[operand]].columns});
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

#include "rewriting.h"

#include <utility>

namespace luthier::methods {

Rewriting::Rewriting(program::Program& program)
    : m_program(program)
    , m_before(std::exchange(program.steps, {})) {
    m_renamed.resize(program.values.size(), program::kNone);
}

program::ValueId Rewriting::renamed(program::ValueId id) const {
    const auto at = static_cast<std::size_t>(id);
    return id == program::kNone || at >= m_renamed.size() || m_renamed[at] == program::kNone ? id
                                                                                             : m_renamed[at];
}

void Rewriting::rename(program::ValueId from, program::ValueId to) {
    m_renamed[static_cast<std::size_t>(from)] = to;
}

void Rewriting::run(const std::function<void(program::Step)>& visit) {
    for (program::Step& step : m_before) {
        for (program::ValueId& operand : step.operands)
            operand = renamed(operand);
        for (program::Result& result : step.results)
            result.addend = renamed(result.addend);
        visit(std::move(step));
    }
    for (program::ValueId& output : m_program.outputs)
        output = renamed(output);
}

} // namespace luthier::methods

#include "passes.h"

#include <program/op_traits.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace luthier::lowering {
namespace {

using program::kNone;
using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

/// The steps in front of a gather whose every result is read by it or by others of them.
std::vector<char> movedBehind(const Program& program, std::size_t gather) {
    const auto readers = readersOf(program);
    std::vector<char> moved(program.steps.size());
    moved[gather] = 1;
    for (std::size_t i = gather; i-- > 0;) {
        const Step& step = program.steps[i];
        bool isRead = false;
        bool allMoved = traitsOf(step.kind).rowWise;
        forEachWritten(step, [&](ValueId id) {
            for (const std::int32_t reader : readers[static_cast<std::size_t>(id)]) {
                isRead = true;
                allMoved = allMoved && moved[static_cast<std::size_t>(reader)];
            }
        });
        moved[i] = isRead && allMoved;
    }
    return moved;
}

class Narrowing {
public:
    Narrowing(Program& program, std::size_t gather)
        : m_program(program)
        , m_moved(movedBehind(program, gather))
        , m_gather(gather)
        , m_source(program.steps[gather].operands[0])
        , m_index(program.steps[gather].operands[1])
        , m_whole(program[m_source].axis)
        , m_fewer(program[m_index].axis) {}

    void run() {
        std::vector<Step> steps = std::exchange(m_program.steps, {});
        const ValueId gathered = steps[m_gather].results[0].value;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            Step& step = steps[i];
            if (i == m_gather) {
                m_replacement = narrowed(m_source, step.region);
                continue;
            }
            for (ValueId& operand : step.operands)
                operand = operand == gathered ? m_replacement : operand;
            if (m_moved[i])
                moveStep(step);
            m_program.steps.push_back(std::move(step));
        }
    }

private:
    void moveStep(Step& step) {
        for (ValueId& operand : step.operands)
            operand = narrowed(operand, step.region);
        for (program::Result& result : step.results) {
            result.addend = narrowed(result.addend, step.region);
            if (result.value != kNone)
                m_program[result.value].axis = m_fewer;
        }
    }

    ValueId narrowed(ValueId id, program::RegionId region) {
        if (id == kNone || m_program[id].axis != m_whole)
            return id;
        const auto [known, isNew] = m_rows.try_emplace(id, kNone);
        if (isNew) {
            program::Value rows = m_program[id];
            rows.kind = program::Kind::Activation;
            rows.name += "@" + std::string(axisName(m_fewer));
            rows.axis = m_fewer;
            known->second = m_program.add(std::move(rows));
            m_program.steps.push_back({OpKind::GatherRows,
                                       {id, m_index},
                                       {{known->second, kNone}},
                                       {},
                                       region,
                                       program::Phase::Forward,
                                       program::kNoLoop});
        }
        return known->second;
    }

    Program& m_program;
    std::vector<char> m_moved;
    std::size_t m_gather;
    ValueId m_source;
    ValueId m_index;
    program::Axis m_whole;
    program::Axis m_fewer;
    ValueId m_replacement = kNone;
    std::unordered_map<ValueId, ValueId> m_rows; ///< whole → gathered
};

} // namespace

void narrow(Program& program) {
    const auto gather = std::find_if(program.steps.begin(), program.steps.end(), [&](const Step& step) {
        return step.kind == OpKind::GatherRows && program.region(step) == "select";
    });
    if (gather != program.steps.end())
        Narrowing(program, static_cast<std::size_t>(gather - program.steps.begin())).run();
}

} // namespace luthier::lowering

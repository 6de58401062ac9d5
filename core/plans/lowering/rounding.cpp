#include "passes.h"

#include <program/op_traits.h>

#include <map>
#include <utility>

namespace luthier::lowering {
namespace {

using program::kNone;
using program::NumberFormat;
using program::OpKind;
using program::Phase;
using program::Program;
using program::RegionId;
using program::Step;
using program::ValueId;

/// Narrower values are side results, and an adapter's x·Aᵀ, whose rounding would show in its gradients.
constexpr std::int64_t kLeastColumns = 65;

class Rounding {
public:
    explicit Rounding(Program& program)
        : m_program(program)
        , m_wanted(wantedOf(program))
        , m_before(std::exchange(program.steps, {})) {}

    void run() {
        for (Step& step : m_before) {
            if (step.phase != Phase::Forward)
                for (ValueId& operand : step.operands)
                    if (isWanted(operand))
                        operand = restored(operand, step.region);
            const std::vector<program::Result> results = step.results;
            const RegionId region = step.region;
            const bool isForward = step.phase == Phase::Forward;
            m_program.steps.push_back(std::move(step));
            for (const program::Result& result : results)
                if (isForward && isWanted(result.value))
                    m_rounded[result.value] =
                        copied(result.value, NumberFormat::Bf16, region, Phase::Forward, "_kept");
        }
    }

private:
    static std::vector<char> wantedOf(const Program& program) {
        std::vector<char> late(program.values.size());
        std::vector<char> looped(program.values.size());
        for (const Step& step : program.steps)
            forEachRead(step, [&](ValueId id) {
                late[static_cast<std::size_t>(id)] |= step.phase != Phase::Forward;
                looped[static_cast<std::size_t>(id)] |= step.loop != program::kNoLoop;
            });
        std::vector<char> wanted(program.values.size());
        for (const Step& step : program.steps) {
            if (step.phase != Phase::Forward || !program::isLayer(program.region(step)))
                continue;
            const program::OpTraits& traits = program::traitsOf(step.kind);
            for (std::size_t i = 0; i < step.results.size(); ++i) {
                const ValueId id = step.results[i].value;
                if (id == kNone || traits.isExact(i))
                    continue;
                const auto at = static_cast<std::size_t>(id);
                const program::Value& value = program[id];
                wanted[at] = late[at] && !looped[at] && !value.isPersistent() &&
                             value.axis != program::Axis::None && value.columns >= kLeastColumns;
            }
        }
        return wanted;
    }

    bool isWanted(ValueId id) const {
        return id != kNone && static_cast<std::size_t>(id) < m_wanted.size() &&
               m_wanted[static_cast<std::size_t>(id)];
    }

    ValueId restored(ValueId id, RegionId region) {
        const auto [known, isNew] = m_restored.try_emplace({region, id}, kNone);
        if (isNew)
            known->second =
                copied(m_rounded.at(id), NumberFormat::Fp32, region, Phase::Recompute, "_restored");
        return known->second;
    }

    ValueId copied(ValueId id, NumberFormat format, RegionId region, Phase phase, const char* ending) {
        program::Value value = m_program[id];
        value.name += ending;
        value.format = format;
        const ValueId copy = m_program.add(std::move(value));
        m_program.steps.push_back({OpKind::Copy, {id}, {{copy, kNone}}, {}, region, phase, program::kNoLoop});
        return copy;
    }

    Program& m_program;
    std::vector<char> m_wanted; ///< by value
    std::vector<Step> m_before;
    std::map<ValueId, ValueId> m_rounded;
    std::map<std::pair<RegionId, ValueId>, ValueId> m_restored;
};

} // namespace

void keepRounded(Program& program) {
    Rounding(program).run();
}

} // namespace luthier::lowering

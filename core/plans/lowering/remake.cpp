#include "passes.h"

#include <program/op_traits.h>

#include <algorithm>
#include <map>
#include <utility>

namespace luthier::lowering {
namespace {

using program::kNone;
using program::Phase;
using program::Program;
using program::RegionId;
using program::Step;
using program::ValueId;

/// Makes backward read copies of chosen values, each made again in front of its first reader of that region.
class Remaking {
public:
    Remaking(Program& program, std::vector<char> chosen)
        : m_program(program)
        , m_chosen(std::move(chosen))
        , m_producer(program.values.size(), kNone)
        , m_before(std::exchange(program.steps, {})) {
        for (std::size_t i = 0; i < m_before.size(); ++i)
            if (m_before[i].phase != Phase::Backward)
                forEachWritten(m_before[i], [&](ValueId id) {
                    m_producer[static_cast<std::size_t>(id)] = static_cast<std::int32_t>(i);
                });
    }

    void run() {
        for (std::size_t i = 0; i < m_before.size(); ++i) {
            Step step = m_before[i];
            if (step.phase == Phase::Backward)
                for (ValueId& operand : step.operands)
                    operand = remade(operand, step.region);
            m_program.steps.push_back(std::move(step));
        }
    }

private:
    ValueId remade(ValueId id, RegionId region) {
        const auto at = static_cast<std::size_t>(id);
        if (id == kNone || at >= m_chosen.size() || !m_chosen[at])
            return id;
        if (const auto known = m_remade.find({region, id}); known != m_remade.end())
            return known->second;
        Step copy = m_before[static_cast<std::size_t>(m_producer[at])];
        copy.phase = Phase::Recompute;
        copy.region = region;
        for (ValueId& operand : copy.operands)
            operand = remade(operand, region);
        for (program::Result& result : copy.results) {
            result.addend = remade(result.addend, region);
            if (result.value == kNone)
                continue;
            program::Value value = m_program[result.value];
            value.name += "~";
            const ValueId made = m_program.add(std::move(value));
            m_remade[{region, result.value}] = made;
            result.value = made;
        }
        m_program.steps.push_back(std::move(copy));
        return m_remade.at({region, id});
    }

    Program& m_program;
    std::vector<char> m_chosen; ///< by value
    std::vector<std::int32_t> m_producer;
    std::vector<Step> m_before;
    std::map<std::pair<RegionId, ValueId>, ValueId> m_remade;
};

std::vector<char> readInLoops(const Program& program) {
    std::vector<char> read(program.values.size());
    for (const Step& step : program.steps)
        if (step.loop != program::kNoLoop)
            for (const ValueId operand : step.operands)
                if (operand != kNone)
                    read[static_cast<std::size_t>(operand)] = 1;
    return read;
}

/// The region whose forward writes each value; −1 for those that none does.
std::vector<RegionId> writingRegions(const Program& program) {
    std::vector<RegionId> regions(program.values.size(), -1);
    for (const Step& step : program.steps)
        if (step.phase == Phase::Forward)
            forEachWritten(step, [&](ValueId id) { regions[static_cast<std::size_t>(id)] = step.region; });
    return regions;
}

} // namespace

void remakeHead(Program& program) {
    const auto head = std::find(program.regions.begin(), program.regions.end(), "head");
    const auto isHead = [&](const Step& step) {
        return step.region == static_cast<RegionId>(head - program.regions.begin());
    };
    // One stretch of steps, or two?
    const auto first = std::find_if(program.steps.begin(), program.steps.end(), isHead);
    const auto behind = std::find_if_not(first, program.steps.end(), isHead);
    if (std::find_if(behind, program.steps.end(), isHead) == program.steps.end())
        return;
    std::vector<char> chosen(program.values.size());
    for (auto step = first; step != behind; ++step)
        forEachWritten(*step, [&](ValueId id) {
            chosen[static_cast<std::size_t>(id)] = program[id].axis == program.chunkAxis;
        });
    Remaking(program, std::move(chosen)).run();
}

void checkpointLayers(Program& program, std::int64_t keptColumns) {
    const std::vector<RegionId> writer = writingRegions(program);
    const std::vector<char> looped = readInLoops(program);
    std::vector<char> kept(program.values.size()); // what other regions read
    for (const Step& step : program.steps)
        if (step.phase == Phase::Forward)
            forEachRead(step, [&](ValueId id) {
                const RegionId region = writer[static_cast<std::size_t>(id)];
                if (region >= 0 && region != step.region)
                    kept[static_cast<std::size_t>(id)] = 1;
            });
    for (const Step& step : program.steps) {
        const program::OpTraits& traits = traitsOf(step.kind);
        const ValueId result = step.results[0].value;
        // Where a cheap step makes what others read (the norm that ends a post-norm block) its operands are
        // kept.
        if (step.phase == Phase::Forward && traits.remake && result != kNone &&
            kept[static_cast<std::size_t>(result)] && !looped[static_cast<std::size_t>(result)]) {
            kept[static_cast<std::size_t>(result)] = 0;
            forEachRead(step, [&](ValueId id) { kept[static_cast<std::size_t>(id)] = 1; });
            for (std::size_t i = 1; i < step.results.size(); ++i)
                if (step.results[i].value != kNone)
                    kept[static_cast<std::size_t>(step.results[i].value)] = 1;
        }
        if (traits.cost == program::CostClass::Product && result != kNone &&
            program[result].columns <= keptColumns && program[result].axis != program::Axis::None)
            kept[static_cast<std::size_t>(result)] = 1;
    }
    std::vector<char> chosen(program.values.size());
    for (std::size_t i = 0; i < chosen.size(); ++i)
        chosen[i] = writer[i] >= 0 && !kept[i] &&
                    program::isLayer(program.regions[static_cast<std::size_t>(writer[i])]);
    Remaking(program, std::move(chosen)).run();
}

void remakeCheap(Program& program, Checkpointing checkpointing) {
    const std::vector<char> looped = readInLoops(program);
    std::vector<RegionId> readIn(program.values.size(), -1); // by backward; −2: in several
    for (const Step& step : program.steps)
        if (step.phase == Phase::Backward)
            for (const ValueId operand : step.operands)
                if (operand != kNone) {
                    RegionId& region = readIn[static_cast<std::size_t>(operand)];
                    region = region == -1 || region == step.region ? step.region : -2;
                }
    std::vector<char> chosen(program.values.size());
    for (const Step& step : program.steps) {
        const ValueId result = step.results[0].value;
        if (!traitsOf(step.kind).remake || step.phase != Phase::Forward || result == kNone)
            continue;
        const auto at = static_cast<std::size_t>(result);
        const bool ofLayer = program::isLayer(program.region(step));
        chosen[at] = !looped[at] && readIn[at] != -2 && (checkpointing == Checkpointing::Off || !ofLayer);
    }
    Remaking(program, std::move(chosen)).run();
}

} // namespace luthier::lowering

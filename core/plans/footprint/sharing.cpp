#include "sharing.h"

#include <program/op_traits.h>

#include <algorithm>
#include <utility>

namespace luthier::footprint {

using program::kNone;
using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

Sharing::Sharing(const Program& program, const Lifetimes& lifetimes)
    : m_program(program)
    , m_lifetimes(lifetimes)
    , m_below(program.values.size(), kNone)
    , m_column(program.values.size())
    , m_members(program.values.size()) {
    for (std::size_t i = 0; i < program.steps.size(); ++i)
        share(static_cast<std::int32_t>(i), program.steps[i]);
}

void Sharing::share(std::int32_t number, const Step& step) {
    if (step.kind == OpKind::Split) {
        split(step);
    } else if (step.kind == OpKind::Join) {
        join(number, step);
    } else {
        for (const program::Result& result : step.results)
            if (result.value != kNone && result.addend != kNone && !m_program[result.value].isPersistent())
                lay(result.value, result.addend, 0);
        for (const auto& [result, operand] : traitsOf(step.kind).inPlace) {
            const ValueId value = result < step.results.size() ? step.results[result].value : kNone;
            const ValueId below = step.operands[operand];
            if (value != kNone && below != kNone && !m_program[value].isPersistent() && !isPlaced(value) &&
                sameForm(value, below) && isFreeAfter(below, number, step))
                lay(value, below, 0);
        }
    }
    forEachWritten(step, [&](ValueId value) {
        if (!m_program[value].isPersistent() && !isPlaced(value))
            own(value);
    });
}

void Sharing::split(const Step& step) {
    const auto& widths = step.as<program::SplitAttributes>().widths;
    std::int64_t column = 0;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (step.results[i].value != kNone)
            lay(step.results[i].value, step.operands[0], column);
        column += widths[i];
    }
}

void Sharing::join(std::int32_t number, const Step& step) {
    const ValueId whole = step.results[0].value;
    // They may lie so already, as the parts of a split do.
    const Root first = rootOf(step.operands[0]);
    std::int64_t column = first.column;
    bool lieSo = true;
    for (const ValueId operand : step.operands) {
        const Root root = rootOf(operand);
        lieSo =
            lieSo && root.owner == first.owner && root.column == column && isFreeAfter(operand, number, step);
        column += m_program[operand].columns;
    }
    if (lieSo) {
        lay(whole, first.owner, first.column);
        return;
    }
    own(whole);
    column = 0;
    for (const ValueId operand : step.operands) {
        const Root root = rootOf(operand);
        const std::int64_t width = m_program[operand].columns;
        if (m_program[root.owner].columns == width && root.owner != whole &&
            m_program[root.owner].axis == m_program[whole].axis && isFreeAfter(operand, number, step))
            lay(root.owner, whole, column);
        else if (m_copiedJoins.empty() || m_copiedJoins.back() != whole)
            m_copiedJoins.push_back(whole);
        column += width;
    }
}

Sharing::Root Sharing::rootOf(ValueId value) const {
    Root root{value, 0};
    while (m_below[index(root.owner)] != root.owner) {
        root.column += m_column[index(root.owner)];
        root.owner = m_below[index(root.owner)];
    }
    return root;
}

void Sharing::own(ValueId value) {
    m_below[index(value)] = value;
    m_members[index(value)] = {value};
}

void Sharing::lay(ValueId value, ValueId below, std::int64_t column) {
    // Upon the owner at once: a running gradient is a long chain.
    const Root root = rootOf(below);
    const ValueId owner = root.owner;
    m_below[index(value)] = owner;
    m_column[index(value)] = root.column + column;
    // What already lies on the value comes along.
    std::vector<ValueId> members = std::exchange(m_members[index(value)], {});
    if (members.empty())
        members.push_back(value);
    auto& all = m_members[index(owner)];
    all.insert(all.end(), members.begin(), members.end());
}

bool Sharing::sameForm(ValueId value, ValueId other) const {
    const program::Value& a = m_program[value];
    const program::Value& b = m_program[other];
    return !b.isPersistent() && a.axis == b.axis && a.columns == b.columns && a.shape == b.shape &&
           a.format == b.format;
}

bool Sharing::isFreeAfter(ValueId value, std::int32_t number, const Step& step) const {
    const program::Value& form = m_program[value];
    if (form.isPersistent() || (form.axis != program::Axis::Chunk && step.loop != program::kNoLoop))
        return false;
    const Root root = rootOf(value);
    return std::all_of(membersOf(root.owner).begin(), membersOf(root.owner).end(), [&](ValueId other) {
        const std::int64_t start = rootOf(other).column;
        if (start >= root.column + form.columns || root.column >= start + m_program[other].columns)
            return true;
        const bool written =
            std::any_of(step.results.begin(), step.results.end(),
                        [&](const program::Result& result) { return result.value == other; });
        return m_lifetimes.last[index(other)] <= number && !written;
    });
}

} // namespace luthier::footprint

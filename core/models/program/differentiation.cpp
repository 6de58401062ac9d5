#include "differentiation.h"

#include <algorithm>

namespace luthier::program {

void differentiate(Program& program) {
    Backward(program).run();
}

Backward::Backward(Program& program)
    : m_program(program)
    , m_needed(program.values.size())
    , m_gradient(program.values.size(), kNone)
    , m_versions(program.values.size()) {
    for (std::size_t i = 0; i < program.values.size(); ++i)
        m_needed[i] = program.values[i].kind == Kind::Parameter;
    for (const Step& step : program.steps) {
        const OpTraits& traits = traitsOf(step.kind);
        if (!traits.differentiate && !traits.makesGradient)
            continue;
        bool reached = false;
        forEachRead(step, [&](ValueId id) { reached = reached || isNeeded(id); });
        if (reached)
            forEachWritten(step, [&](ValueId id) { m_needed[static_cast<std::size_t>(id)] = 1; });
    }
}

void Backward::run() {
    const std::size_t forwardSteps = m_program.steps.size();
    for (std::size_t i = forwardSteps; i-- > 0;) {
        const Step step = m_program.steps[i]; // appending moves the steps
        m_region = step.region;
        const OpTraits& traits = traitsOf(step.kind);
        if (traits.makesGradient) {
            send(step.operands[0], step.results[1].value);
            continue;
        }
        bool arrived = false;
        forEachWritten(step, [&](ValueId id) { arrived = arrived || gradientOf(id) != kNone; });
        if (!arrived || !traits.differentiate)
            continue;
        // A sum passes its gradient on as it is.
        for (const Result& result : step.results)
            if (result.addend != kNone)
                send(result.addend, gradientOf(result.value));
        traits.differentiate(*this, step, gradientOf(step.results[0].value));
    }
}

void Backward::send(ValueId value, ValueId gradient) {
    if (!isNeeded(value) || gradient == kNone)
        return;
    if (gradientOf(value) == kNone)
        gradientOf(value) = gradient;
    else
        append(OpKind::Add, {gradientOf(value), gradient}, {value}, {kNone}, {});
}

void Backward::emit(OpKind kind, std::vector<ValueId> operands, std::vector<ValueId> targets,
                    Attributes attributes) {
    if (std::none_of(targets.begin(), targets.end(), [&](ValueId target) { return isNeeded(target); }))
        return;
    for (std::size_t i = 0; i < targets.size(); ++i)
        targets[i] = isNeeded(targets[i]) || traitsOf(kind).mustWrite(i) ? targets[i] : kNone;
    std::vector<ValueId> addends(targets.size(), kNone);
    std::vector<std::pair<ValueId, ValueId>>
        later; // target and the gradient that is added once the step has run
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const ValueId target = targets[i];
        if (target == kNone)
            continue;
        if (m_program[target].kind == Kind::Parameter) {
            addends[i] = parameterGradient(target);
        } else if (const ValueId earlier = gradientOf(target); earlier != kNone) {
            if (traitsOf(kind).canAddTo(i)) {
                addends[i] = earlier;
            } else {
                later.emplace_back(target, earlier);
                gradientOf(target) = kNone;
            }
        }
    }
    append(kind, std::move(operands), targets, addends, std::move(attributes));
    for (const auto& [target, earlier] : later)
        send(target, earlier);
}

ValueId Backward::of(ValueId value) {
    if (gradientOf(value) == kNone)
        append(OpKind::Zero, {}, {value}, {kNone}, {});
    return gradientOf(value);
}

ValueId Backward::parameterGradient(ValueId parameter) {
    ValueId& known = gradientOf(parameter);
    if (known == kNone) {
        const Value& value = m_program[parameter];
        const ValueId made = m_program.add({"d." + value.name, Kind::Gradient, Axis::None, 1, value.shape});
        known = made;
    }
    return known;
}

ValueId Backward::gradientValue(ValueId target) {
    const int count = ++m_versions[static_cast<std::size_t>(target)];
    Value value = m_program[target];
    value.name = "d." + value.name + (count == 1 ? "" : "/" + std::to_string(count));
    return gradientOf(target) = m_program.add(std::move(value));
}

void Backward::append(OpKind kind, std::vector<ValueId> operands, const std::vector<ValueId>& targets,
                      const std::vector<ValueId>& addends, Attributes attributes) {
    Step step{kind, std::move(operands), {}, std::move(attributes), m_region, Phase::Backward, kNoLoop};
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (targets[i] == kNone)
            step.results.push_back({});
        else if (m_program[targets[i]].kind == Kind::Parameter)
            step.results.push_back({addends[i], addends[i]});
        else
            step.results.push_back({gradientValue(targets[i]), addends[i]});
    }
    m_program.steps.push_back(std::move(step));
}

} // namespace luthier::program

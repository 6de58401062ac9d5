#include "appending.h"

#include <utility>

namespace luthier::methods {

using program::kNone;
using program::ValueId;

ValueId addParameter(program::Program& program, std::string name, std::vector<std::int64_t> shape,
                     program::Start start, double spread) {
    program::Value value{std::move(name), program::Kind::Parameter, program::Axis::None, 1, std::move(shape)};
    value.start = start;
    value.spread = spread;
    value.isAdded = true;
    return program.add(std::move(value));
}

Appending::Appending(program::Program& program, const program::Step& near)
    : m_program(program)
    , m_region(near.region)
    , m_name(program[near.results[0].value].name)
    , m_axis(program[near.results[0].value].axis) {}

ValueId Appending::append(program::Step step, program::Value value) {
    const ValueId made = m_program.add(std::move(value));
    step.results.front().value = made;
    m_program.steps.push_back(std::move(step));
    return made;
}

ValueId Appending::result(program::OpKind kind, std::vector<ValueId> operands, const char* ending,
                          std::int64_t columns, program::Attributes attributes, ValueId addend) {
    return append({kind,
                   std::move(operands),
                   {{kNone, addend}},
                   std::move(attributes),
                   m_region,
                   program::Phase::Forward,
                   program::kNoLoop,
                   true},
                  {m_name + ending, program::Kind::Activation, m_axis, columns});
}

ValueId Appending::vector(program::OpKind kind, std::vector<ValueId> operands, const char* ending,
                          std::int64_t columns, program::Attributes attributes) {
    return append({kind,
                   std::move(operands),
                   {{}},
                   std::move(attributes),
                   m_region,
                   program::Phase::Forward,
                   program::kNoLoop,
                   true},
                  {m_name + ending, program::Kind::Activation, program::Axis::None, columns, {columns}});
}

ValueId Appending::always(program::OpKind kind, std::vector<ValueId> operands, const char* ending,
                          std::int64_t columns, program::Attributes attributes) {
    return append({kind, std::move(operands), {{}}, std::move(attributes), m_region},
                  {m_name + ending, program::Kind::Activation, m_axis, columns});
}

} // namespace luthier::methods

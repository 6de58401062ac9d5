#pragma once

#include "../differentiation.h"
#include "../op_traits.h"

// Each file of this folder gives the rows of its kinds. A new kind is one file here, its place in OpKind and
// in the table of op_traits.cpp, and a kernel in the engine.

namespace luthier::program::ops {

std::span<const OpTraits> embed();
std::span<const OpTraits> linear();
std::span<const OpTraits> add();
std::span<const OpTraits> norm();
std::span<const OpTraits> rope();
std::span<const OpTraits> columns();
std::span<const OpTraits> attention();
std::span<const OpTraits> recurrence();
std::span<const OpTraits> activation();
std::span<const OpTraits> scale();
std::span<const OpTraits> dropout();
std::span<const OpTraits> noise();
std::span<const OpTraits> scaleColumns();
std::span<const OpTraits> placeRows();
std::span<const OpTraits> rows();
std::span<const OpTraits> losses();
std::span<const OpTraits> preference();
/// Kinds that passes make and that move values without changing them.
std::span<const OpTraits> placing();

/// The form of one operand.
inline Form formOf(const Program& program, const Step& step, std::size_t operand) {
    const Value& value = program[step.operands[operand]];
    return {value.axis, value.columns};
}

template <std::size_t Operand>
std::vector<Form> sameAs(const Program& program, const Step& step) {
    return {formOf(program, step, Operand)};
}

} // namespace luthier::program::ops

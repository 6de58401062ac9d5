#pragma once

#include "program.h"

#include <span>
#include <string_view>
#include <vector>

namespace luthier::program {

class Backward;

/// Rows and columns of a result; with Axis::None a vector of `columns`.
struct Form {
    Axis axis = Axis::None;
    std::int64_t columns = 1;
};
using ShapeRule = std::vector<Form>(const Program& program, const Step& step);
/// Emits the steps of backward; `gradient` is that of the first result.
using DifferentiationRule = void(Backward& backward, const Step& step, ValueId gradient);

/// Result `result` may lie where operand `operand` lies, when nothing reads that afterwards.
struct InPlace {
    std::uint8_t result;
    std::uint8_t operand;
};

/// What a step costs: Elements is one pass over its operands, None a view.
enum class CostClass : std::uint8_t { Product, Attention, Elements, None };

/// What passes may know about a kind of step without knowing its arithmetic. One row a kind, in its file of
/// `ops`.
struct OpTraits {
    OpKind kind;
    std::string_view name;
    ShapeRule* shape = nullptr;            ///< forward kinds; a gradient has the form of its value
    std::string_view second = {};          ///< name of the second result
    bool rowWise = false;                  ///< row i of the results reads row i of the operands, and no other
    bool remake = false;                   ///< costs less to make again in backward than to keep
    bool makesGradient = false;            ///< the second result is the gradient of the first operand
    std::uint8_t always = 0;               ///< bit set of results that its kernel cannot leave out
    std::span<const InPlace> inPlace = {}; ///< best first
    std::uint8_t exact = 0;                ///< bit set of results that backward wants as they are
    std::uint8_t accumulates = 0;          ///< bit set of results that the kernel can add to
    CostClass cost = CostClass::Elements;
    DifferentiationRule* differentiate = nullptr; ///< null: nothing flows back through it

    bool canAddTo(std::size_t result) const { return (accumulates >> result & 1U) != 0; }
    bool isExact(std::size_t result) const { return (exact >> result & 1U) != 0; }
    bool mustWrite(std::size_t result) const { return (always >> result & 1U) != 0; }
};

const OpTraits& traitsOf(OpKind kind);

} // namespace luthier::program

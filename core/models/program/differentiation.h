#pragma once

#include "op_traits.h"
#include "program.h"

#include <vector>

namespace luthier::program {

/// Appends the backward steps of a forward program, last step first, one rule a kind. Needed is what a
/// parameter reaches; no step is made for a gradient that nobody needs. Gradients of parameters always add;
/// others are written first and added to afterwards.
void differentiate(Program& program);

/// What the rules of `ops` work with.
class Backward {
public:
    explicit Backward(Program& program);
    void run();

    const Program& program() const { return m_program; }
    /// The gradient of `value` is (also) `gradient`, which another step has written: no copy is made.
    void send(ValueId value, ValueId gradient);
    /// A step whose results are gradients of `targets`; what is not needed is left out, what is there is
    /// added to.
    void emit(OpKind kind, std::vector<ValueId> operands, std::vector<ValueId> targets,
              Attributes attributes);
    /// The gradient of a result; zero where nothing reads it.
    ValueId of(ValueId value);

private:
    void append(OpKind kind, std::vector<ValueId> operands, const std::vector<ValueId>& targets,
                const std::vector<ValueId>& addends, Attributes attributes);
    ValueId gradientValue(ValueId target);
    ValueId parameterGradient(ValueId parameter);
    bool isNeeded(ValueId value) const { return value != kNone && m_needed[static_cast<std::size_t>(value)]; }
    ValueId& gradientOf(ValueId value) { return m_gradient[static_cast<std::size_t>(value)]; }

    Program& m_program;
    std::vector<char> m_needed;
    std::vector<ValueId> m_gradient; ///< of each forward value, its newest version
    std::vector<int> m_versions;
    RegionId m_region = 0;
};

} // namespace luthier::program

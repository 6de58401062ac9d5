#pragma once

#include <program/program.h>

#include <functional>
#include <vector>

namespace luthier::methods {

/// The list that takes the place of a program's steps while a method visits them.
class Rewriting {
public:
    explicit Rewriting(program::Program& program);

    /// Calls `visit` with each forward step, its operands renamed; it appends what takes the step's place to
    /// the program and says what later readers get instead of a result.
    void run(const std::function<void(program::Step step)>& visit);
    void rename(program::ValueId from, program::ValueId to);

private:
    program::ValueId renamed(program::ValueId id) const;

    program::Program& m_program;
    std::vector<program::Step> m_before;
    std::vector<program::ValueId> m_renamed;
};

} // namespace luthier::methods

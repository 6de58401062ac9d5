#pragma once

#include <program/program.h>

#include <string>
#include <vector>

namespace luthier::methods {

/// A parameter of a method's own.
program::ValueId addParameter(program::Program& program, std::string name, std::vector<std::int64_t> shape,
                              program::Start start, double spread = 0.0);

/// Appends steps of an adapter behind each other, in the region of the step that is visited.
class Appending {
public:
    /// New values are named after the first result of `near` and have its rows.
    Appending(program::Program& program, const program::Step& near);

    program::ValueId result(program::OpKind kind, std::vector<program::ValueId> operands, const char* ending,
                            std::int64_t columns, program::Attributes attributes,
                            program::ValueId addend = program::kNone);
    /// A vector without rows, a number an output.
    program::ValueId vector(program::OpKind kind, std::vector<program::ValueId> operands, const char* ending,
                            std::int64_t columns, program::Attributes attributes);
    /// One that the model runs as well without its adapter; its kernel knows that it does.
    program::ValueId always(program::OpKind kind, std::vector<program::ValueId> operands, const char* ending,
                            std::int64_t columns, program::Attributes attributes);

private:
    program::ValueId append(program::Step step, program::Value value);

    program::Program& m_program;
    program::RegionId m_region;
    std::string m_name;
    program::Axis m_axis;
};

} // namespace luthier::methods

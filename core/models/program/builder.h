#pragma once

#include "op_traits.h"
#include "program.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace luthier::program {

/// Emits a forward program. Results are named within the region that is open; weights, inputs and tables are
/// the same value whenever they are asked for by the same name.
class Builder {
public:
    explicit Builder(Program& program);

    void enter(std::string_view region);

    /// A tensor of the checkpoint, and what a model without one starts it from.
    ValueId weight(const std::string& name, std::vector<std::int64_t> shape, Start start = Start::Normal);
    /// A tensor of the checkpoint that belongs to the model and never changes, whatever trains.
    ValueId buffer(const std::string& name, std::vector<std::int64_t> shape, Start start);
    ValueId input(const std::string& name, Axis axis, std::int64_t columns = 1);
    /// Cosines and sines by position, the tables `NAME_cosines` and `NAME_sines`.
    Rotation rotation(const std::string& name, Rotation rotation);

    /// Appends a step and names its results: further ones by the list, or `first.SECOND`.
    std::vector<ValueId> results(OpKind kind, std::vector<ValueId> operands,
                                 const std::vector<std::string>& names, Attributes attributes = {},
                                 ValueId addend = kNone);
    ValueId result(OpKind kind, std::vector<ValueId> operands, const std::string& name,
                   Attributes attributes = {}, ValueId addend = kNone);

    /// Deviation of the weights that are emitted from here on, in a model without a checkpoint.
    void setDeviation(double deviation) { m_deviation = deviation; }

    enum class Bias { No, Yes };
    /// x·Wᵀ + b with `module`.weight and .bias of the checkpoint, or with the matrix `tied`.
    ValueId linear(ValueId x, LinearAttributes attributes, std::int64_t out, const std::string& name,
                   Bias bias, const std::string& tied = {});

    Program& program() { return m_program; }
    const Value& operator[](ValueId id) const { return m_program[id]; }

private:
    ValueId named(Value value);

    Program& m_program;
    RegionId m_region = 0;
    double m_deviation = 0.02;
    std::unordered_map<std::string, ValueId> m_persistent;
};

} // namespace luthier::program

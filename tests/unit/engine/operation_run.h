#pragma once

#include <engine/execution/kernel_table.h>
#include <files/safetensors.h>
#include <program/builder.h>

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace luthier::engine::tests {

/// How a step's values lie, and what its gradients find.
struct Placing {
    std::string name;
    bool apart = false;   ///< rows of a wider matrix, as columns of a split are
    bool inPlace = false; ///< results upon operands, wherever their kind allows it
    bool adds = false;    ///< leaves have a gradient already, from another reader
    bool frozen = false;  ///< weights do not train
};

/// Where the rows of the batch start, and those that cross attention reads.
struct BatchRows {
    std::vector<std::int32_t> starts;
    std::vector<std::int32_t> sources;
};

/// A case of tests/golden/operations: a forward program of few steps is emitted, differentiated and run on
/// plain tensors with the engine's kernels, each value being NaN until it is written.
class OperationRun {
public:
    OperationRun(const files::SafetensorsFile& golden, std::string name, Placing placing,
                 BatchRows batch = {});

    program::Builder& builder() { return m_builder; }
    bool has(const std::string& name) const;
    at::Tensor golden(const std::string& name) const;

    /// What goes in: rows that have a gradient, a parameter, a tensor that never trains, a table, an input of
    /// the batch.
    program::ValueId rows(const std::string& name, program::Axis axis = program::Axis::Tokens);
    program::ValueId parameter(const std::string& name);
    program::ValueId buffer(const std::string& name);
    program::ValueId table(const std::string& name);
    program::ValueId input(const std::string& name, at::ScalarType type);

    /// The value is one that goes out, `name` in the golden.
    void expect(program::ValueId value, const std::string& name);
    /// The value is a loss: what arrives at it is the batch's scale.
    void expectLoss(program::ValueId value) { m_loss = value; }
    /// Runs all steps and holds results and gradients against the golden.
    void run(double tolerance);

private:
    std::int64_t rowsOf(program::Axis axis) const;
    at::Tensor room(program::ValueId value);
    at::Tensor placed(std::size_t number, std::size_t result);
    bool isReadAfter(program::ValueId value, std::size_t number) const;
    void emitSeeds();
    void runStep(std::size_t number);
    void compare(const at::Tensor& actual, const at::Tensor& expected, double tolerance,
                 const std::string& what) const;

    const files::SafetensorsFile& m_golden;
    std::string m_name;
    Placing m_placing;
    program::Program m_program;
    program::Builder m_builder;
    BatchRows m_batch;
    program::ValueId m_loss = program::kNone;
    std::map<program::ValueId, at::Tensor> m_tensors;
    std::map<std::string, program::ValueId> m_leaves;   ///< by name: what a gradient belongs to
    std::map<std::string, program::ValueId> m_rows;     ///< by name: the values that the operation reads
    std::map<std::string, program::ValueId> m_expected; ///< by name
    std::map<std::size_t, at::Tensor> m_seeds;          ///< by step: the gradient that arrives there
    std::map<std::string, at::Tensor> m_earlier;        ///< by leaf: its gradient from elsewhere
    std::map<program::ValueId, at::Tensor> m_results;   ///< copies, made as they were written
};

} // namespace luthier::engine::tests

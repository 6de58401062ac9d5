#include "operation_run.h"

#include <footprint/program_layout.h>
#include <program/differentiation.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/max.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

namespace luthier::engine::tests {

using program::Axis;
using program::Kind;
using program::kNone;
using program::OpKind;
using program::ValueId;

namespace {

at::Tensor nan(at::IntArrayRef sizes) {
    return at::full(sizes, std::numeric_limits<float>::quiet_NaN(), at::TensorOptions().dtype(at::kFloat));
}

} // namespace

OperationRun::OperationRun(const files::SafetensorsFile& golden, std::string name, Placing placing,
                           BatchRows batch)
    : m_golden(golden)
    , m_name(std::move(name))
    , m_placing(std::move(placing))
    , m_builder(m_program)
    , m_batch(std::move(batch)) {
    m_builder.enter("layers.0");
}

bool OperationRun::has(const std::string& name) const {
    return m_golden.find(m_name + "/" + name) != nullptr;
}

at::Tensor OperationRun::golden(const std::string& name) const {
    const files::TensorInfo* info = m_golden.find(m_name + "/" + name);
    if (!info)
        throw std::runtime_error("no " + m_name + "/" + name);
    const auto bytes = m_golden.bytes(*info);
    const auto type = info->dtype == files::Dtype::F32 ? at::kFloat : at::kLong;
    return at::from_blob(const_cast<std::byte*>(bytes.data()), info->shape, at::TensorOptions().dtype(type))
        .clone();
}

ValueId OperationRun::rows(const std::string& name, Axis axis) {
    const at::Tensor values = golden(name);
    const ValueId leaf = m_program.add({name, Kind::Parameter, axis, values.size(1), values.sizes().vec()});
    m_tensors[leaf] = values;
    m_leaves[name] = leaf;
    // A step of its own, so that the operation's gradient is no parameter's.
    return m_rows[name] = m_builder.result(OpKind::Scale, {leaf}, name, program::ScaleAttributes{1.0});
}

ValueId OperationRun::parameter(const std::string& name) {
    const at::Tensor values = golden(name);
    const Kind kind = m_placing.frozen ? Kind::Weight : Kind::Parameter;
    const ValueId id = m_program.add({name, kind, Axis::None, 1, values.sizes().vec()});
    m_tensors[id] = values;
    if (!m_placing.frozen)
        m_leaves[name] = id;
    return id;
}

ValueId OperationRun::buffer(const std::string& name) {
    const at::Tensor values = golden(name);
    const ValueId id = m_program.add({name, Kind::Weight, Axis::None, 1, values.sizes().vec()});
    m_tensors[id] = values;
    return id;
}

ValueId OperationRun::table(const std::string& name) {
    const at::Tensor values = golden(name);
    const ValueId id = m_program.add({name, Kind::Table, Axis::None, values.size(1)});
    m_tensors[id] = values;
    return id;
}

ValueId OperationRun::input(const std::string& name, at::ScalarType type) {
    const ValueId id = m_builder.input(name, Axis::Tokens);
    m_tensors[id] = golden(name).to(type);
    return id;
}

void OperationRun::expect(ValueId value, const std::string& name) {
    m_expected[name] = value;
}

/// A loss of which nothing is computed: it stands for whoever reads the results.
void OperationRun::emitSeeds() {
    const auto seed = [&](ValueId value, const at::Tensor& gradient) {
        m_builder.results(OpKind::CrossEntropy, {value, kNone}, {"seed", "into"});
        m_seeds[m_program.steps.size() - 1] = gradient;
    };
    for (const auto& [name, value] : m_expected)
        if (has("into." + name))
            seed(value, golden("into." + name));
    if (!m_placing.adds)
        return;
    for (const auto& [name, value] : m_rows) {
        m_earlier[name] = golden(name) * 0.5;
        seed(value, m_earlier[name].clone());
    }
}

bool OperationRun::isReadAfter(ValueId value, std::size_t number) const {
    for (std::size_t i = number + 1; i < m_program.steps.size(); ++i) {
        bool reads = false;
        forEachRead(m_program.steps[i], [&](ValueId id) { reads = reads || id == value; });
        if (reads && !m_seeds.contains(i))
            return true;
    }
    return false;
}

std::int64_t OperationRun::rowsOf(Axis axis) const {
    for (const auto& [name, leaf] : m_leaves)
        if (m_program[leaf].axis == axis)
            return m_tensors.at(leaf).size(0);
    return 0;
}

at::Tensor OperationRun::room(ValueId value) {
    const program::Value& form = m_program[value];
    if (form.axis == Axis::None)
        return nan(form.shape);
    const std::int64_t rows = rowsOf(form.axis);
    // Side results are the kernels' own and lie as they like, and logits never lie apart.
    const bool ofLogits = m_loss != kNone || std::any_of(m_program.steps.begin(), m_program.steps.end(),
                                                         [](const program::Step& step) {
                                                             return step.kind == program::OpKind::LogProb;
                                                         });
    const bool ofKernel = form.name.ends_with("statistics") || form.name.ends_with("log_sum_exp") ||
                          (ofLogits && form.axis == Axis::Tokens);
    if (!m_placing.apart || ofKernel)
        return nan({rows, form.columns});
    return nan({rows, form.columns + 19}).narrow(1, 3, form.columns);
}

/// Where a result lies: upon its addend, upon an operand, or by itself.
at::Tensor OperationRun::placed(std::size_t number, std::size_t result) {
    const program::Step& step = m_program.steps[number];
    const auto& [value, addend] = step.results[result];
    if (addend != kNone)
        return m_tensors.at(addend);
    for (const auto& [upon, operand] : traitsOf(step.kind).inPlace) {
        if (!m_placing.inPlace || upon != result || step.operands[operand] == kNone)
            continue;
        const ValueId below = step.operands[operand];
        const bool isTaken =
            std::any_of(step.results.begin(), step.results.begin() + static_cast<std::ptrdiff_t>(result),
                        [&](const program::Result& other) {
                            return other.value != kNone &&
                                   m_tensors.at(other.value).data_ptr() == m_tensors.at(below).data_ptr();
                        });
        if (!m_program[below].isPersistent() && !isTaken && !isReadAfter(below, number) &&
            m_program[below].columns == m_program[value].columns)
            return m_tensors.at(below);
    }
    return room(value);
}

void OperationRun::runStep(std::size_t number) {
    const program::Step step = m_program.steps[number];
    if (const auto seed = m_seeds.find(number); seed != m_seeds.end()) {
        at::Tensor gradient = room(step.results[1].value);
        gradient.copy_(seed->second);
        m_tensors[step.results[1].value] = gradient;
        return;
    }
    std::vector<at::Tensor> operands;
    std::vector<at::Tensor> results;
    for (const ValueId id : step.operands)
        operands.push_back(id == kNone ? at::Tensor() : m_tensors.at(id));
    for (std::size_t i = 0; i < step.results.size(); ++i) {
        const ValueId id = step.results[i].value;
        if (id == kNone) {
            results.emplace_back();
            continue;
        }
        if (m_program[id].kind == Kind::Gradient)
            m_tensors.try_emplace(id, at::zeros(m_program[id].shape, at::TensorOptions().dtype(at::kFloat)));
        else
            m_tensors[id] = placed(number, i);
        results.push_back(m_tensors.at(id));
    }
    footprint::Extents extents;
    extents.tokens = extents.positions = rowsOf(Axis::Tokens);
    extents.targets = rowsOf(Axis::Targets);
    extents.source = rowsOf(Axis::Source);
    const std::int64_t bytes = footprint::scratchBytes(m_program, step, extents);
    at::Tensor scratch;
    if (bytes > 0)
        scratch = nan({bytes / 4}).view(at::kByte);
    BatchContext batch;
    batch.rowStarts = m_batch.starts;
    batch.sourceStarts = m_batch.sources;
    batch.lossScale = 0.25;
    kernelOf(step.kind)({m_program, step, operands, results, scratch, batch});
    for (std::size_t i = 0; i < step.results.size(); ++i)
        if (step.results[i].value != kNone)
            m_results[step.results[i].value] = results[i].clone();
}

void OperationRun::run(double tolerance) {
    emitSeeds();
    differentiate(m_program);
    for (std::size_t i = 0; i < m_program.steps.size(); ++i)
        runStep(i);
    for (const auto& [name, value] : m_expected)
        compare(m_results.at(value), golden(name), tolerance, name);
    if (m_loss != kNone)
        compare(m_results.at(m_loss), golden("losses"), tolerance, "losses");
    for (const auto& [name, leaf] : m_leaves) {
        const ValueId gradient = m_program.find("d." + name, Kind::Gradient);
        ASSERT_NE(gradient, kNone) << m_name << " gives no gradient of " << name;
        at::Tensor expected = golden("d." + name);
        if (const auto earlier = m_earlier.find(name); earlier != m_earlier.end())
            expected = expected + earlier->second;
        compare(m_tensors.at(gradient), expected, tolerance, "d." + name);
    }
}

void OperationRun::compare(const at::Tensor& actual, const at::Tensor& expected, double tolerance,
                           const std::string& what) const {
    ASSERT_EQ(actual.sizes(), expected.sizes()) << what;
    const at::Tensor excess = (actual - expected).abs() - tolerance * (1 + expected.abs());
    EXPECT_LE(excess.max().item<float>(), 0.0F)
        << m_name << ", " << m_placing.name << ": " << what << " is off by "
        << (actual - expected).abs().max().item<float>();
}

} // namespace luthier::engine::tests

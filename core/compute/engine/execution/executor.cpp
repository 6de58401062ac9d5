#include "executor.h"

#include "../memory/weights.h"
#include "../virtual_tokens.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>

namespace luthier::engine {

using program::Axis;
using program::Kind;
using program::kNone;
using program::NumberFormat;
using program::OpKind;
using program::Step;
using program::ValueId;

namespace {

std::size_t index(std::int32_t value) {
    return static_cast<std::size_t>(value);
}

at::ScalarType scalarType(NumberFormat format) {
    return format == NumberFormat::Fp32   ? at::kFloat
           : format == NumberFormat::Bf16 ? at::kBFloat16
                                          : at::kHalf;
}

} // namespace

Executor::Executor(const Model& model, const Arena& arena, footprint::CompiledStep compiled)
    : m_model(model)
    , m_arena(arena)
    , m_step(std::move(compiled))
    , m_program(m_step.program)
    , m_layout(m_step.layout)
    , m_views(m_program.values.size())
    , m_isView(m_program.steps.size())
    , m_virtual(virtualTokensOf(m_program)) {
    for (std::size_t i = 0; i < m_program.steps.size(); ++i) {
        const Step& step = m_program.steps[i];
        m_isView[i] =
            step.kind == OpKind::Split ||
            (step.kind == OpKind::Join && std::find(m_layout.copiedJoins.begin(), m_layout.copiedJoins.end(),
                                                    step.results[0].value) == m_layout.copiedJoins.end());
        const std::int32_t buffer = m_layout.scratch[i];
        m_scratch.push_back(buffer < 0 ? at::Tensor()
                                       : m_arena.bytesOf(m_layout.buffers.buffers()[index(buffer)]));
    }
    markKept();
    bindStored();
}

/// In a text that grows, what is made of the source alone stays as it is, and what hangs on weights alone.
void Executor::markKept() {
    m_ofSource.assign(m_program.steps.size(), 0);
    m_onceForAll.assign(m_program.steps.size(), 0);
    const auto readers = program::readersOf(m_program);
    for (std::size_t i = m_program.steps.size(); i-- > 0;) {
        const Step& step = m_program.steps[i];
        const ValueId result = step.results[0].value;
        if (result == kNone)
            continue;
        const program::Value& value = m_program[result];
        const auto onlyFor = [&](const std::vector<char>& kept) {
            const auto& reading = readers[index(result)];
            return step.kind == OpKind::Expand && !reading.empty() &&
                   std::all_of(reading.begin(), reading.end(),
                               [&](std::int32_t reader) { return kept[index(reader)] != 0; });
        };
        m_ofSource[i] = value.axis == Axis::Source || onlyFor(m_ofSource);
        m_onceForAll[i] =
            (step.kind == OpKind::RowLengths && value.kind == Kind::Cache) || onlyFor(m_onceForAll);
    }
}

/// Weights lie in their file, what trains and the tables in the arena: they stay where they are.
void Executor::bindStored() {
    for (std::size_t i = 0; i < m_program.values.size(); ++i) {
        const program::Value& value = m_program.values[i];
        const auto id = static_cast<ValueId>(i);
        if (value.kind == Kind::Weight)
            m_views[i] = m_model.weights()->stored(value.name);
        else if (value.kind == Kind::Parameter || value.kind == Kind::Gradient || value.kind == Kind::Table)
            m_views[i] = viewOf(id, 0);
        else if (value.axis == Axis::None && m_layout.places[i].buffer >= 0)
            m_views[i] = viewOf(id, 0);
    }
}

at::Tensor Executor::viewOf(ValueId id, std::int64_t rows) const {
    const program::Value& value = m_program[id];
    const footprint::Place& place = m_layout.places[index(id)];
    const footprint::Buffer& buffer = m_layout.buffers.buffers()[index(place.buffer)];
    const at::Tensor elements = m_arena.bytesOf(buffer).view(scalarType(value.format));
    if (value.kind == Kind::Table)
        return elements.view({-1, value.columns});
    if (value.axis == Axis::None)
        return elements.narrow(0, place.first, value.elements()).view(value.shape);
    return elements.as_strided({rows, value.columns}, {place.rowStride, 1},
                               elements.storage_offset() + place.first);
}

/// The rows of the tables by position: those of long texts lie behind those of short ones.
std::vector<std::int32_t> Executor::tableRows(const PackedBatch& batch, std::int64_t wholeTokens) const {
    std::vector<std::int32_t> rows = batch.positions;
    const std::int64_t shortTokens = program::shortTokensOf(m_program);
    for (std::size_t text = 0; shortTokens > 0 && text + 1 < batch.rowStarts.size(); ++text) {
        const auto begin = static_cast<std::size_t>(batch.rowStarts[text]);
        const auto end = static_cast<std::size_t>(batch.rowStarts[text + 1]);
        const std::int64_t tokens = wholeTokens > 0 ? wholeTokens : batch.positions[end - 1] + 1;
        if (end > begin && tokens > shortTokens)
            for (std::size_t i = begin; i < end; ++i)
                rows[i] += static_cast<std::int32_t>(m_step.extents.positions);
    }
    return rows;
}

void Executor::bindInputs(const PackedBatch& batch, std::int64_t wholeTokens) {
    std::vector<std::int64_t> rows;
    std::vector<std::int64_t> labels;
    for (const Target& target : batch.targets) {
        rows.push_back(target.position);
        labels.push_back(target.token);
    }
    const auto device = m_views[0].device();
    const auto longs = [&](const std::vector<std::int64_t>& values) {
        return at::tensor(values, at::TensorOptions().dtype(at::kLong)).to(device);
    };
    for (std::size_t i = 0; i < m_program.values.size(); ++i) {
        const program::Value& value = m_program.values[i];
        if (value.kind != Kind::Input)
            continue;
        if (value.name == "ids")
            m_views[i] = longs({batch.ids.begin(), batch.ids.end()});
        else if (value.name == "positions")
            m_views[i] =
                at::tensor(tableRows(batch, wholeTokens), at::TensorOptions().dtype(at::kInt)).to(device);
        else if (value.name == "target_rows")
            m_views[i] = longs(rows);
        else if (value.name == "labels")
            m_views[i] = longs(labels);
        else if (value.name == "label_values")
            m_views[i] = at::tensor(batch.values, at::TensorOptions().dtype(at::kFloat))
                             .view({-1, value.columns})
                             .to(device);
        else if (value.name == "token_types")
            m_views[i] = batch.tokenTypes.empty()
                             ? at::zeros({static_cast<std::int64_t>(batch.ids.size())},
                                         at::TensorOptions().dtype(at::kLong).device(device))
                             : longs({batch.tokenTypes.begin(), batch.tokenTypes.end()});
        else if (value.name == "source_ids")
            m_views[i] = longs({batch.sourceIds.begin(), batch.sourceIds.end()});
        else if (value.name == "references")
            m_views[i] =
                batch.references.empty()
                    ? at::zeros({batch.pairs, 2}, at::TensorOptions().dtype(at::kFloat).device(device))
                    : at::tensor(batch.references, at::TensorOptions().dtype(at::kFloat))
                          .view({batch.pairs, 2})
                          .to(device);
        else if (value.name == "desirable")
            m_views[i] =
                at::tensor(batch.desirable, at::TensorOptions().dtype(at::kFloat)).view({-1, 1}).to(device);
        else if (value.name == "compared")
            m_views[i] =
                (batch.compared.empty()
                     ? at::ones({std::ssize(batch.targets), 1}, at::TensorOptions().dtype(at::kFloat))
                     : at::tensor(batch.compared, at::TensorOptions().dtype(at::kFloat)).view({-1, 1}))
                    .to(device);
        else
            TORCH_CHECK(false, "a batch has no ", value.name);
    }
}

void Executor::bindRows() {
    for (std::size_t i = 0; i < m_program.values.size(); ++i)
        if (m_layout.places[i].buffer >= 0 && m_program.values[i].axis != Axis::None)
            m_views[i] = viewOf(static_cast<ValueId>(i), rowsOf(m_program.values[i].axis));
}

void Executor::bind(const PackedBatch& batch, std::int64_t wholeTokens) {
    // By Axis.
    const std::array<std::int64_t, program::kAxes> rows{
        1,
        static_cast<std::int64_t>(batch.ids.size()),
        batch.sourceStarts.empty() ? 0 : batch.sourceStarts.back(),
        static_cast<std::int64_t>(batch.targets.size()),
        m_step.extents.chunk,
        m_step.extents.cached,
        batch.pairs};
    bindInputs(batch, wholeTokens);
    if (rows != m_rows) {
        m_rows = rows;
        bindRows();
    }
    if (m_poisons)
        poisonArena();
}

const PackedBatch& Executor::withVirtualTokens(const PackedBatch& batch) {
    if (m_virtual.empty())
        return batch;
    m_whole = behindVirtualTokens(batch, m_virtual);
    return m_whole;
}

void Executor::train(const PackedBatch& batch, double lossScale, std::uint64_t dropoutSeed,
                     std::uint64_t dropoutStream) {
    const PackedBatch& whole = withVirtualTokens(batch);
    bind(whole);
    if (!whole.targets.empty())
        runAll({.rowStarts = whole.rowStarts,
                .lossScale = lossScale,
                .dropoutSeed = dropoutSeed,
                .dropoutStream = dropoutStream,
                .sourceStarts = whole.sourceStarts},
               {});
}

void Executor::evaluate(const PackedBatch& batch) {
    const PackedBatch& whole = withVirtualTokens(batch);
    bind(whole);
    if (!whole.targets.empty())
        runAll({.rowStarts = whole.rowStarts,
                .forwardOnly = true,
                .sourceStarts = whole.sourceStarts,
                .withoutAdapter = !m_adapterOn},
               {});
}

void Executor::score(const PackedBatch& batch, const OnLogits& onLogits) {
    const PackedBatch& whole = withVirtualTokens(batch);
    bind(whole);
    runAll({.rowStarts = whole.rowStarts,
            .forwardOnly = true,
            .sourceStarts = whole.sourceStarts,
            .withoutAdapter = !m_adapterOn},
           onLogits);
}

void Executor::extend(const PackedBatch& batch, std::int64_t before, std::int64_t wholeTokens,
                      const OnLogits& onLogits) {
    bind(batch, wholeTokens);
    runAll({.rowStarts = batch.rowStarts,
            .forwardOnly = true,
            .before = before,
            .sourceStarts = batch.sourceStarts,
            .sourceIsKept = batch.sourceIds.empty(),
            .withoutAdapter = !m_adapterOn},
           onLogits);
    m_onceForAllDone = m_onceForAllDone || m_adapterOn;
}

void Executor::runAll(const BatchContext& batch, const OnLogits& onLogits) {
    for (std::size_t i = 0; i < m_program.steps.size();) {
        const std::size_t end = program::loopEnd(m_program, i);
        if (m_program.steps[i].loop == program::kNoLoop)
            runStep(i, batch, 0, -1);
        else if (!m_program.readByChunk || onLogits)
            runLoop(i, end, batch, onLogits);
        i = end;
    }
}

void Executor::runLoop(std::size_t begin, std::size_t end, const BatchContext& batch,
                       const OnLogits& onLogits) {
    const std::int64_t all = rowsOf(m_program.chunkAxis);
    const std::int64_t most = rowsOf(Axis::Chunk);
    for (std::int64_t first = 0; first < all; first += most) {
        const std::int64_t count = std::min(most, all - first);
        for (std::size_t i = begin; i < end; ++i)
            runStep(i, batch, first, count);
        if (onLogits)
            onLogits(first, bound(m_program.outputs.front(), first, count));
    }
}

at::Tensor Executor::bound(ValueId value, std::int64_t chunkBegin, std::int64_t chunkRows) const {
    if (value == kNone)
        return {};
    const at::Tensor& view = m_views[index(value)];
    if (chunkRows >= 0 && m_program[value].axis == Axis::Chunk)
        return view.narrow(0, 0, chunkRows);
    if (chunkRows >= 0 && m_program[value].axis == m_program.chunkAxis)
        return view.narrow(0, chunkBegin, chunkRows);
    return view;
}

void Executor::runStep(std::size_t number, const BatchContext& batch, std::int64_t chunkBegin,
                       std::int64_t chunkRows) {
    const Step& step = m_program.steps[number];
    if (m_isView[number] || (m_ofSource[number] && batch.sourceIsKept) ||
        (m_onceForAll[number] && m_onceForAllDone) ||
        (batch.forwardOnly && step.phase != program::Phase::Forward) ||
        (step.ofAdapter && batch.withoutAdapter))
        return;
    m_operands.clear();
    m_results.clear();
    for (const ValueId operand : step.operands)
        m_operands.push_back(bound(operand, chunkBegin, chunkRows));
    for (const program::Result& result : step.results)
        m_results.push_back(bound(result.value, chunkBegin, chunkRows));
    if (m_poisons)
        for (std::size_t i = 0; i < m_results.size(); ++i) {
            const bool inPlace =
                std::any_of(m_operands.begin(), m_operands.end(), [&](const at::Tensor& operand) {
                    return operand.defined() && m_results[i].defined() &&
                           operand.data_ptr() == m_results[i].data_ptr();
                });
            if (m_results[i].defined() && step.results[i].addend == kNone && !inPlace)
                m_results[i].fill_(std::numeric_limits<double>::quiet_NaN());
        }
    kernelOf(step.kind)(
        {m_program, step, m_operands, m_results, m_scratch[number], batch, m_model.weights()});
}

std::vector<float> Executor::output(std::size_t number) const {
    if (number >= m_program.outputs.size())
        return {};
    const ValueId id = m_program.outputs[number];
    const std::int64_t rows = rowsOf(m_program[id].axis);
    const std::int64_t columns = m_program[id].columns;
    std::vector<float> values(static_cast<std::size_t>(rows * columns));
    if (rows > 0)
        at::from_blob(values.data(), {rows, columns}, at::kFloat).copy_(m_views[index(id)]);
    return values;
}

void Executor::poisonArena() {
    for (std::size_t i = 0; i < m_program.values.size(); ++i)
        if (!m_program.values[i].isPersistent() && m_views[i].defined() && m_layout.places[i].buffer >= 0)
            m_views[i].fill_(std::numeric_limits<double>::quiet_NaN());
}

} // namespace luthier::engine

#include "pass.h"

#include "operations/attention.h"

#include <algorithm>
#include <array>

// The walk through one block, forward and backward, over the family's list of operations.

namespace luthier::engine {

using families::Operation;
using families::OperationKind;
using families::Slot;

namespace {

AttentionHeads headsOf(const families::ModelShape& shape) {
    return {shape.heads, shape.kvHeads, shape.headDim, shape.attentionScale};
}

std::array<at::Tensor, 3> queryKeyValue(const at::Tensor& qkv, const families::ModelShape& shape) {
    return {qkv.narrow(1, 0, shape.queryWidth()), qkv.narrow(1, shape.queryWidth(), shape.keyValueWidth()),
            qkv.narrow(1, shape.queryWidth() + shape.keyValueWidth(), shape.keyValueWidth())};
}

} // namespace

at::Tensor Pass::value(Slot slot, std::int64_t layer) const {
    const std::int64_t columns = families::slotWidth(shape(), slot);
    const auto kept = [&](std::string_view what) {
        return scratch(footprint::blockBuffer(what, setOf(layer)), columns);
    };
    switch (slot) {
    case Slot::Input:
        return stream(layer);
    case Slot::Output:
        return stream(layer + 1);
    case Slot::Normed:
        return scratch("normed", columns);
    case Slot::Delta:
        return scratch("delta", columns);
    case Slot::Activated:
        return scratch("activated", columns);
    case Slot::QueryKeyValue:
        return kept("qkv");
    case Slot::Context:
        return kept("context");
    case Slot::Middle:
        return kept("middle");
    case Slot::Gate:
        return kept("gate");
    case Slot::Up:
        return kept("up");
    }
    return {};
}

at::Tensor Pass::statistics(const Operation& norm, std::int64_t layer) const {
    const std::string name = footprint::blockBuffer("norm_statistics", setOf(layer));
    const std::int64_t first = norm.input == Slot::Input ? 0 : 2 * m_tokens;
    return m_arena.vector(name, 4 * m_tokens).narrow(0, first, 2 * m_rows).view({2, m_rows});
}

void Pass::runNorm(const Operation& operation, std::int64_t layer, const at::Tensor& delta) {
    const at::Tensor entry = value(operation.input, layer);
    // With a residual in front, the sum becomes the norm's input.
    const at::Tensor before = delta.defined() ? residual(Slot::Input, layer) : entry;
    normForward(value(operation.output, layer), before, delta, entry,
                normWeights(operation.weight, operation.bias, layer), statistics(operation, layer));
}

void Pass::runLinear(const Operation& operation, std::int64_t layer) {
    const LinearWeight weight = linearWeight(operation.weight, operation.bias, layer);
    const bool outIn = weight.layout == families::LinearLayout::OutIn;
    at::Tensor output =
        value(operation.output, layer).narrow(1, operation.column, weight.matrix.size(outIn ? 0 : 1));
    linearForward(output, value(operation.input, layer), weight, adapter(layer, operation.linear),
                  dropoutAt(layer, operation.linear));
}

void Pass::runAttention(std::int64_t layer) {
    at::Tensor qkv = value(Slot::QueryKeyValue, layer);
    at::Tensor context = value(Slot::Context, layer);
    if (m_before >= 0) {
        const std::int64_t width = 2 * shape().keyValueWidth();
        const footprint::Buffer& place = m_arena.layout().buffer(footprint::blockBuffer("cache", layer));
        const at::Tensor cache = m_arena.matrix(place.name, place.bytes / 4 / width, width);
        cache.narrow(0, m_before, m_tokens).copy_(qkv.narrow(1, shape().queryWidth(), width));
        if (m_before > 0 || m_tokens == 1) {
            attentionCached(context, qkv.narrow(1, 0, shape().queryWidth()), cache.narrow(1, 0, width / 2),
                            cache.narrow(1, width / 2, width / 2), m_before, headsOf(shape()));
            return;
        }
    }
    const at::Tensor sums = scratch(footprint::blockBuffer("attention_lse", setOf(layer)), shape().heads);
    const auto parts = queryKeyValue(qkv, shape());
    attentionForward(context, sums, parts[0], parts[1], parts[2], m_rowStarts, headsOf(shape()));
}

/// The block's entry is needed whole by its backward; its narrowed rows wait in the place of the output.
at::Tensor Pass::residual(Slot slot, std::int64_t layer) const {
    return value(slot == Slot::Input && isNarrowed() ? Slot::Output : slot, layer);
}

void Pass::narrow(std::int64_t layer) {
    const at::Tensor context = value(Slot::Context, layer).index_select(0, m_wanted);
    const at::Tensor entry = value(Slot::Input, layer).index_select(0, m_wanted);
    m_rows = m_wanted.size(0);
    value(Slot::Context, layer).copy_(context);
    value(Slot::Output, layer).copy_(entry);
}

void Pass::walk(std::int64_t layer, Purpose purpose) {
    m_rows = m_tokens;
    const RotaryTables tables =
        shape().position == families::PositionKind::Rope
            ? RotaryTables{m_arena.matrix("cosines",
                                          m_arena.layout().buffer("cosines").bytes / 2 / shape().headDim,
                                          shape().headDim / 2),
                           m_arena.matrix("sines",
                                          m_arena.layout().buffer("sines").bytes / 2 / shape().headDim,
                                          shape().headDim / 2),
                           m_positions}
            : RotaryTables{};
    for (std::size_t i = 0; i < m_operations.size(); ++i) {
        const Operation& operation = m_operations[i];
        // Backward makes the activation again itself and does not need what comes after it.
        if (purpose == Purpose::Recompute && operation.output == Slot::Activated)
            return;
        switch (operation.kind) {
        case OperationKind::Norm:
            runNorm(operation, layer, {});
            break;
        case OperationKind::Linear:
            runLinear(operation, layer);
            break;
        case OperationKind::Rotary:
            rotate(value(Slot::QueryKeyValue, layer), shape().heads + shape().kvHeads, tables, Turn::Forward);
            break;
        case OperationKind::Attention:
            runAttention(layer);
            if (narrowsIn(layer))
                narrow(layer);
            break;
        case OperationKind::GatedUnit:
            gatedUnitForward(value(operation.output, layer), value(operation.input, layer),
                             value(operation.second, layer));
            break;
        case OperationKind::Gelu:
            geluForward(value(operation.output, layer), value(operation.input, layer));
            break;
        case OperationKind::Residual:
            // A norm right behind takes the sum on its way.
            if (i + 1 < m_operations.size() && m_operations[i + 1].kind == OperationKind::Norm) {
                runNorm(m_operations[++i], layer, value(operation.second, layer));
                break;
            }
            addInto(value(operation.output, layer), residual(operation.input, layer),
                    value(operation.second, layer));
            break;
        }
    }
}

void Pass::forwardBlock(std::int64_t layer) {
    walk(layer, Purpose::Forward);
}

/// The reversed walk. The gradients of Input, Middle, Output and Delta are one running buffer,
/// gradient.stream: a residual passes it on unchanged and a norm adds to it.
class BlockBackward {
public:
    BlockBackward(Pass& pass, std::int64_t layer)
        : m_pass(pass)
        , m_layer(layer)
        , m_stopsAtNorm(layer == pass.lowestTrainedBlock() && pass.m_trainedAt.empty()) {}

    void run() {
        const auto& operations = m_pass.m_operations;
        for (std::size_t i = operations.size(); i-- > 0;) {
            m_index = i;
            step(operations[i]);
        }
    }

private:
    void step(const Operation& operation) {
        switch (operation.kind) {
        case OperationKind::Residual:
            break;
        case OperationKind::Linear:
            linear(operation);
            break;
        case OperationKind::GatedUnit:
            gatedUnitBackward(gradient(Slot::Activated), value(operation.input), value(operation.second));
            break;
        case OperationKind::Gelu:
            geluBackward(gradient(Slot::Activated), value(operation.input));
            break;
        case OperationKind::Norm:
            norm(operation);
            break;
        case OperationKind::Attention:
            attention();
            break;
        case OperationKind::Rotary:
            rotary();
            break;
        }
    }

    at::Tensor value(Slot slot) const { return m_pass.value(slot, m_layer); }

    at::Tensor gradient(Slot slot) const {
        const std::int64_t columns = families::slotWidth(m_pass.shape(), slot);
        switch (slot) {
        case Slot::Normed:
            return m_pass.scratch("gradient.normed", columns);
        case Slot::Activated:
            return m_pass.scratch("gradient.activated", columns);
        case Slot::Context:
            return m_pass.scratch("gradient.context", columns);
        case Slot::QueryKeyValue:
            return m_pass.scratch("gradient.qkv", columns);
        case Slot::Gate:
        case Slot::Up:
            return value(slot); // the unit's backward left them there
        default:
            return m_pass.scratch("gradient.stream", columns);
        }
    }

    void linear(const Operation& operation) {
        const LinearWeight weight = m_pass.linearWeight(operation.weight, operation.bias, m_layer);
        Adapter* adapter = m_pass.adapter(m_layer, operation.linear);
        const bool outIn = weight.layout == families::LinearLayout::OutIn;
        LinearBackward step;
        step.outputGradient =
            gradient(operation.output).narrow(1, operation.column, weight.matrix.size(outIn ? 0 : 1));
        step.weightGradient = m_pass.weightGradient(operation.weight, m_layer);
        if (operation.bias)
            step.biasGradient = m_pass.weightGradient(*operation.bias, m_layer);
        if (adapter || step.weightGradient.defined())
            step.input = remade(operation.input);
        if (adapter)
            step.projectedGradient = m_pass.arena().vector(
                "gradient.projected", m_pass.arena().layout().buffer("gradient.projected").bytes / 4);
        if (!(m_stopsAtNorm && readsFirstNorm(operation)))
            step.inputGradient = gradient(operation.input);
        step.accumulate = operation.input == Slot::Normed && m_normedHasGradient;
        linearBackward(step, weight, adapter, m_pass.dropoutAt(m_layer, operation.linear));
        if (operation.input == Slot::Normed)
            m_normedHasGradient = true;
    }

    void norm(const Operation& operation) {
        m_normedHasGradient = false;
        m_normedMade = false;
        if (m_stopsAtNorm && operation.input == Slot::Input)
            return;
        const at::Tensor partials =
            m_pass.arena().has("norm_partials")
                ? m_pass.arena().vector("norm_partials", 2 * 16 * m_pass.shape().hiddenSize)
                : at::Tensor();
        normBackward(gradient(Slot::Input), gradient(Slot::Normed), value(operation.input),
                     m_pass.normWeights(operation.weight, operation.bias, m_layer),
                     m_pass.statistics(operation, m_layer), m_pass.weightGradient(operation.weight, m_layer),
                     operation.bias ? m_pass.weightGradient(*operation.bias, m_layer) : at::Tensor(),
                     partials);
    }

    void attention() {
        if (m_pass.isNarrowed())
            m_pass.widen(m_layer);
        const families::ModelShape& shape = m_pass.shape();
        const at::Tensor shared = m_pass.arena().has("gradient.shared")
                                      ? m_pass.scratch("gradient.shared", 2 * shape.queryWidth())
                                      : at::Tensor();
        const auto parts = queryKeyValue(value(Slot::QueryKeyValue), shape);
        const auto gradients = queryKeyValue(gradient(Slot::QueryKeyValue), shape);
        attentionBackward(
            {gradients[0], gradients[1], gradients[2]}, gradient(Slot::Context), parts[0], parts[1], parts[2],
            value(Slot::Context),
            m_pass.scratch(footprint::blockBuffer("attention_lse", m_pass.setOf(m_layer)), shape.heads),
            shared, m_pass.m_rowStarts, headsOf(shape));
    }

    void rotary() {
        const families::ModelShape& shape = m_pass.shape();
        const std::int64_t half = shape.headDim / 2;
        const std::int64_t positions = m_pass.arena().layout().buffer("cosines").bytes / 4 / half;
        rotate(gradient(Slot::QueryKeyValue), shape.heads + shape.kvHeads,
               {m_pass.arena().matrix("cosines", positions, half),
                m_pass.arena().matrix("sines", positions, half), m_pass.m_positions},
               Turn::Backward);
    }

    bool readsFirstNorm(const Operation& operation) const {
        return operation.input == Slot::Normed && producer(Slot::Normed).input == Slot::Input;
    }

    /// The operation that last wrote a slot before the present one.
    const Operation& producer(Slot slot) const {
        std::size_t i = m_index;
        while (m_pass.m_operations[--i].output != slot) {
        }
        return m_pass.m_operations[i];
    }

    /// A linear layer's input, made again when forward did not keep it.
    at::Tensor remade(Slot slot) {
        if (slot == Slot::Normed && !m_normedMade) {
            m_pass.runNorm(producer(slot), m_layer, {});
            m_normedMade = true;
        }
        if (slot == Slot::Activated) {
            const Operation& unit = producer(slot);
            if (unit.kind == OperationKind::GatedUnit)
                gatedUnitForward(value(slot), value(unit.input), value(unit.second));
            else
                geluForward(value(slot), value(unit.input));
        }
        return value(slot);
    }

    Pass& m_pass;
    std::int64_t m_layer;
    bool m_stopsAtNorm;
    bool m_normedHasGradient = false;
    bool m_normedMade = false;
    std::size_t m_index = 0;
};

/// Rows that were left out get no gradient from above; their context is that of other rows, and is multiplied
/// by it.
void Pass::widen(std::int64_t layer) {
    const at::Tensor context = value(Slot::Context, layer).clone();
    m_rows = m_tokens;
    value(Slot::Context, layer).index_copy_(0, m_wanted, context);
    for (const auto& [name, columns] :
         {std::pair("gradient.context", families::slotWidth(shape(), Slot::Context)),
          std::pair("gradient.stream", shape().hiddenSize)}) {
        at::Tensor whole = scratch(name, columns);
        const at::Tensor rows = whole.narrow(0, 0, m_wanted.size(0)).clone();
        whole.zero_();
        whole.index_copy_(0, m_wanted, rows);
    }
}

void Pass::backwardBlock(std::int64_t layer) {
    m_rows = narrowsIn(layer) ? m_wanted.size(0) : m_tokens;
    if (m_settings.checkpointing == footprint::Checkpointing::EveryBlock)
        walk(layer, Purpose::Recompute);
    BlockBackward(*this, layer).run();
}

} // namespace luthier::engine

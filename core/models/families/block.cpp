#include "block.h"

#include <algorithm>

namespace luthier::families {
namespace {

Operation norm(const ModelShape& shape, Slot input, Role weight, Role bias) {
    Operation operation{OperationKind::Norm, input, Slot::Normed};
    operation.weight = weight;
    if (shape.normKind == NormKind::Layer)
        operation.bias = bias;
    return operation;
}

Operation linear(const std::vector<LinearModule>& modules, Linear which, Slot input, Slot output,
                 std::int64_t column = 0) {
    const auto found = std::find_if(modules.begin(), modules.end(),
                                    [&](const LinearModule& m) { return m.linear == which; });
    Operation operation{OperationKind::Linear, input, output};
    operation.linear = which;
    operation.column = column;
    operation.weight = found->weight;
    operation.bias = found->bias;
    return operation;
}

} // namespace

std::vector<Operation> blockOperations(const ModelShape& shape) {
    const std::vector<LinearModule> modules = linearsOf(shape);
    std::vector<Operation> steps;
    steps.push_back(norm(shape, Slot::Input, Role::InputNormWeight, Role::InputNormBias));
    if (shape.fusedQkv) {
        steps.push_back(linear(modules, Linear::QueryKeyValue, Slot::Normed, Slot::QueryKeyValue));
    } else {
        const std::int64_t key = shape.queryWidth();
        steps.push_back(linear(modules, Linear::Query, Slot::Normed, Slot::QueryKeyValue));
        steps.push_back(linear(modules, Linear::Key, Slot::Normed, Slot::QueryKeyValue, key));
        steps.push_back(
            linear(modules, Linear::Value, Slot::Normed, Slot::QueryKeyValue, key + shape.keyValueWidth()));
    }
    if (shape.position == PositionKind::Rope)
        steps.push_back({OperationKind::Rotary, Slot::QueryKeyValue, Slot::QueryKeyValue});
    steps.push_back({OperationKind::Attention, Slot::QueryKeyValue, Slot::Context});
    steps.push_back(linear(modules, Linear::AttentionOutput, Slot::Context, Slot::Delta));
    steps.push_back({OperationKind::Residual, Slot::Input, Slot::Middle, Slot::Delta});
    steps.push_back(norm(shape, Slot::Middle, Role::PostNormWeight, Role::PostNormBias));
    if (shape.mlpKind == MlpKind::Gated) {
        steps.push_back(linear(modules, Linear::Gate, Slot::Normed, Slot::Gate));
        steps.push_back(linear(modules, Linear::Up, Slot::Normed, Slot::Up));
        steps.push_back({OperationKind::GatedUnit, Slot::Gate, Slot::Activated, Slot::Up});
    } else {
        steps.push_back(linear(modules, Linear::Up, Slot::Normed, Slot::Up));
        steps.push_back({OperationKind::Gelu, Slot::Up, Slot::Activated});
    }
    steps.push_back(linear(modules, Linear::Down, Slot::Activated, Slot::Delta));
    steps.push_back({OperationKind::Residual, Slot::Middle, Slot::Output, Slot::Delta});
    return steps;
}

std::int64_t slotWidth(const ModelShape& shape, Slot slot) {
    switch (slot) {
    case Slot::QueryKeyValue:
        return shape.queryWidth() + 2 * shape.keyValueWidth();
    case Slot::Context:
        return shape.queryWidth();
    case Slot::Gate:
    case Slot::Up:
    case Slot::Activated:
        return shape.intermediateSize;
    default:
        return shape.hiddenSize;
    }
}

} // namespace luthier::families

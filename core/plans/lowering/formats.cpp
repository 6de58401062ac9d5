#include "passes.h"

#include <program/op_traits.h>

#include <algorithm>
#include <map>
#include <utility>

namespace luthier::lowering {

using program::kNone;
using program::LinearAttributes;
using program::NumberFormat;
using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

namespace {

/// A quantised matrix has a row an output, for whoever reads it.
void turnWithTheirMatrix(Program& program) {
    for (Step& step : program.steps)
        if (step.kind == OpKind::RowLengths && program::isQuantised(program[step.operands[0]].format))
            std::get<LinearAttributes>(step.attributes).layout = program::Layout::OutIn;
    for (program::Value& value : program.values) {
        const ValueId source =
            value.startOf.empty() ? kNone : program.find(value.startOf, program::Kind::Weight);
        if (source != kNone && program::isQuantised(program[source].format))
            value.startTurned = false;
    }
}

} // namespace

void setFormats(Program& program, const StepOptions& options) {
    for (program::Value& value : program.values)
        if (value.kind == program::Kind::Weight && value.shape.size() > 1) {
            value.format = options.stored;
            value.blockBytes = options.blockBytes;
        }
    for (Step& step : program.steps) {
        auto* linear = std::get_if<LinearAttributes>(&step.attributes);
        if (!linear || linear->module.empty())
            continue;
        linear->products = options.products;
        program::Value& matrix = program[step.operands[1]];
        if (options.quantised && matrix.kind == program::Kind::Weight && isQuantisable(program, step)) {
            const bool turned =
                std::exchange(linear->layout, program::Layout::OutIn) == program::Layout::InOut;
            if (turned && !program::isQuantised(matrix.format))
                std::swap(matrix.shape[0], matrix.shape[1]);
            matrix.format = *options.quantised;
        }
    }
    turnWithTheirMatrix(program);
}

namespace {

/// Which operand the matrix is.
std::size_t matrixOf(const Step& step) {
    return step.kind == OpKind::RowLengths ? 0 : 1;
}

/// The operand that is a matrix as stored, or kNone.
ValueId storedMatrix(const Program& program, const Step& step) {
    const bool multiplies = step.kind == OpKind::Linear || step.kind == OpKind::LinearInputGradient;
    if (!multiplies && step.kind != OpKind::RowLengths)
        return kNone;
    if (program::isByPieces(program, step))
        return kNone;
    const ValueId matrix = step.operands[matrixOf(step)];
    return program[matrix].format == step.as<LinearAttributes>().products ? kNone : matrix;
}

} // namespace

void expandWeights(Program& program) {
    std::vector<Step> before = std::exchange(program.steps, {});
    std::map<std::pair<program::LoopId, ValueId>, ValueId> expandedInFront; // of a loop
    std::size_t loopBegin = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        Step& step = before[i];
        if (step.loop != program::kNoLoop && (i == 0 || before[i - 1].loop != step.loop))
            loopBegin = program.steps.size();
        if (const ValueId matrix = storedMatrix(program, step); matrix != kNone) {
            const auto known = expandedInFront.find({step.loop, matrix});
            if (step.loop != program::kNoLoop && known != expandedInFront.end()) {
                step.operands[matrixOf(step)] = known->second;
            } else {
                program::Value value = program[matrix];
                value.name += "^" + std::to_string(i);
                value.kind = program::Kind::Activation;
                value.format = step.as<LinearAttributes>().products;
                const ValueId expanded = program.add(std::move(value));
                step.operands[matrixOf(step)] = expanded;
                expandedInFront[{step.loop, matrix}] = expanded;
                const bool looped = step.loop != program::kNoLoop;
                const auto place = program.steps.begin() +
                                   static_cast<std::ptrdiff_t>(looped ? loopBegin++ : program.steps.size());
                program.steps.insert(place, {OpKind::Expand,
                                             {matrix},
                                             {{expanded, kNone}},
                                             {},
                                             step.region,
                                             step.phase,
                                             program::kNoLoop});
            }
        }
        program.steps.push_back(std::move(step));
    }
}

} // namespace luthier::lowering

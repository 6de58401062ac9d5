#include "tuner_state.h"

#include "memory/weights.h"
#include "operations/parallel.h"
#include "operations/rowwise.h"
#include "optimizers/optimizer.h"

#include <kernels/adamw/adamw.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace luthier::engine {
namespace {

/// Uniform numbers in [0, 1) and normal ones that are the same with every standard library.
class Draws {
public:
    explicit Draws(std::uint64_t seed)
        : m_engine(seed) {}
    double uniform() { return static_cast<double>(m_engine() >> 11U) * 0x1.0p-53; }
    double normal() {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        return radius * std::cos(2.0 * std::numbers::pi * uniform());
    }

private:
    std::mt19937_64 m_engine;
};

/// One value of a parameter's start.
double drawn(const footprint::Parameter& parameter, Draws& draws) {
    switch (parameter.start) {
    case program::Start::Zeros:
        return 0.0;
    case program::Start::Ones:
        return 1.0;
    case program::Start::Normal:
        return parameter.spread * draws.normal();
    case program::Start::Uniform:
        return (2.0 * draws.uniform() - 1.0) * parameter.spread;
    case program::Start::OutputLengths: // where there is no matrix to measure
        return 1.0;
    case program::Start::Rows: // or to copy
        return 0.0;
    }
    return 0.0;
}

/// The length of each output's row of the matrix that the parameter starts from.
at::Tensor outputLengths(const WeightStore& weights, const footprint::Parameter& parameter) {
    at::Tensor matrix = at::empty(parameter.startShape, at::kFloat);
    weights.expandInto(parameter.startOf, matrix);
    return at::linalg_vector_norm(matrix, 2, at::IntArrayRef{parameter.startTurned ? 0 : 1});
}

/// Those rows of it that the parameter starts as.
at::Tensor rowsOf(const WeightStore& weights, const footprint::Parameter& parameter) {
    const at::Tensor rows = at::tensor(parameter.startRows, at::TensorOptions().dtype(at::kLong));
    return weights.rows(parameter.startOf, rows).view({-1});
}

/// torch.nn.utils.clip_grad_norm_ adds this to the norm.
constexpr double kClipEpsilon = 1e-6;

/// Parameters [first, end) that move together.
struct Range {
    std::size_t first;
    std::size_t end;
};

/// Neighbouring parameters with the same decay and rate as one range, where tensors do not matter.
std::vector<Range> rangesOf(const std::vector<footprint::Parameter>& parameters, bool tensors) {
    std::vector<Range> ranges;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto alike = [&](const footprint::Parameter& other) {
            return other.decays == parameters[i].decays && other.rate == parameters[i].rate;
        };
        if (ranges.empty() || tensors || !alike(parameters[ranges.back().first]))
            ranges.push_back({i, i});
        ranges.back().end = i + 1;
    }
    return ranges;
}

double normOf(const at::Tensor& gradients) {
    const double squares = usesKernels(gradients) ? kernels::sumOfSquares(gradients.const_data_ptr<float>(),
                                                                          gradients.numel(), onTorchThreads)
                                                  : (gradients * gradients).sum().item().toDouble();
    return std::sqrt(squares);
}

/// Moves all parameters, range by range.
class Moves {
public:
    Moves(const Arena& arena, footprint::Optimizer optimizer)
        : m_arena(arena)
        , m_optimizer(optimizer)
        , m_parameters(arena.layout().parameters()) {
        for (const footprint::OptimizerState& state : footprint::statesOf(optimizer))
            m_pieces.push_back(footprint::piecesOf(state, m_parameters));
    }

    void make(const OptimizerStep& step, double scale) const {
        const bool tensors = footprint::movesTensors(m_optimizer);
        for (const Range& range : rangesOf(m_parameters, tensors)) {
            const footprint::Parameter& first = m_parameters[range.first];
            const footprint::Parameter& last = m_parameters[range.end - 1];
            const std::int64_t count = last.offset + last.count - first.offset;
            Moving moving{stateArray(m_arena, kParameters).narrow(0, first.offset, count),
                          stateArray(m_arena, kGradients).narrow(0, first.offset, count),
                          statesOf(range),
                          scale,
                          step.learningRate * first.rate,
                          first.decays ? step.weightDecay : 0.0};
            if (tensors) {
                moving.shape = first.shape;
                moving.isInnerMatrix = first.isInnerMatrix;
                if (m_arena.has(footprint::kOptimizerScratch))
                    moving.scratch = stateArray(m_arena, footprint::kOptimizerScratch);
            }
            moverOf(m_optimizer)(moving, step);
        }
    }

private:
    std::vector<at::Tensor> statesOf(const Range& range) const {
        std::vector<at::Tensor> states;
        for (std::size_t i = 0; i < m_pieces.size(); ++i) {
            const footprint::OptimizerState& state = footprint::statesOf(m_optimizer)[i];
            const footprint::StatePiece& first = m_pieces[i][range.first];
            const footprint::StatePiece& last = m_pieces[i][range.end - 1];
            states.push_back(last.count == 0 ? at::Tensor()
                                             : arrayOf(state).narrow(
                                                   0, first.offset, last.offset + last.count - first.offset));
        }
        return states;
    }

    at::Tensor arrayOf(const footprint::OptimizerState& state) const {
        const at::Tensor bytes = m_arena.bytesOf(m_arena.layout().buffer(state.name));
        return state.elementBytes == 1 ? bytes : bytes.view(at::kFloat);
    }

    const Arena& m_arena;
    footprint::Optimizer m_optimizer;
    const std::vector<footprint::Parameter>& m_parameters;
    std::vector<std::vector<footprint::StatePiece>> m_pieces; ///< by state
};

} // namespace

at::Tensor stateArray(const Arena& arena, std::string_view name) {
    return arena.vector(name, arena.layout().buffer(name).bytes / 4);
}

void initialiseParameters(const Arena& arena, const Model& model, std::uint64_t seed) {
    const auto& parameters = arena.layout().parameters();
    if (parameters.empty())
        return;
    const at::Tensor flat = stateArray(arena, kParameters);
    // A tensor of the checkpoint is drawn where the model has none; a model with weights lacks only what a
    // method adds.
    Draws draws(model.weights() ? seed : model.seed());
    for (const footprint::Parameter& parameter : parameters) {
        at::Tensor place = flat.narrow(0, parameter.offset, parameter.count);
        if (model.weights() && model.weights()->has(parameter.name)) {
            model.weights()->expandInto(parameter.name, place.view(parameter.shape));
            model.weights()->letGo(parameter.name);
            continue;
        }
        if (model.weights() && model.weights()->has(parameter.startOf)) {
            place.copy_(parameter.start == program::Start::Rows ? rowsOf(*model.weights(), parameter)
                                                                : outputLengths(*model.weights(), parameter));
            continue;
        }
        std::vector<float> values(static_cast<std::size_t>(parameter.count));
        std::generate(values.begin(), values.end(),
                      [&] { return static_cast<float>(drawn(parameter, draws)); });
        place.copy_(at::from_blob(values.data(), {parameter.count}, at::kFloat));
    }
}

Clipping clip(at::Tensor gradients, const OptimizerStep& step) {
    Clipping clipping{normOf(gradients), 1.0};
    double norm = clipping.norm;
    if (!std::isfinite(norm))
        return clipping;
    if (step.maxGradValue > 0) {
        gradients.clamp_(-step.maxGradValue, step.maxGradValue);
        norm = step.maxGradNorm > 0 ? normOf(gradients) : 0.0;
    }
    if (step.maxGradNorm > 0)
        clipping.scale = std::min(1.0, step.maxGradNorm / (norm + kClipEpsilon));
    return clipping;
}

void writeParameters(const Arena& arena, std::span<const NamedValues> values) {
    for (const NamedValues& given : values) {
        const footprint::Parameter* parameter = arena.layout().parameter(given.name);
        TORCH_CHECK(parameter && parameter->count == static_cast<std::int64_t>(given.values.size()),
                    "no parameter ", given.name, " of this size");
        stateArray(arena, kParameters)
            .narrow(0, parameter->offset, parameter->count)
            .copy_(at::from_blob(const_cast<float*>(given.values.data()), {parameter->count}, at::kFloat));
    }
}

std::optional<double> updateParameters(const Arena& arena, footprint::Optimizer optimizer,
                                       const OptimizerStep& step) {
    at::Tensor gradients = stateArray(arena, kGradients);
    const Clipping clipping = clip(gradients, step);
    if (!std::isfinite(clipping.norm))
        return std::nullopt;
    Moves(arena, optimizer).make(step, clipping.scale);
    gradients.zero_();
    return clipping.norm;
}

} // namespace luthier::engine

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
    const at::Tensor& matrix = weights.stored(parameter.startOf);
    const at::Tensor rows = at::tensor(parameter.startRows, at::TensorOptions().dtype(at::kLong));
    return matrix.index_select(0, rows.to(matrix.device())).view({-1});
}

/// torch.nn.utils.clip_grad_norm_ adds this to the norm.
constexpr double kClipEpsilon = 1e-6;

struct Range {
    std::int64_t begin;
    std::int64_t count;
    bool decays;
    double rate;
};

/// Neighbouring parameters with the same decay and rate as one range.
std::vector<Range> rangesOf(const std::vector<footprint::Parameter>& parameters) {
    std::vector<Range> ranges;
    for (const footprint::Parameter& parameter : parameters) {
        if (ranges.empty() || ranges.back().decays != parameter.decays ||
            ranges.back().rate != parameter.rate)
            ranges.push_back({parameter.offset, 0, parameter.decays, parameter.rate});
        ranges.back().count = parameter.offset + parameter.count - ranges.back().begin;
    }
    return ranges;
}

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
    const double squares = usesKernels(gradients) ? kernels::sumOfSquares(gradients.const_data_ptr<float>(),
                                                                          gradients.numel(), onTorchThreads)
                                                  : (gradients * gradients).sum().item().toDouble();
    const double norm = std::sqrt(squares);
    if (!std::isfinite(norm))
        return std::nullopt;
    const double scale = step.maxGradNorm > 0 ? std::min(1.0, step.maxGradNorm / (norm + kClipEpsilon)) : 1.0;
    for (const Range& range : rangesOf(arena.layout().parameters())) {
        const auto part = [&](std::string_view array) {
            return stateArray(arena, array).narrow(0, range.begin, range.count);
        };
        Moving moving{part(kParameters),
                      part(kGradients),
                      {},
                      scale,
                      step.learningRate * range.rate,
                      range.decays ? step.weightDecay : 0.0};
        for (const std::string_view state : footprint::statesOf(optimizer))
            moving.states.push_back(part(state));
        moverOf(optimizer)(moving, step);
    }
    gradients.zero_();
    return norm;
}

} // namespace luthier::engine

#include "optimizer.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>

namespace luthier::engine {
namespace {

/// Added to each square, as in the paper.
constexpr double kSquare = 1e-30;

/// Calls `visit` with first and count of stretches along the first axis, so that what lies between stays
/// small.
template <typename Visit>
void forEachStretch(const std::vector<std::int64_t>& shape, Visit&& visit) {
    constexpr std::int64_t kStretch = std::int64_t{1} << 18U;
    std::int64_t width = 1;
    for (std::size_t i = 1; i < shape.size(); ++i)
        width *= shape[i];
    const std::int64_t stretch = std::max<std::int64_t>(1, kStretch / std::max<std::int64_t>(1, width));
    for (std::int64_t first = 0; first < shape[0]; first += stretch)
        visit(first, std::min(stretch, shape[0] - first));
}

/// What a step would be, before it is made short: the gradient over the root of its expected square.
class Directions {
public:
    Directions(const Moving& moving, double memory)
        : m_gradients(moving.gradients.view(moving.shape))
        , m_scale(moving.gradientScale) {
        if (moving.shape.size() >= 2)
            remember(moving, memory);
        else {
            at::Tensor squares = moving.states[2].view(moving.shape);
            const at::Tensor gradient = m_gradients * m_scale;
            squares.mul_(memory).add_(gradient * gradient + kSquare, 1.0 - memory);
            m_whole = squares.rsqrt();
        }
    }

    /// A stretch along the first axis.
    at::Tensor of(std::int64_t first, std::int64_t count) const {
        const at::Tensor gradient = m_gradients.narrow(0, first, count) * m_scale;
        if (m_whole.defined())
            return m_whole.narrow(0, first, count) * gradient;
        const at::Tensor columns = m_gradients.dim() > 2 ? m_columns.narrow(0, first, count) : m_columns;
        return m_rows.narrow(0, first, count).unsqueeze(-1) * columns.unsqueeze(-2) * gradient;
    }

private:
    /// Means of the squares by row and by column, and the factors that they come to.
    void remember(const Moving& moving, double memory) {
        const at::IntArrayRef shape(moving.shape);
        at::Tensor rows = moving.states[0].view(shape.slice(0, shape.size() - 1));
        std::vector<std::int64_t> columnsShape = moving.shape;
        columnsShape.erase(columnsShape.end() - 2);
        at::Tensor columns = moving.states[1].view(columnsShape);
        const bool isMatrix = shape.size() == 2;
        rows.mul_(memory);
        columns.mul_(memory);
        forEachStretch(moving.shape, [&](std::int64_t first, std::int64_t count) {
            const at::Tensor gradient = m_gradients.narrow(0, first, count) * m_scale;
            const at::Tensor squares = gradient * gradient + kSquare;
            rows.narrow(0, first, count).add_(squares.mean(-1), 1.0 - memory);
            if (isMatrix)
                columns.add_(squares.sum(0), (1.0 - memory) / static_cast<double>(shape[0]));
            else
                columns.narrow(0, first, count).add_(squares.mean(-2), 1.0 - memory);
        });
        m_rows = (rows / rows.mean(-1, true)).rsqrt();
        m_columns = columns.rsqrt();
    }

    at::Tensor m_gradients;
    double m_scale;
    at::Tensor m_rows;
    at::Tensor m_columns;
    at::Tensor m_whole; ///< of vectors
};

} // namespace

/// Adafactor (arXiv 1804.04235) at a given rate, as TrainingArguments sets up transformers' Adafactor: second
/// moments of matrices by row and by column, no first ones, steps of a bounded root mean square.
void moveByAdafactor(const Moving& moving, const OptimizerStep& step) {
    const double memory = 1.0 - std::pow(static_cast<double>(step.step), step.decayRate);
    const Directions directions(moving, memory);
    at::Tensor weights = moving.parameters.view(moving.shape);
    double squares = 0;
    forEachStretch(moving.shape, [&](std::int64_t first, std::int64_t count) {
        const at::Tensor part = directions.of(first, count);
        squares += (part * part).sum().item().toDouble();
    });
    const double length = std::sqrt(squares / static_cast<double>(weights.numel()));
    const double shortened = moving.rate / std::max(1.0, length / step.clipThreshold);
    weights.mul_(1.0 - moving.weightDecay * moving.rate);
    forEachStretch(moving.shape, [&](std::int64_t first, std::int64_t count) {
        weights.narrow(0, first, count).sub_(directions.of(first, count), shortened);
    });
}

} // namespace luthier::engine

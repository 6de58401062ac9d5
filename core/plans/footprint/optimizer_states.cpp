#include "optimizer_states.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <optional>

namespace luthier::footprint {
namespace {

using Shape = std::vector<std::int64_t>;

constexpr std::array<OptimizerState, 2> kAdamW{{{"first_moment"}, {"second_moment"}}};
constexpr std::array<OptimizerState, 6> kAdamW8bit{{{"first_moment", StateForm::OfSmall},
                                                    {"second_moment", StateForm::OfSmall},
                                                    {"first_code", StateForm::OfLarge, 1},
                                                    {"first_absmax", StateForm::BlocksOfLarge},
                                                    {"second_code", StateForm::OfLarge, 1},
                                                    {"second_absmax", StateForm::BlocksOfLarge}}};
constexpr std::array<OptimizerState, 1> kMomentum{{{"momentum"}}};
constexpr std::array<OptimizerState, 3> kAdafactor{{{"row_moment", StateForm::Rows},
                                                    {"column_moment", StateForm::Columns},
                                                    {"second_moment", StateForm::OfVectors}}};
constexpr std::array<OptimizerState, 3> kMuon{{{"momentum", StateForm::OfInnerMatrices},
                                               {"first_moment", StateForm::OfOthers},
                                               {"second_moment", StateForm::OfOthers}}};

/// The shape of what is kept of a parameter; nothing: it is not kept.
std::optional<Shape> shapeOf(StateForm form, const Parameter& parameter) {
    Shape shape = parameter.shape;
    const bool hasRows = shape.size() >= 2;
    const bool isLarge = parameter.count >= kLeastInBytes;
    switch (form) {
    case StateForm::Whole:
        return shape;
    case StateForm::OfInnerMatrices:
        return parameter.isInnerMatrix ? std::optional(shape) : std::nullopt;
    case StateForm::OfOthers:
        return parameter.isInnerMatrix ? std::nullopt : std::optional(shape);
    case StateForm::OfVectors:
        return hasRows ? std::nullopt : std::optional(shape);
    case StateForm::Rows:
        if (!hasRows)
            return std::nullopt;
        shape.pop_back();
        return shape;
    case StateForm::Columns:
        if (!hasRows)
            return std::nullopt;
        shape.erase(shape.end() - 2);
        return shape;
    case StateForm::OfSmall:
        return isLarge ? std::nullopt : std::optional(shape);
    case StateForm::OfLarge:
        return isLarge ? std::optional(shape) : std::nullopt;
    case StateForm::BlocksOfLarge:
        return isLarge ? std::optional(Shape{(parameter.count + kStateBlock - 1) / kStateBlock})
                       : std::nullopt;
    }
    return shape;
}

} // namespace

std::span<const OptimizerState> statesOf(Optimizer optimizer) {
    switch (optimizer) {
    case Optimizer::AdamW:
        return kAdamW;
    case Optimizer::AdamW8bit:
        return kAdamW8bit;
    case Optimizer::Sgd:
    case Optimizer::Lion:
        return kMomentum;
    case Optimizer::Adafactor:
        return kAdafactor;
    case Optimizer::Muon:
        return kMuon;
    }
    return {};
}

std::vector<StatePiece> piecesOf(const OptimizerState& state, std::span<const Parameter> parameters) {
    constexpr std::int64_t kLine = 64;
    const std::int64_t perLine = kLine / state.elementBytes;
    std::vector<StatePiece> pieces;
    std::int64_t offset = 0;
    for (const Parameter& parameter : parameters) {
        const std::optional<Shape> shape = shapeOf(state.form, parameter);
        StatePiece& piece = pieces.emplace_back();
        piece.offset = offset;
        if (!shape)
            continue;
        piece.shape = *shape;
        piece.count = std::accumulate(shape->begin(), shape->end(), std::int64_t{1}, std::multiplies<>());
        offset += (piece.count + perLine - 1) / perLine * perLine;
    }
    return pieces;
}

std::int64_t bytesOf(const OptimizerState& state, std::span<const Parameter> parameters) {
    std::int64_t elements = 0;
    for (const StatePiece& piece : piecesOf(state, parameters))
        elements = std::max(elements, piece.offset + piece.count);
    return elements * state.elementBytes;
}

bool movesTensors(Optimizer optimizer) {
    return optimizer == Optimizer::AdamW8bit || optimizer == Optimizer::Adafactor ||
           optimizer == Optimizer::Muon;
}

std::int64_t scratchFloats(Optimizer optimizer, std::span<const Parameter> parameters) {
    std::int64_t most = 0;
    if (optimizer != Optimizer::Muon)
        return most;
    for (const Parameter& parameter : parameters)
        if (parameter.isInnerMatrix) {
            const std::int64_t side = std::min(parameter.shape[0], parameter.shape[1]);
            most = std::max(most, 2 * (parameter.count + side * side));
        }
    return most;
}

} // namespace luthier::footprint

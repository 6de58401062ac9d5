#include "../memory/weights.h"
#include "../operations/product.h"
#include "kernel_table.h"

#include <footprint/program_layout.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/sum.h>

#include <algorithm>

namespace luthier::engine::kernel {
namespace {

using program::LinearAttributes;

/// The matrix as [in, out], which a row is multiplied by.
at::Tensor forwardMatrix(const LinearAttributes& how, const at::Tensor& matrix) {
    return how.layout == program::Layout::OutIn ? matrix.t() : matrix;
}

/// The scratch of a product in bf16, cut as footprint gave room for it.
RoundedScratch rounded(const StepRun& run) {
    const at::Tensor all = run.scratch.view(at::kBFloat16);
    const auto room = footprint::productScratch(run.program, run.step, run.operand(0).size(0));
    return {all.narrow(0, 0, room.left), all.narrow(0, room.left, room.right),
            all.narrow(0, room.left + room.right, room.result)};
}

/// target = scale · left · right + beta · target, in the format of the step's products.
void product(const StepRun& run, at::Tensor target, const at::Tensor& left, const at::Tensor& right,
             double beta) {
    const auto& how = run.step.as<LinearAttributes>();
    if (how.products == program::NumberFormat::Fp32) {
        multiply(std::move(target), left, right, how.scale, beta);
        return;
    }
    multiplyRounded(std::move(target), left, right, beta, rounded(run));
}

/// The product with a matrix of blocks, of which some rows are expanded at a time: outputs of a forward
/// product, addends of a gradient.
void productByPieces(const StepRun& run, const at::Tensor& target, double beta) {
    const program::Value& matrix = run.program[run.step.operands[1]];
    const double scale = run.step.as<LinearAttributes>().scale;
    const bool forward = run.step.kind == program::OpKind::Linear;
    const std::int64_t rows = program::pieceRows(matrix);
    const at::Tensor room = run.scratch.view(at::kFloat);
    for (std::int64_t first = 0; first < matrix.shape[0]; first += rows) {
        const std::int64_t count = std::min(rows, matrix.shape[0] - first);
        const at::Tensor piece = room.narrow(0, 0, count * matrix.shape[1]).view({count, matrix.shape[1]});
        run.weights->expandRows(matrix.name, first, piece);
        if (forward)
            multiply(target.narrow(1, first, count), run.operand(0), piece.t(), scale, beta);
        else
            multiply(target, run.operand(0).narrow(1, first, count), piece, scale, first == 0 ? beta : 1.0);
    }
}

} // namespace

void linear(const StepRun& run) {
    const auto& how = run.step.as<LinearAttributes>();
    at::Tensor y = run.result(0);
    const at::Tensor& bias = run.operand(2);
    if (bias.defined() && run.adds(0))
        y.add_(bias, how.biasScale);
    else if (bias.defined())
        y.copy_((how.biasScale == 1.0 ? bias : bias * how.biasScale).expand_as(y));
    const double beta = run.adds(0) || bias.defined() ? 1.0 : 0.0;
    if (program::isByPieces(run.program, run.step))
        productByPieces(run, y, beta);
    else
        product(run, y, run.operand(0), forwardMatrix(how, run.operand(1)), beta);
}

void linearInputGradient(const StepRun& run) {
    const auto& how = run.step.as<LinearAttributes>();
    const double beta = run.adds(0) ? 1.0 : 0.0;
    if (program::isByPieces(run.program, run.step))
        productByPieces(run, run.result(0), beta);
    else
        product(run, run.result(0), run.operand(0), forwardMatrix(how, run.operand(1)).t(), beta);
}

void linearWeightGradient(const StepRun& run) {
    const bool outIn = run.step.as<LinearAttributes>().layout == program::Layout::OutIn;
    const at::Tensor& d = run.operand(0);
    const at::Tensor& x = run.operand(1);
    product(run, run.result(0), (outIn ? d : x).t(), outIn ? x : d, 1.0);
}

void expand(const StepRun& run) {
    const program::Value& matrix = run.program[run.step.operands[0]];
    at::Tensor target = run.result(0);
    // What trains lies in the arena, whatever the checkpoint holds under its name.
    if (matrix.kind == program::Kind::Weight)
        run.weights->expandInto(matrix.name, target);
    else
        target.copy_(run.operand(0));
}

void sumRows(const StepRun& run) {
    at::Tensor gradient = run.result(0);
    const auto* how = std::get_if<program::ScaleAttributes>(&run.step.attributes);
    gradient.add_(run.operand(0).sum(0), how ? how->factor : 1.0);
}

} // namespace luthier::engine::kernel

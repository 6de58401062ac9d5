#include "kernel_table.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/nonzero.h>

#include <algorithm>

namespace luthier::engine::kernel {
namespace {

/// Rows that are worked on at once, so that what lies between stays small.
constexpr std::int64_t kRows = 64;

template <typename Visit>
void inStretches(std::int64_t rows, Visit&& visit) {
    for (std::int64_t first = 0; first < rows; first += kRows)
        visit(first, std::min(kRows, rows - first));
}

/// m / n, or m where there is no n: [columns].
at::Tensor factorsOf(const at::Tensor& m, const at::Tensor& n) {
    const at::Tensor flat = m.reshape({-1});
    return n.defined() ? flat / n : flat;
}

/// Rows of virtual tokens, and the rows of the table that they are.
struct Placed {
    at::Tensor rows;
    at::Tensor ofTable;
};

Placed placedRows(const at::Tensor& ids) {
    const at::Tensor rows = at::nonzero(ids < 0).view({-1});
    return {rows, program::virtualId(0) - ids.index_select(0, rows)};
}

} // namespace

void scaleColumns(const StepRun& run) {
    at::Tensor y = run.result(0);
    const at::Tensor& x = run.operand(0);
    if (!run.batch.withoutAdapter)
        at::mul_out(y, x, factorsOf(run.operand(1), run.operand(2)));
    else if (y.data_ptr() != x.data_ptr())
        y.copy_(x);
    if (run.operand(3).defined())
        y.add_(run.operand(3));
}

void scaleColumnsBackward(const StepRun& run) {
    const at::Tensor& d = run.operand(0);
    const at::Tensor& x = run.operand(1);
    // In front of the gradient of x, which may lie upon d.
    if (at::Tensor gradient = run.result(1); gradient.defined()) {
        at::Tensor flat = gradient.view({-1});
        inStretches(d.size(0), [&](std::int64_t first, std::int64_t count) {
            const at::Tensor sum = (d.narrow(0, first, count) * x.narrow(0, first, count)).sum(0);
            flat.add_(run.operand(3).defined() ? sum / run.operand(3) : sum);
        });
    }
    if (at::Tensor gradient = run.result(0); gradient.defined())
        at::mul_out(gradient, d, factorsOf(run.operand(2), run.operand(3)));
}

void rowLengths(const StepRun& run) {
    const auto& how = run.step.as<program::LinearAttributes>();
    const at::Tensor weight = how.layout == program::Layout::OutIn ? run.operand(0) : run.operand(0).t();
    at::Tensor lengths = run.result(0);
    inStretches(weight.size(0), [&](std::int64_t first, std::int64_t count) {
        const at::Tensor rows =
            at::addmm(weight.narrow(0, first, count), run.operand(2).narrow(0, first, count), run.operand(1),
                      1, how.scale);
        lengths.narrow(0, first, count).copy_(at::linalg_vector_norm(rows, 2, at::IntArrayRef{1}));
    });
}

void placeRows(const StepRun& run) {
    const auto& how = run.step.as<program::PlaceAttributes>();
    at::Tensor y = takenOver(run, 0, 0);
    const Placed placed = placedRows(run.operand(1));
    if (placed.rows.numel() > 0)
        y.index_copy_(0, placed.rows,
                      run.operand(2).narrow(1, how.column, y.size(1)).index_select(0, placed.ofTable));
}

void placeRowsBackward(const StepRun& run) {
    const auto& how = run.step.as<program::PlaceAttributes>();
    const at::Tensor& d = run.operand(0);
    const Placed placed = placedRows(run.operand(1));
    if (at::Tensor gradient = run.result(1); gradient.defined() && placed.rows.numel() > 0)
        gradient.narrow(1, how.column, d.size(1))
            .index_add_(0, placed.ofTable, d.index_select(0, placed.rows));
    if (run.result(0).defined()) {
        at::Tensor gradient = takenOver(run, 0, 0);
        if (placed.rows.numel() > 0)
            gradient.index_fill_(0, placed.rows, 0);
    }
}

} // namespace luthier::engine::kernel

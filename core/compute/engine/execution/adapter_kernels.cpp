#include "kernel_table.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

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

/// Rows that are kept elsewhere, and the rows of the table that they are.
struct Placed {
    at::Tensor rows;
    at::Tensor ofTable;
};

at::Tensor indices(const std::vector<std::int64_t>& values, const at::Tensor& beside) {
    return at::tensor(values, at::TensorOptions().dtype(at::kLong)).to(beside.device());
}

/// Those of the ids that the step names, but for `leftOut`.
Placed rowsOfIds(const at::Tensor& ids, const std::vector<std::int64_t>& named, std::int64_t leftOut) {
    std::unordered_map<std::int64_t, std::int64_t> places;
    for (std::size_t i = 0; i < named.size(); ++i)
        places.emplace(named[i], static_cast<std::int64_t>(i));
    places.erase(leftOut);
    const at::Tensor read = ids.to(at::kCPU, at::kLong).contiguous();
    std::vector<std::int64_t> rows;
    std::vector<std::int64_t> ofTable;
    for (std::int64_t row = 0; row < read.numel(); ++row)
        if (const auto found = places.find(read.const_data_ptr<std::int64_t>()[row]); found != places.end()) {
            rows.push_back(row);
            ofTable.push_back(found->second);
        }
    return {indices(rows, ids), indices(ofTable, ids)};
}

Placed placedRows(const at::Tensor& ids, const program::PlaceAttributes& how) {
    if (!how.ids.empty())
        return rowsOfIds(ids, how.ids, -1);
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
    if (run.batch.withoutAdapter)
        return;
    const Placed placed = placedRows(run.operand(1), how);
    if (placed.rows.numel() > 0)
        y.index_copy_(0, placed.rows,
                      run.operand(2).narrow(1, how.column, y.size(1)).index_select(0, placed.ofTable));
}

void placeRowsBackward(const StepRun& run) {
    const auto& how = run.step.as<program::PlaceAttributes>();
    const at::Tensor& d = run.operand(0);
    const Placed placed = placedRows(run.operand(1), how);
    const Placed learning =
        how.padding >= 0 && !how.ids.empty() ? rowsOfIds(run.operand(1), how.ids, how.padding) : placed;
    if (at::Tensor gradient = run.result(1); gradient.defined() && learning.rows.numel() > 0)
        gradient.narrow(1, how.column, d.size(1))
            .index_add_(0, learning.ofTable, d.index_select(0, learning.rows));
    if (run.result(0).defined()) {
        at::Tensor gradient = takenOver(run, 0, 0);
        if (placed.rows.numel() > 0)
            gradient.index_fill_(0, placed.rows, 0);
    }
}

void placeColumns(const StepRun& run) {
    at::Tensor y = takenOver(run, 0, 0);
    if (!run.batch.withoutAdapter)
        y.index_copy_(1, indices(run.step.as<program::PlaceAttributes>().ids, y), run.operand(1));
}

void placeColumnsBackward(const StepRun& run) {
    const at::Tensor& d = run.operand(0);
    const at::Tensor columns = indices(run.step.as<program::PlaceAttributes>().ids, d);
    // In front of the gradient of x, which may lie upon d.
    if (at::Tensor gradient = run.result(1); gradient.defined())
        at::index_select_out(gradient, d, 1, columns);
    if (run.result(0).defined())
        takenOver(run, 0, 0).index_fill_(1, columns, 0);
}

} // namespace luthier::engine::kernel

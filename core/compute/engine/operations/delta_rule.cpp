#include "delta_rule.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/mul.h>

#include <algorithm>

namespace luthier::engine {
namespace {

/// One row of the operands, as matrices of a batch of key heads.
struct DeltaRow {
    at::Tensor query; ///< [heads, key width, 1]
    at::Tensor key;
    at::Tensor value; ///< [heads, 1, values' columns]
    at::Tensor kept;  ///< e^g, [heads, 1, values a key head, 1]
    at::Tensor rate;  ///< of the same form

    /// Values minus what the state has of them.
    at::Tensor difference(const at::Tensor& state) const {
        return value - at::bmm(key.transpose(1, 2), state);
    }
    /// `x` · β, head by head.
    at::Tensor rated(const at::Tensor& x) const { return by(x, rate); }
    void decay(at::Tensor state) const { by(state).mul_(kept); }
    /// The columns of each value head by themselves.
    at::Tensor by(const at::Tensor& x) const {
        return x.view({x.size(0), x.size(1), kept.size(2), x.size(2) / kept.size(2)});
    }

private:
    at::Tensor by(const at::Tensor& x, const at::Tensor& factor) const {
        return (by(x) * factor).view(x.sizes());
    }
};

DeltaRow rowOf(const DeltaRows& x, const at::Tensor& kept, std::int64_t row, std::int64_t heads) {
    const auto byHead = [&](const at::Tensor& of, std::int64_t rows, std::int64_t columns) {
        return of.select(0, row).view({heads, rows, columns});
    };
    const std::int64_t keyWidth = x.query.size(1) / heads;
    const std::int64_t shared = x.decay.size(1) / heads;
    return {byHead(x.query, keyWidth, 1), byHead(x.key, keyWidth, 1),
            byHead(x.value, 1, x.value.size(1) / heads), byHead(kept, shared, 1).unsqueeze(1),
            byHead(x.rate, shared, 1).unsqueeze(1)};
}

void advance(const DeltaRow& row, at::Tensor state) {
    row.decay(state);
    state.baddbmm_(row.key, row.rated(row.difference(state)));
}

/// What backward keeps, cut from its scratch.
struct DeltaStates {
    at::Tensor begins;   ///< the state in front of each stretch
    at::Tensor before;   ///< the states in front of each row of a stretch, and behind its last
    at::Tensor decayed;  ///< that of a row, which its delta is added to
    at::Tensor gradient; ///< of the state

    explicit DeltaStates(const at::Tensor& all)
        : begins(all.narrow(0, 0, all.size(0) - kDeltaStretch - 3))
        , before(all.narrow(0, all.size(0) - kDeltaStretch - 3, kDeltaStretch + 1))
        , decayed(all.select(0, all.size(0) - 2))
        , gradient(all.select(0, all.size(0) - 1)) {}
};

/// Results that the gradients of one row go to.
struct DeltaGradients {
    at::Tensor query, key, value, decay, rate;
};

/// `states.gradient` is that of the state behind the row, and becomes that of the state before it.
void turnBack(const DeltaGradients& into, const at::Tensor& outputGradient, const DeltaRow& row,
              const at::Tensor& before, const at::Tensor& behind, DeltaStates& states) {
    const at::Tensor toOutput = outputGradient.view(row.value.sizes());
    at::Tensor& state = states.decayed;
    at::Tensor& gradient = states.gradient;
    state.copy_(before);
    row.decay(state);
    const at::Tensor difference = row.difference(state);
    into.query.copy_(at::bmm(behind, toOutput.transpose(1, 2)).view_as(into.query));
    gradient.baddbmm_(row.query, toOutput);
    at::Tensor key = at::bmm(gradient, row.rated(difference).transpose(1, 2));
    const at::Tensor delta = at::bmm(row.key.transpose(1, 2), gradient);
    into.rate.copy_(row.by(delta * difference).sum(-1).view_as(into.rate));
    const at::Tensor value = row.rated(delta);
    into.value.copy_(value.view_as(into.value));
    gradient.baddbmm_(row.key, value, 1, -1);
    key.baddbmm_(state, value.transpose(1, 2), 1, -1);
    into.key.copy_(key.view_as(into.key));
    into.decay.copy_(row.by(gradient * state).sum({1, 3}).view_as(into.decay));
    row.decay(gradient);
}

} // namespace

DeltaRows DeltaRows::narrow(std::int64_t begin, std::int64_t rows) const {
    return {query.narrow(0, begin, rows), key.narrow(0, begin, rows), value.narrow(0, begin, rows),
            decay.narrow(0, begin, rows), rate.narrow(0, begin, rows)};
}

void deltaRuleForward(at::Tensor output, const DeltaRows& x, at::Tensor state) {
    const at::Tensor kept = x.decay.exp();
    for (std::int64_t i = 0; i < x.rows(); ++i) {
        const DeltaRow row = rowOf(x, kept, i, state.size(0));
        advance(row, state);
        output.select(0, i).copy_(at::bmm(row.query.transpose(1, 2), state).view({-1}));
    }
}

void deltaRuleBackward(const DeltaRows& gradients, const at::Tensor& outputGradient, const DeltaRows& x,
                       const at::Tensor& all) {
    DeltaStates states(all);
    const std::int64_t heads = all.size(1);
    const at::Tensor kept = x.decay.exp();
    const std::int64_t stretches = (x.rows() + kDeltaStretch - 1) / kDeltaStretch;
    at::Tensor state = states.gradient;
    state.zero_();
    for (std::int64_t i = 0; i < x.rows(); ++i) {
        if (i % kDeltaStretch == 0)
            states.begins.select(0, i / kDeltaStretch).copy_(state);
        advance(rowOf(x, kept, i, heads), state);
    }
    states.gradient.zero_();
    for (std::int64_t stretch = stretches; stretch-- > 0;) {
        const std::int64_t begin = stretch * kDeltaStretch;
        const std::int64_t rows = std::min(kDeltaStretch, x.rows() - begin);
        states.before.select(0, 0).copy_(states.begins.select(0, stretch));
        for (std::int64_t i = 0; i < rows; ++i) {
            at::Tensor next = states.before.select(0, i + 1);
            next.copy_(states.before.select(0, i));
            advance(rowOf(x, kept, begin + i, heads), next);
        }
        for (std::int64_t i = rows; i-- > 0;) {
            const std::int64_t at = begin + i;
            turnBack({gradients.query.select(0, at), gradients.key.select(0, at),
                      gradients.value.select(0, at), gradients.decay.select(0, at),
                      gradients.rate.select(0, at)},
                     outputGradient.select(0, at), rowOf(x, kept, at, heads), states.before.select(0, i),
                     states.before.select(0, i + 1), states);
        }
    }
}

} // namespace luthier::engine

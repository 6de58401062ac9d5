#include "attention.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/log.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/where.h>

#include <cmath>
#include <limits>

// Attention by ATen's operations: of a growing text on every device, of packed rows where our kernels do not
// run.

namespace luthier::engine {
namespace {

constexpr double kHidden = -std::numeric_limits<float>::infinity();

at::Tensor counted(std::int64_t begin, std::int64_t end, const at::Tensor& like) {
    return at::arange(begin, end, at::TensorOptions().device(like.device()).dtype(at::kLong));
}

/// Place of each query less place of each key, [tokens, seen]; query i is at place before + i.
at::Tensor distances(std::int64_t before, std::int64_t tokens, std::int64_t seen, const at::Tensor& like) {
    return counted(before, before + tokens, like).unsqueeze(1) - counted(0, seen, like).unsqueeze(0);
}

/// Undefined where every query sees every key.
at::Tensor hidden(const at::Tensor& distance, const AttentionHeads& heads) {
    if (!heads.causal)
        return heads.window > 0 ? at::abs(distance) > heads.window : at::Tensor();
    const at::Tensor behind = distance < 0;
    return heads.window > 0 ? behind | (distance >= heads.window) : behind;
}

/// [heads, tokens, seen]
at::Tensor biasOf(const BiasByDistance& bias, const at::Tensor& distance) {
    return at::index_select(bias.values, 1, (distance + (bias.reach - 1)).flatten())
        .view({bias.values.size(0), distance.size(0), distance.size(1)});
}

at::Tensor capped(const at::Tensor& scores, double cap) {
    return cap > 0 ? at::tanh(scores / cap) * cap : scores;
}

/// The heads of one row of the batch as [heads, tokens, headDim], a view.
at::Tensor headsOf(const at::Tensor& values, std::int64_t start, std::int64_t tokens, std::int64_t headDim) {
    return values.narrow(0, start, tokens).unflatten(1, {values.size(1) / headDim, headDim}).transpose(0, 1);
}

/// Keys and values are repeated for grouped heads.
at::Tensor repeated(const at::Tensor& values, const AttentionHeads& heads) {
    const std::int64_t group = heads.heads / heads.kvHeads;
    if (group == 1)
        return values;
    return values.unsqueeze(1)
        .expand({heads.kvHeads, group, values.size(1), heads.headDim})
        .reshape({heads.heads, values.size(1), heads.headDim});
}

/// One row of the batch: its queries against its keys.
struct Row {
    std::int64_t start;
    std::int64_t tokens;
    std::int64_t keyStart;
    std::int64_t keys;
    const AttentionHeads& heads;
    at::Tensor query; ///< [heads, tokens, headDim]
    at::Tensor key;   ///< [heads, keys, headDim]
    at::Tensor value;
    at::Tensor distance;
    at::Tensor scores; ///< capped, without the bias
    at::Tensor probabilities;

    Row(const at::Tensor& queries, const at::Tensor& allKeys, const at::Tensor& values,
        const AttentionRows& rows, std::size_t number, const AttentionHeads& cut, const BiasByDistance& bias)
        : start(rows.queries[number])
        , tokens(rows.queries[number + 1] - start)
        , keyStart(rows.keys[number])
        , keys(rows.keys[number + 1] - keyStart)
        , heads(cut)
        , query(headsOf(queries, start, tokens, cut.headDim))
        , key(repeated(headsOf(allKeys, keyStart, keys, cut.headDim), cut))
        , value(repeated(headsOf(values, keyStart, keys, cut.headDim), cut))
        , distance(distances(0, tokens, keys, queries))
        , scores(capped(at::matmul(query, key.transpose(-1, -2)) * cut.scale, cut.softcap)) {
        at::Tensor seen = bias.values.defined() ? scores + biasOf(bias, distance) : scores;
        const at::Tensor mask = hidden(distance, cut);
        if (mask.defined())
            seen = seen.masked_fill(mask, kHidden);
        probabilities = at::softmax(seen, -1);
    }

    /// Adds the gradients of repeated heads up and puts them where the head came from.
    void putBack(const at::Tensor& gradient, const at::Tensor& values) const {
        const std::int64_t count = gradient.size(1) / heads.headDim;
        const at::Tensor summed =
            count == heads.heads
                ? values
                : values.reshape({count, heads.heads / count, values.size(1), heads.headDim}).sum(1);
        headsOf(gradient, keyStart, keys, heads.headDim).copy_(summed);
    }
};

} // namespace

BiasByDistance biasByDistance(const at::Tensor& table, const program::RelativeBias& relative,
                              std::int64_t reach, const at::Tensor& room) {
    if (!table.defined())
        return {};
    const std::int64_t width = BiasByDistance::widthOf(reach);
    // As transformers computes it, on the CPU in fp32 and step by step: a logarithm that falls on a whole
    // number decides. Key less query:
    at::Tensor ahead = (reach - 1) - at::arange(width, at::TensorOptions().dtype(at::kLong));
    at::Tensor first = ahead * 0;
    std::int64_t buckets = relative.buckets;
    if (relative.bothWays) {
        buckets /= 2;
        first = (ahead > 0).to(at::kLong) * buckets;
        ahead = at::abs(ahead);
    } else {
        ahead = (-ahead).clamp_min(0);
    }
    const std::int64_t exact = buckets / 2;
    const at::Tensor far =
        (at::log(ahead.to(at::kFloat) / exact) /
         std::log(static_cast<double>(relative.farthest) / static_cast<double>(exact)) * (buckets - exact))
            .to(at::kLong) +
        exact;
    const at::Tensor bucket =
        (first + at::where(ahead < exact, ahead, far.clamp_max(buckets - 1))).to(table.device());
    BiasByDistance bias{room, bucket, reach};
    const at::Tensor values = at::index_select(table, 0, bucket).t();
    if (room.defined())
        room.copy_(values);
    else
        bias.values = values.contiguous();
    return bias;
}

void attentionCached(at::Tensor context, const at::Tensor& query, const at::Tensor& keys,
                     const at::Tensor& values, std::int64_t before, const AttentionHeads& heads,
                     const BiasByDistance& bias) {
    const std::int64_t tokens = query.size(0);
    const std::int64_t filled = before + tokens;
    // What no query sees any more is left out.
    const std::int64_t begin = heads.window > 0 ? std::max<std::int64_t>(0, before + 1 - heads.window) : 0;
    const std::int64_t seen = filled - begin;
    const std::int64_t group = heads.heads / heads.kvHeads;
    // [kvHeads, group · tokens, headDim] against [kvHeads, seen, headDim]: a group shares its key head.
    const at::Tensor queries = query.unflatten(1, {heads.kvHeads, group, heads.headDim})
                                   .permute({1, 2, 0, 3})
                                   .reshape({heads.kvHeads, group * tokens, heads.headDim});
    const at::Tensor key =
        keys.narrow(0, begin, seen).unflatten(1, {heads.kvHeads, heads.headDim}).transpose(0, 1);
    const at::Tensor value =
        values.narrow(0, begin, seen).unflatten(1, {heads.kvHeads, heads.headDim}).transpose(0, 1);
    at::Tensor scores = at::matmul(queries, key.transpose(-1, -2)).mul_(heads.scale);
    if (heads.softcap > 0)
        scores = capped(scores, heads.softcap);
    if (tokens > 1 || bias.values.defined()) {
        const at::Tensor distance = distances(before - begin, tokens, seen, query);
        at::Tensor perToken = scores.view({heads.kvHeads, group, tokens, seen});
        if (bias.values.defined())
            perToken.add_(biasOf(bias, distance).view({heads.kvHeads, group, tokens, seen}));
        const at::Tensor mask = hidden(distance, heads);
        if (mask.defined())
            perToken.masked_fill_(mask, kHidden);
    }
    const at::Tensor output = at::matmul(at::softmax(scores, -1), value);
    context.unflatten(1, {heads.kvHeads, group, heads.headDim})
        .copy_(output.view({heads.kvHeads, group, tokens, heads.headDim}).permute({2, 0, 1, 3}));
}

namespace plain {

void attentionForward(at::Tensor context, const at::Tensor& query, const at::Tensor& key,
                      const at::Tensor& value, const AttentionRows& rows, const AttentionHeads& heads,
                      const BiasByDistance& bias) {
    for (std::size_t number = 0; number < rows.count(); ++number) {
        const Row row(query, key, value, rows, number, heads, bias);
        headsOf(context, row.start, row.tokens, heads.headDim)
            .copy_(at::matmul(row.probabilities, row.value));
    }
}

void attentionBackward(const AttentionGradients& gradients, const at::Tensor& contextGradient,
                       const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                       const AttentionRows& rows, const AttentionHeads& heads, const BiasByDistance& bias) {
    if (gradients.bias.defined())
        gradients.bias.zero_();
    for (std::size_t number = 0; number < rows.count(); ++number) {
        const Row row(query, key, value, rows, number, heads, bias);
        const at::Tensor arriving = headsOf(contextGradient, row.start, row.tokens, heads.headDim);
        const at::Tensor through = at::matmul(arriving, row.value.transpose(-1, -2));
        at::Tensor scores = row.probabilities * (through - (through * row.probabilities).sum(-1, true));
        if (gradients.bias.defined())
            gradients.bias.index_add_(1, (row.distance + (bias.reach - 1)).flatten(), scores.flatten(1));
        if (heads.softcap > 0) {
            const at::Tensor share = row.scores / heads.softcap;
            scores = scores * (1 - share * share);
        }
        scores = scores * heads.scale;
        headsOf(gradients.query, row.start, row.tokens, heads.headDim).copy_(at::matmul(scores, row.key));
        row.putBack(gradients.key, at::matmul(scores.transpose(-1, -2), row.query));
        row.putBack(gradients.value, at::matmul(row.probabilities.transpose(-1, -2), arriving));
    }
}

} // namespace plain

} // namespace luthier::engine

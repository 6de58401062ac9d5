#include "attention.h"

#include <kernels/common/product.h>
#include <kernels/common/vector.h>

#include <algorithm>
#include <cmath>
#include <limits>

// Scores stand as [keys, queries]: a lane is a query, so maxima, sums and masks need no shuffles. Lanes
// behind the last query hold finite values that nobody reads.

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

constexpr std::int64_t kBlock = kAttentionBlock;
constexpr float kLowest = -std::numeric_limits<float>::infinity();
/// Of a key that a query does not see. Finite: where a block hides all its keys from a query, what it adds is
/// wiped out by the first that is seen.
constexpr float kHidden = std::numeric_limits<float>::lowest() / 2;

constexpr std::int64_t wholeLanes(std::int64_t count) {
    return (count + kLanes - 1) / kLanes * kLanes;
}

/// Up to 64 queries of one head in one row.
struct QueryBlock {
    std::int64_t row = 0;    ///< first token of the row
    std::int64_t keyRow = 0; ///< first token of its keys
    std::int64_t keys = 0;   ///< of the row
    std::int64_t first = 0;  ///< first query, within the row
    std::int64_t count = 0;
    std::int64_t head = 0;

    std::int64_t token() const { return row + first; }
    std::int64_t lanes() const { return wholeLanes(count); }
};

/// Keys of the row that some query of the block sees: from the first, in whole blocks, up to the last.
struct KeyRange {
    std::int64_t first = 0;
    std::int64_t last = -1;
};

KeyRange seenBy(const QueryBlock& block, const Sight& sight) {
    const std::int64_t lastQuery = block.first + block.count - 1;
    const std::int64_t ahead = sight.causal ? 0 : sight.window;
    const std::int64_t behind = sight.causal ? sight.window - 1 : sight.window;
    const bool endless = !sight.causal && sight.window == 0;
    return {sight.window == 0 ? 0 : std::max<std::int64_t>(0, block.first - behind) / kBlock * kBlock,
            endless ? block.keys - 1 : std::min(block.keys - 1, lastQuery + ahead)};
}

/// The first block of queries that sees some of the 64 keys from `first` on.
std::int64_t firstSeeing(std::int64_t first, const Sight& sight) {
    if (sight.causal)
        return first;
    return sight.window == 0 ? 0 : std::max<std::int64_t>(0, first - sight.window) / kBlock * kBlock;
}

const float* queriesOf(const PackedHeads& input, std::int64_t token, std::int64_t head) {
    return input.query.data + token * input.query.stride + head * input.headDim;
}
const float* keysOf(const PackedHeads& input, std::int64_t token, std::int64_t head) {
    const std::int64_t shared = head / (input.heads / input.kvHeads);
    return input.key.data + token * input.key.stride + shared * input.headDim;
}
const float* valuesOf(const PackedHeads& input, std::int64_t token, std::int64_t head) {
    const std::int64_t shared = head / (input.heads / input.kvHeads);
    return input.value.data + token * input.value.stride + shared * input.headDim;
}

/// to[column, row] = scale · from[row, column]; the rows behind the last are zero.
void packTransposed(float* to, const float* from, std::int64_t stride, std::int64_t rows,
                    std::int64_t columns, float scale) {
    for (std::int64_t column = 0; column < columns; ++column) {
        float* target = to + column * kBlock;
        for (std::int64_t row = 0; row < rows; ++row)
            target[row] = scale * from[row * stride + column];
        std::fill(target + rows, target + wholeLanes(rows), 0.0F);
    }
}

/// to[row, column] = scale · from[row, column]; the columns behind the last are zero.
void packRows(float* to, const float* from, std::int64_t stride, std::int64_t rows, std::int64_t columns,
              float scale) {
    const std::int64_t width = wholeLanes(columns);
    for (std::int64_t row = 0; row < rows; ++row)
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            store(to + row * width + column, take(from + row * stride + column, count) * scale);
        });
}

/// to[row, column] = factors[row] · from[column, row]
void unpackTransposed(float* to, std::int64_t stride, const float* from, const float* factors,
                      std::int64_t rows, std::int64_t columns) {
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t column = 0; column < columns; ++column)
            to[row * stride + column] = factors[row] * from[column * kBlock + row];
}

/// Hides the keys from `first` on, which stand in rows of 64 queries, from those that do not see them.
void hide(float* scores, std::int64_t keys, std::int64_t first, const QueryBlock& block, const Sight& sight) {
    const std::int64_t none = block.first - 1;
    const std::int64_t all = block.first + kBlock;
    for (std::int64_t i = 0; i < keys; ++i) {
        const std::int64_t key = first + i;
        const std::int64_t from = sight.causal ? key : sight.window > 0 ? key - sight.window : none;
        const std::int64_t to = sight.window > 0 ? key + sight.window + (sight.causal ? 0 : 1) : all;
        float* row = scores + i * kBlock;
        std::fill(row, row + std::clamp<std::int64_t>(from - block.first, 0, kBlock), kHidden);
        std::fill(row + std::clamp<std::int64_t>(to - block.first, 0, kBlock), row + kBlock, kHidden);
    }
}

/// Whether a query of the block misses a key of [first, first + keys).
bool hidesAny(std::int64_t keys, std::int64_t first, const QueryBlock& block, const Sight& sight) {
    const std::int64_t lastKey = first + keys - 1;
    const std::int64_t lastQuery = block.first + block.count - 1;
    if (sight.causal)
        return lastKey > block.first || (sight.window > 0 && lastQuery - first >= sight.window);
    return sight.window > 0 && (lastKey - block.first > sight.window || lastQuery - first > sight.window);
}

/// Products of queries and keys become scores: capped, biased and hidden where that is asked for.
void finishScores(float* scores, std::int64_t keys, std::int64_t first, const QueryBlock& block,
                  const PackedHeads& input) {
    const std::int64_t lanes = block.lanes();
    if (input.softcap > 0.0F) {
        const float inverse = 1.0F / input.softcap;
        for (std::int64_t i = 0; i < keys; ++i)
            for (std::int64_t lane = 0; lane < lanes; lane += kRegisterLanes) {
                float* at = scores + i * kBlock + lane;
                storeRegister(at, input.softcap * hyperbolicTangent(loadRegister(at) * inverse));
            }
    }
    if (input.bias.values) {
        const float* bias = input.bias.values + block.head * input.bias.width + input.bias.reach - 1;
        for (std::int64_t i = 0; i < keys; ++i)
            for (std::int64_t lane = 0; lane < lanes; lane += kRegisterLanes) {
                float* at = scores + i * kBlock + lane;
                storeRegister(at, loadRegister(at) + loadRegister(bias + block.first + lane - first - i));
            }
    }
    if (hidesAny(keys, first, block, input.sight))
        hide(scores, keys, first, block, input.sight);
}

struct alignas(64) ForwardScratch {
    float queries[kLargestHeadDim * kBlock]; ///< [headDim, queries], scaled
    float context[kLargestHeadDim * kBlock]; ///< [headDim, queries]
    float scores[kBlock * kBlock];           ///< [keys, queries]
    float largest[kBlock];
    float total[kBlock];
};

/// Scores become exp(score − largest so far); totals and context so far are brought to the new largest.
void softmaxStep(ForwardScratch& scratch, const QueryBlock& block, std::int64_t keys, std::int64_t headDim) {
    for (std::int64_t lane = 0; lane < block.lanes(); lane += kRegisterLanes) {
        const Register before = loadRegister(scratch.largest + lane);
        Register largest = before;
        for (std::int64_t key = 0; key < keys; ++key)
            largest = larger(largest, loadRegister(scratch.scores + key * kBlock + lane));
        const Register correction = exponential(before - largest);
        Register total = loadRegister(scratch.total + lane) * correction;
        for (std::int64_t key = 0; key < keys; ++key) {
            float* at = scratch.scores + key * kBlock + lane;
            const Register value = exponential(loadRegister(at) - largest);
            storeRegister(at, value);
            total += value;
        }
        for (std::int64_t column = 0; column < headDim; ++column) {
            float* at = scratch.context + column * kBlock + lane;
            storeRegister(at, loadRegister(at) * correction);
        }
        storeRegister(scratch.largest + lane, largest);
        storeRegister(scratch.total + lane, total);
    }
}

void forwardBlock(const AttentionForward& operation, const QueryBlock& block, ForwardScratch& scratch) {
    const PackedHeads& input = operation.input;
    const std::int64_t headDim = input.headDim;
    packTransposed(scratch.queries, queriesOf(input, block.token(), block.head), input.query.stride,
                   block.count, headDim, input.scale);
    std::fill(scratch.context, scratch.context + headDim * kBlock, 0.0F);
    std::fill(scratch.largest, scratch.largest + kBlock, kLowest);
    std::fill(scratch.total, scratch.total + kBlock, 0.0F);
    const KeyRange seen = seenBy(block, input.sight);
    for (std::int64_t first = seen.first; first <= seen.last; first += kBlock) {
        const std::int64_t keys = std::min(kBlock, block.keys - first);
        const std::int64_t token = block.keyRow + first;
        multiplyBlocks<LeftOrder::Rows>({keysOf(input, token, block.head), input.key.stride, scratch.queries,
                                         kBlock, scratch.scores, kBlock, keys, block.lanes(), headDim},
                                        Onto::Nothing);
        finishScores(scratch.scores, keys, first, block, input);
        softmaxStep(scratch, block, keys, headDim);
        multiplyBlocks<LeftOrder::Columns>({valuesOf(input, token, block.head), input.value.stride,
                                            scratch.scores, kBlock, scratch.context, kBlock, headDim,
                                            block.lanes(), keys},
                                           Onto::Target);
    }
    float inverse[kBlock];
    for (std::int64_t i = 0; i < block.count; ++i) {
        inverse[i] = seen.last < 0 ? 0.0F : 1.0F / scratch.total[i];
        if (operation.logSumExp)
            operation.logSumExp[(block.token() + i) * input.heads + block.head] =
                scratch.largest[i] + std::log(scratch.total[i]);
    }
    const Rows& context = operation.context;
    unpackTransposed(context.row(block.token()) + block.head * headDim, context.stride, scratch.context,
                     inverse, block.count, headDim);
}

struct alignas(64) BackwardScratch {
    float queries[kLargestHeadDim * kBlock];   ///< [headDim, queries], scaled
    float gradients[kLargestHeadDim * kBlock]; ///< of the context, [headDim, queries]
    float queryRows[kLargestHeadDim * kBlock]; ///< [queries, headDim], scaled
    float gradientRows[kLargestHeadDim * kBlock];
    float queryGradient[kLargestHeadDim * kBlock]; ///< [headDim, queries]
    float product[kLargestHeadDim * kBlock];       ///< [keys, headDim]
    float probabilities[kBlock * kBlock];          ///< [keys, queries]
    float scoreGradients[kBlock * kBlock];
    float logSumExp[kBlock];
    float through[kBlock]; ///< Σ context · its gradient, a query
};

/// Where the gradients of a head's keys and values go: into place, or beside those of the heads that share
/// them.
struct KeyValueGradients {
    Rows keys; ///< from the row's first token and the head's first column
    Rows values;
};

KeyValueGradients gradientsOf(const AttentionBackward& operation, std::int64_t row, std::int64_t head) {
    const PackedHeads& input = operation.input;
    const std::int64_t width = input.heads * input.headDim;
    const std::int64_t column = head * input.headDim;
    if (input.heads != input.kvHeads) {
        float* keys = operation.shared + row * 2 * width + column;
        return {{keys, 2 * width}, {keys + width, 2 * width}};
    }
    const Rows& keys = operation.keyGradient;
    const Rows& values = operation.valueGradient;
    return {{keys.data + row * keys.stride + column, keys.stride},
            {values.data + row * values.stride + column, values.stride}};
}

void beginBackward(const AttentionBackward& operation, const QueryBlock& block, BackwardScratch& scratch) {
    const PackedHeads& input = operation.input;
    const std::int64_t headDim = input.headDim;
    const float* queries = queriesOf(input, block.token(), block.head);
    const std::int64_t arriving = operation.contextGradient.stride;
    const float* gradients = operation.contextGradient.row(block.token()) + block.head * headDim;
    const std::int64_t kept = operation.context.stride;
    const float* context = operation.context.row(block.token()) + block.head * headDim;
    packTransposed(scratch.queries, queries, input.query.stride, block.count, headDim, input.scale);
    packTransposed(scratch.gradients, gradients, arriving, block.count, headDim, 1.0F);
    packRows(scratch.queryRows, queries, input.query.stride, block.count, headDim, input.scale);
    packRows(scratch.gradientRows, gradients, arriving, block.count, headDim, 1.0F);
    std::fill(scratch.logSumExp, scratch.logSumExp + kBlock, 0.0F);
    std::fill(scratch.through, scratch.through + kBlock, 0.0F);
    for (std::int64_t i = 0; i < block.count; ++i) {
        scratch.logSumExp[i] = operation.logSumExp[(block.token() + i) * input.heads + block.head];
        Floats sum{};
        overColumns(headDim, [&](std::int64_t column, std::int64_t count) {
            sum += take(context + i * kept + column, count) * take(gradients + i * arriving + column, count);
        });
        scratch.through[i] = sumOf(sum);
    }
}

/// target (+)= Σ_query left[key, query] · right[query, column]
void overQueries(float* target, std::int64_t stride, const float* left, const float* right, std::int64_t keys,
                 const QueryBlock& block, std::int64_t headDim, Onto start, float* product) {
    const std::int64_t width = wholeLanes(headDim);
    multiplyBlocks<LeftOrder::Rows>({left, kBlock, right, width, product, width, keys, width, block.count},
                                    Onto::Nothing);
    for (std::int64_t key = 0; key < keys; ++key)
        overColumns(headDim, [&](std::int64_t column, std::int64_t count) {
            float* at = target + key * stride + column;
            const Floats sum = load(product + key * width + column);
            put(at, start == Onto::Target ? take(at, count) + sum : sum, count);
        });
}

/// 1 − tanh² of a capped score; 0 of one that is hidden.
Register capSlope(Register score, float cap) {
    const Register lowest = Register{} - 1.0F;
    const Register share = larger(score * (1.0F / cap), lowest);
    return 1.0F - share * share;
}

/// Score gradients by the distance of query and key; those of lanes without a query are zero.
void addBiasGradient(const AttentionBackward& operation, const QueryBlock& block, std::int64_t first,
                     std::int64_t keys, const float* scoreGradients) {
    const DistanceBias& bias = operation.input.bias;
    float* sums = operation.biasGradient + block.head * bias.width + bias.reach - 1;
    for (std::int64_t i = 0; i < keys; ++i) {
        const float* gradients = scoreGradients + i * kBlock;
        for (std::int64_t lane = 0; lane < block.lanes(); lane += kRegisterLanes) {
            float* at = sums + block.first + lane - first - i;
            storeRegister(at, loadRegister(at) + loadRegister(gradients + lane));
        }
    }
}

/// The gradients of a row's keys that no query sees, or of its queries that see no key.
void clearGradients(const AttentionBackward& operation, std::int64_t row, std::int64_t head) {
    const PackedHeads& input = operation.input;
    const auto clear = [&](const Rows& rows, std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i)
            std::fill(rows.row(i), rows.row(i) + input.headDim, 0.0F);
    };
    const Rows& queries = operation.queryGradient;
    clear({queries.row(input.rows.starts[row]) + head * input.headDim, queries.stride},
          input.rows.length(row));
    const KeyValueGradients target = gradientsOf(operation, input.keyRows.starts[row], head);
    clear(target.keys, input.keyRows.length(row));
    clear(target.values, input.keyRows.length(row));
}

void backwardPair(const AttentionBackward& operation, const QueryBlock& block, const KeyRange& seen,
                  std::int64_t first, BackwardScratch& scratch) {
    const PackedHeads& input = operation.input;
    const std::int64_t headDim = input.headDim;
    const std::int64_t keys = std::min(kBlock, block.keys - first);
    const float* key = keysOf(input, block.keyRow + first, block.head);
    const float* value = valuesOf(input, block.keyRow + first, block.head);
    multiplyBlocks<LeftOrder::Rows>({key, input.key.stride, scratch.queries, kBlock, scratch.probabilities,
                                     kBlock, keys, block.lanes(), headDim},
                                    Onto::Nothing);
    multiplyBlocks<LeftOrder::Rows>({value, input.value.stride, scratch.gradients, kBlock,
                                     scratch.scoreGradients, kBlock, keys, block.lanes(), headDim},
                                    Onto::Nothing);
    finishScores(scratch.probabilities, keys, first, block, input);
    for (std::int64_t i = 0; i < keys; ++i)
        for (std::int64_t lane = 0; lane < block.lanes(); lane += kRegisterLanes) {
            const std::int64_t at = i * kBlock + lane;
            const Register score = loadRegister(scratch.probabilities + at);
            const Register probability = exponential(score - loadRegister(scratch.logSumExp + lane));
            Register gradient = probability * (loadRegister(scratch.scoreGradients + at) -
                                               loadRegister(scratch.through + lane));
            if (input.softcap > 0.0F)
                gradient = gradient * capSlope(score, input.softcap);
            storeRegister(scratch.probabilities + at, probability);
            storeRegister(scratch.scoreGradients + at, gradient);
        }
    if (operation.biasGradient)
        addBiasGradient(operation, block, first, keys, scratch.scoreGradients);
    multiplyBlocks<LeftOrder::Columns>({key, input.key.stride, scratch.scoreGradients, kBlock,
                                        scratch.queryGradient, kBlock, headDim, block.lanes(), keys},
                                       first == seen.first ? Onto::Nothing : Onto::Target);
    const Onto start = block.first == firstSeeing(first, input.sight) ? Onto::Nothing : Onto::Target;
    const KeyValueGradients target = gradientsOf(operation, block.keyRow + first, block.head);
    overQueries(target.keys.data, target.keys.stride, scratch.scoreGradients, scratch.queryRows, keys, block,
                headDim, start, scratch.product);
    overQueries(target.values.data, target.values.stride, scratch.probabilities, scratch.gradientRows, keys,
                block, headDim, start, scratch.product);
}

} // namespace

void attentionForwardBlocks(const AttentionForward& operation, std::int64_t begin, std::int64_t end) {
    const PackedHeads& input = operation.input;
    const std::int64_t blocks = queryBlocks(input);
    ForwardScratch scratch;
    for (std::int64_t head = begin / blocks; head * blocks < end; ++head) {
        std::int64_t index = head * blocks;
        for (std::int64_t row = 0; row < input.rows.count; ++row) {
            const std::int64_t length = input.rows.length(row);
            for (std::int64_t first = 0; first < length; first += kBlock, ++index)
                if (index >= begin && index < end)
                    forwardBlock(operation,
                                 {input.rows.starts[row], input.keyRows.starts[row],
                                  input.keyRows.length(row), first, std::min(kBlock, length - first), head},
                                 scratch);
        }
    }
}

void attentionBackwardRows(const AttentionBackward& operation, std::int64_t begin, std::int64_t end) {
    const PackedHeads& input = operation.input;
    const std::int64_t headDim = input.headDim;
    BackwardScratch scratch;
    float scales[kBlock];
    std::fill(scales, scales + kBlock, input.scale);
    for (std::int64_t index = begin; index < end; ++index) {
        const std::int64_t head = index / input.rows.count;
        const std::int64_t row = index % input.rows.count;
        const std::int64_t length = input.rows.length(row);
        if (operation.biasGradient && row == 0) {
            float* sums = operation.biasGradient + head * input.bias.width;
            std::fill(sums, sums + input.bias.width, 0.0F);
        }
        if (length == 0 || input.keyRows.length(row) == 0) {
            clearGradients(operation, row, head);
            continue;
        }
        for (std::int64_t first = 0; first < length; first += kBlock) {
            const QueryBlock block = {input.rows.starts[row],           input.keyRows.starts[row],
                                      input.keyRows.length(row),        first,
                                      std::min(kBlock, length - first), head};
            beginBackward(operation, block, scratch);
            const KeyRange seen = seenBy(block, input.sight);
            for (std::int64_t keys = seen.first; keys <= seen.last; keys += kBlock)
                backwardPair(operation, block, seen, keys, scratch);
            const Rows& to = operation.queryGradient;
            unpackTransposed(to.row(block.token()) + head * headDim, to.stride, scratch.queryGradient, scales,
                             block.count, headDim);
        }
    }
}

void addSharedGradients(const AttentionBackward& operation, std::int64_t begin, std::int64_t end) {
    const PackedHeads& input = operation.input;
    const std::int64_t headDim = input.headDim;
    const std::int64_t group = input.heads / input.kvHeads;
    for (std::int64_t token = begin; token < end; ++token)
        // Keys of all shared heads, then values of all.
        for (std::int64_t shared = 0; shared < 2 * input.kvHeads; ++shared) {
            const float* from = operation.shared + (token * 2 * input.heads + shared * group) * headDim;
            const bool ofKeys = shared < input.kvHeads;
            const Rows& target = ofKeys ? operation.keyGradient : operation.valueGradient;
            float* to =
                target.data + token * target.stride + (ofKeys ? shared : shared - input.kvHeads) * headDim;
            overColumns(headDim, [&](std::int64_t column, std::int64_t count) {
                Floats sum = take(from + column, count);
                for (std::int64_t head = 1; head < group; ++head)
                    sum += take(from + head * headDim + column, count);
                put(to + column, sum, count);
            });
        }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL

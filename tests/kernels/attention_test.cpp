#include "numbers.h"

#include <kernels/attention/attention.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <tuple>

namespace luthier::kernels::tests {
namespace {

struct Shape {
    std::int64_t heads;
    std::int64_t kvHeads;
    std::int64_t headDim;
};

/// What is computed of the batch beside plain causal attention.
struct Variant {
    std::string name = "Causal";
    Sight sight = {};
    float softcap = 0.0F;
    bool biased = false;
    std::vector<std::int32_t> keyStarts = {}; ///< empty: the rows' own

    bool sees(std::int64_t query, std::int64_t key) const {
        const std::int64_t window = sight.window;
        return sight.causal ? key <= query && (window == 0 || query - key < window)
                            : window == 0 || std::abs(query - key) <= window;
    }
};

/// A packed batch with rows around the size of a block, and what attention makes of it.
struct Batch {
    static constexpr std::int64_t kReach = 200;
    static constexpr std::int64_t kBiasWidth = 2 * kReach + kAttentionBlock;
    std::vector<std::int32_t> rowStarts = {0, 1, 64, 64, 128, 193, 393};
    Shape shape;
    Variant variant;
    std::vector<float> qkv;
    std::vector<float> contextGradient;
    std::vector<float> context;
    std::vector<float> logSumExp;
    std::vector<float> qkvGradient;
    std::vector<float> shared;
    std::vector<float> bias;
    std::vector<float> biasGradient;

    explicit Batch(Shape of, Variant how = {})
        : shape(of)
        , variant(std::move(how))
        , qkv(randomFloats(static_cast<std::size_t>(tokens() * width()), 1))
        , contextGradient(randomFloats(static_cast<std::size_t>(tokens() * of.heads * of.headDim), 2)) {
        if (variant.biased)
            bias = randomFloats(static_cast<std::size_t>(of.heads * kBiasWidth), 3);
    }

    const std::vector<std::int32_t>& keyStarts() const {
        return variant.keyStarts.empty() ? rowStarts : variant.keyStarts;
    }
    std::int64_t rows() const { return static_cast<std::int64_t>(rowStarts.size()) - 1; }
    std::int64_t contextWidth() const { return shape.heads * shape.headDim; }
    std::int64_t tokens() const { return rowStarts.back(); }
    std::size_t biasAt(std::int64_t head, std::int64_t query, std::int64_t key) const {
        return static_cast<std::size_t>(head * kBiasWidth + query - key + kReach - 1);
    }
    std::int64_t width() const { return (shape.heads + 2 * shape.kvHeads) * shape.headDim; }
    float scale() const { return 1.0F / std::sqrt(static_cast<float>(shape.headDim)); }
    std::int64_t keyColumn() const { return shape.heads * shape.headDim; }
    std::int64_t valueColumn() const { return keyColumn() + shape.kvHeads * shape.headDim; }
    /// Side by side, as columns of one matrix.
    PackedHeads input() const {
        return {{qkv.data(), width()},
                {qkv.data() + keyColumn(), width()},
                {qkv.data() + valueColumn(), width()},
                {rowStarts.data(), rows()},
                {keyStarts().data(), rows()},
                shape.heads,
                shape.kvHeads,
                shape.headDim,
                scale(),
                variant.sight,
                variant.softcap,
                {bias.empty() ? nullptr : bias.data(), kReach, kBiasWidth}};
    }
    AttentionBackward backward() {
        return {input(),
                {context.data(), contextWidth()},
                logSumExp.data(),
                {contextGradient.data(), contextWidth()},
                {qkvGradient.data(), width()},
                {qkvGradient.data() + keyColumn(), width()},
                {qkvGradient.data() + valueColumn(), width()},
                shared.empty() ? nullptr : shared.data(),
                biasGradient.empty() ? nullptr : biasGradient.data()};
    }

    void run(CpuLevel level, const Parallel& parallel = onThreads) {
        // What is not written shows.
        context.assign(contextGradient.size(), NAN);
        logSumExp.assign(static_cast<std::size_t>(tokens() * shape.heads), NAN);
        qkvGradient.assign(qkv.size(), NAN);
        shared.assign(shape.heads == shape.kvHeads ? 0 : 2 * contextGradient.size(), NAN);
        biasGradient.assign(bias.size(), NAN);
        ASSERT_EQ(
            attentionForward({input(), {context.data(), contextWidth()}, logSumExp.data()}, parallel, level),
            Status::Ok);
        ASSERT_EQ(attentionBackward(backward(), parallel, level), Status::Ok);
    }
};

/// The formulas in double, a query at a time.
struct Expected {
    std::vector<double> context;
    std::vector<double> logSumExp;
    std::vector<double> qkvGradient;
    std::vector<double> biasGradient;

    explicit Expected(const Batch& batch)
        : context(batch.contextGradient.size())
        , logSumExp(static_cast<std::size_t>(batch.tokens() * batch.shape.heads))
        , qkvGradient(batch.qkv.size())
        , biasGradient(batch.bias.size()) {
        for (std::size_t row = 0; row + 1 < batch.rowStarts.size(); ++row)
            for (std::int64_t token = batch.rowStarts[row]; token < batch.rowStarts[row + 1]; ++token)
                for (std::int64_t head = 0; head < batch.shape.heads; ++head)
                    addQuery(batch, row, token, head);
    }

    void addQuery(const Batch& batch, std::size_t row, std::int64_t token, std::int64_t head) {
        const std::int64_t first = batch.keyStarts()[row];
        const std::int64_t place = token - batch.rowStarts[row];
        const auto [heads, kvHeads, dim] = batch.shape;
        const std::int64_t shared = head / (heads / kvHeads);
        const auto at = [&](std::int64_t where, std::int64_t slot) {
            return static_cast<std::size_t>(where * batch.width() + slot * dim);
        };
        const auto out = static_cast<std::size_t>((token * heads + head) * dim);
        const auto dot = [&](const float* a, const float* b) {
            double sum = 0;
            for (std::int64_t c = 0; c < dim; ++c)
                sum += static_cast<double>(a[c]) * static_cast<double>(b[c]);
            return sum;
        };
        const auto scale = static_cast<double>(batch.scale());
        const float* query = batch.qkv.data() + at(token, head);
        std::vector<std::int64_t> keys;
        std::vector<double> weights;
        std::vector<double> slopes;
        std::vector<double> gradients;
        double total = 0;
        for (std::int64_t key = first; key < batch.keyStarts()[row + 1]; ++key) {
            if (!batch.variant.sees(place, key - first))
                continue;
            double score = scale * dot(query, batch.qkv.data() + at(key, heads + shared));
            slopes.push_back(1.0);
            if (const auto cap = static_cast<double>(batch.variant.softcap); cap > 0) {
                score = cap * std::tanh(score / cap);
                slopes.back() = 1.0 - score / cap * score / cap;
            }
            if (batch.variant.biased)
                score += static_cast<double>(batch.bias[batch.biasAt(head, place, key - first)]);
            keys.push_back(key);
            weights.push_back(std::exp(score));
            gradients.push_back(dot(batch.contextGradient.data() + out,
                                    batch.qkv.data() + at(key, heads + kvHeads + shared)));
            total += weights.back();
        }
        if (!keys.empty())
            logSumExp[static_cast<std::size_t>(token * heads + head)] = std::log(total);
        double through = 0;
        for (std::size_t i = 0; i < weights.size(); ++i)
            through += weights[i] / total * gradients[i];
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const std::int64_t key = keys[i];
            const double weight = weights[i] / total;
            const double ofBias = weight * (gradients[i] - through);
            const double score = ofBias * slopes[i] * scale;
            if (batch.variant.biased)
                biasGradient[batch.biasAt(head, place, key - first)] += ofBias;
            for (std::int64_t c = 0; c < dim; ++c) {
                const auto column = static_cast<std::size_t>(c);
                context[out + column] +=
                    weight * static_cast<double>(batch.qkv[at(key, heads + kvHeads + shared) + column]);
                qkvGradient[at(token, head) + column] +=
                    score * static_cast<double>(batch.qkv[at(key, heads + shared) + column]);
                qkvGradient[at(key, heads + shared) + column] += score * static_cast<double>(query[c]);
                qkvGradient[at(key, heads + kvHeads + shared) + column] +=
                    weight * static_cast<double>(batch.contextGradient[out + column]);
            }
        }
    }
};

/// Windows shorter than a block, of a block and longer; keys of other rows, one of which has none.
const std::vector<Variant> kVariants = {
    {},
    {"CausalWithinOne", {true, 1}},
    {"CausalWithin40", {true, 40}},
    {"CausalWithin64", {true, 64}},
    {"CausalWithin100", {true, 100}},
    {"BothWays", {false, 0}},
    {"BothWaysWithin7", {false, 7}},
    {"BothWaysWithin64", {false, 64}},
    {"BothWaysWithin100", {false, 100}},
    {"Capped", {true, 0}, 1.5F},
    {"CappedWithin40", {true, 40}, 1.5F},
    {"CappedBothWaysWithin70", {false, 70}, 1.5F},
    {"Biased", {true, 0}, 0.0F, true},
    {"BiasedBothWays", {false, 0}, 0.0F, true},
    {"OfOtherRows", {false, 0}, 0.0F, false, {0, 70, 70, 75, 203, 204, 393}},
    {"BiasedOfOtherRows", {false, 0}, 0.0F, true, {0, 70, 70, 75, 203, 204, 393}},
};

class Attention : public testing::TestWithParam<std::tuple<Shape, Variant>> {
protected:
    Batch m_batch{std::get<0>(GetParam()), std::get<1>(GetParam())};
};

TEST_P(Attention, GivesContextAndGradientsOfItsFormula) {
    const Expected expected(m_batch);
    // A chain of multiply-adds errs with its length.
    const double tolerance = 2e-6 * std::max(1.0, static_cast<double>(m_batch.shape.headDim) / 256);
    for (const CpuLevel level : levels()) {
        m_batch.run(level);
        expectClose(m_batch.context, expected.context, tolerance, tolerance);
        expectClose(m_batch.qkvGradient, expected.qkvGradient, 4 * tolerance, 4 * tolerance);
        expectClose(m_batch.biasGradient, expected.biasGradient, 4 * tolerance, 4 * tolerance);
        if (m_batch.variant.keyStarts.empty()) // where a query has no key there is no logarithm
            expectClose(m_batch.logSumExp, expected.logSumExp, tolerance, tolerance);
    }
}

TEST_P(Attention, GivesTheSameBitsWithEitherVectorUnitAndAnyNumberOfThreads) {
    if (supportedCpuLevel() < CpuLevel::Avx2)
        GTEST_SKIP() << "this processor has no AVX2";
    Batch threaded = m_batch;
    m_batch.run(CpuLevel::Avx2, serially);
    threaded.run(supportedCpuLevel());
    EXPECT_EQ(m_batch.context, threaded.context);
    EXPECT_EQ(m_batch.logSumExp, threaded.logSumExp);
    EXPECT_EQ(m_batch.qkvGradient, threaded.qkvGradient);
    EXPECT_EQ(m_batch.biasGradient, threaded.biasGradient);
}

std::string nameOf(const testing::TestParamInfo<std::tuple<Shape, Variant>>& tested) {
    const auto& [shape, variant] = tested.param;
    return variant.name + std::to_string(shape.heads) + "heads" + std::to_string(shape.kvHeads) + "shared" +
           std::to_string(shape.headDim) + "wide";
}

INSTANTIATE_TEST_SUITE_P(Shapes, Attention,
                         testing::Combine(testing::Values(Shape{2, 2, 64}, Shape{4, 2, 32}, Shape{6, 2, 20},
                                                          Shape{3, 1, 6}, Shape{1, 1, kLargestHeadDim}),
                                          testing::Values(Variant{})),
                         nameOf);
INSTANTIATE_TEST_SUITE_P(Variants, Attention,
                         testing::Combine(testing::Values(Shape{2, 2, 12}, Shape{4, 2, 10}),
                                          testing::ValuesIn(kVariants)),
                         nameOf);

TEST(AttentionRows, SeeNothingOfTheirNeighbours) {
    Batch batch({2, 1, 16});
    batch.run(cpuLevel());
    const auto context = batch.context;
    const auto gradient = batch.qkvGradient;
    std::fill(batch.qkv.begin(), batch.qkv.begin() + 64 * batch.width(), 100.0F);
    std::fill(batch.qkv.begin() + 128 * batch.width(), batch.qkv.end(), NAN);
    batch.run(cpuLevel());
    const auto isSame = [&](const std::vector<float>& a, const std::vector<float>& b, std::int64_t width) {
        return std::equal(a.begin() + 64 * width, a.begin() + 128 * width, b.begin() + 64 * width);
    };
    EXPECT_TRUE(isSame(context, batch.context, 2 * 16));
    EXPECT_TRUE(isSame(gradient, batch.qkvGradient, batch.width()));
}

TEST(AttentionRows, StayFiniteForHugeScores) {
    Batch batch({1, 1, 16});
    for (float& value : batch.qkv)
        value *= 1e4F;
    batch.run(cpuLevel());
    const auto isFinite = [](float value) {
        return std::isfinite(value);
    };
    EXPECT_TRUE(std::all_of(batch.context.begin(), batch.context.end(), isFinite));
    EXPECT_TRUE(std::all_of(batch.qkvGradient.begin(), batch.qkvGradient.end(), isFinite));
}

TEST(AttentionRows, ShowWhatIsNoNumber) {
    Batch batch({1, 1, 16});
    batch.qkv[static_cast<std::size_t>(130 * batch.width())] = NAN; // a query of row 4
    batch.run(cpuLevel());
    EXPECT_TRUE(std::isnan(batch.context[130 * 16]));
    EXPECT_FALSE(std::isnan(batch.context[127 * 16]));
}

TEST(AttentionRows, AreRefusedWhenTheyDoNotFit) {
    Batch batch({4, 2, 32});
    batch.run(cpuLevel());
    PackedHeads input = batch.input();
    input.kvHeads = 3;
    const auto refuses = [&](const PackedHeads& wrong) {
        return attentionForward({wrong, {batch.context.data(), batch.contextWidth()}, nullptr}, serially) ==
               Status::BadArgument;
    };
    EXPECT_TRUE(refuses(input));
    input = batch.input();
    input.headDim = kLargestHeadDim + 1;
    EXPECT_TRUE(refuses(input));
    input = batch.input();
    input.sight.window = -1;
    EXPECT_TRUE(refuses(input));
    const std::vector<std::int32_t> others = {0, 2, 64, 64, 128, 193, 393};
    input = batch.input();
    input.keyRows.starts = others.data();
    EXPECT_TRUE(refuses(input)) << "causal over rows of other lengths";
    const std::vector<float> bias(static_cast<std::size_t>(4 * Batch::kBiasWidth));
    input = batch.input();
    input.bias = {bias.data(), 199, Batch::kBiasWidth};
    EXPECT_TRUE(refuses(input)) << "a row longer than the bias reaches";
    batch.rowStarts[2] = 200;
    EXPECT_TRUE(refuses(batch.input()));
    batch.rowStarts[2] = 64;
    AttentionBackward backward = batch.backward();
    backward.shared = nullptr;
    EXPECT_EQ(attentionBackward(backward, serially), Status::BadArgument);
}

/// `columns` of each row of a matrix, in rows of their own.
std::vector<float> columnsOf(const std::vector<float>& matrix, std::int64_t width, std::int64_t first,
                             std::int64_t columns) {
    std::vector<float> values;
    for (auto row = matrix.begin(); row != matrix.end(); row += width)
        values.insert(values.end(), row + first, row + first + columns);
    return values;
}

TEST(AttentionRows, GiveTheSameBitsWhereverQueryKeyAndValueLie) {
    Batch batch({4, 2, 24});
    batch.run(cpuLevel());
    const std::int64_t queries = batch.keyColumn();
    const std::int64_t keys = batch.valueColumn() - queries;
    const auto apart = [&](const std::vector<float>& joined) {
        return std::array{columnsOf(joined, batch.width(), 0, queries),
                          columnsOf(joined, batch.width(), queries, keys),
                          columnsOf(joined, batch.width(), queries + keys, keys)};
    };
    const auto values = apart(batch.qkv);
    auto gradients = apart(batch.qkvGradient);
    const auto expected = gradients;
    PackedHeads input = batch.input();
    input.query = {values[0].data(), queries};
    input.key = {values[1].data(), keys};
    input.value = {values[2].data(), keys};
    std::vector<float> context(batch.context.size());
    EXPECT_EQ(attentionForward({input, {context.data(), queries}, nullptr}, onThreads), Status::Ok);
    EXPECT_EQ(context, batch.context);
    for (auto& gradient : gradients)
        std::fill(gradient.begin(), gradient.end(), NAN);
    AttentionBackward backward = batch.backward();
    backward.input = input;
    backward.queryGradient = {gradients[0].data(), queries};
    backward.keyGradient = {gradients[1].data(), keys};
    backward.valueGradient = {gradients[2].data(), keys};
    EXPECT_EQ(attentionBackward(backward, onThreads), Status::Ok);
    EXPECT_EQ(gradients, expected);
}

} // namespace
} // namespace luthier::kernels::tests

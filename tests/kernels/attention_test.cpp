#include "numbers.h"

#include <kernels/attention/attention.h>

#include <algorithm>
#include <array>

namespace luthier::kernels::tests {
namespace {

struct Shape {
    std::int64_t heads;
    std::int64_t kvHeads;
    std::int64_t headDim;
};

/// A packed batch with rows around the size of a block, and what attention makes of it.
struct Batch {
    std::vector<std::int32_t> rowStarts = {0, 1, 64, 64, 128, 193, 393};
    Shape shape;
    std::vector<float> qkv;
    std::vector<float> contextGradient;
    std::vector<float> context;
    std::vector<float> logSumExp;
    std::vector<float> qkvGradient;
    std::vector<float> shared;

    explicit Batch(Shape of)
        : shape(of)
        , qkv(randomFloats(static_cast<std::size_t>(tokens() * width()), 1))
        , contextGradient(randomFloats(static_cast<std::size_t>(tokens() * of.heads * of.headDim), 2)) {}

    std::int64_t tokens() const { return rowStarts.back(); }
    std::int64_t width() const { return (shape.heads + 2 * shape.kvHeads) * shape.headDim; }
    float scale() const { return 1.0F / std::sqrt(static_cast<float>(shape.headDim)); }
    std::int64_t keyColumn() const { return shape.heads * shape.headDim; }
    std::int64_t valueColumn() const { return keyColumn() + shape.kvHeads * shape.headDim; }
    /// Side by side, as columns of one matrix.
    PackedHeads input() const {
        return {{qkv.data(), width()},
                {qkv.data() + keyColumn(), width()},
                {qkv.data() + valueColumn(), width()},
                rowStarts.data(),
                static_cast<std::int64_t>(rowStarts.size()) - 1,
                shape.heads,
                shape.kvHeads,
                shape.headDim,
                scale()};
    }
    AttentionBackward backward() {
        return {input(),
                context.data(),
                logSumExp.data(),
                contextGradient.data(),
                {qkvGradient.data(), width()},
                {qkvGradient.data() + keyColumn(), width()},
                {qkvGradient.data() + valueColumn(), width()},
                shared.empty() ? nullptr : shared.data()};
    }

    void run(CpuLevel level, const Parallel& parallel = onThreads) {
        // What is not written shows.
        context.assign(contextGradient.size(), NAN);
        logSumExp.assign(static_cast<std::size_t>(tokens() * shape.heads), NAN);
        qkvGradient.assign(qkv.size(), NAN);
        shared.assign(shape.heads == shape.kvHeads ? 0 : 2 * contextGradient.size(), NAN);
        ASSERT_EQ(attentionForward({input(), context.data(), logSumExp.data()}, parallel, level), Status::Ok);
        ASSERT_EQ(attentionBackward(backward(), parallel, level), Status::Ok);
    }
};

/// The formulas in double, a query at a time.
struct Expected {
    std::vector<double> context;
    std::vector<double> logSumExp;
    std::vector<double> qkvGradient;

    explicit Expected(const Batch& batch)
        : context(batch.contextGradient.size())
        , logSumExp(static_cast<std::size_t>(batch.tokens() * batch.shape.heads))
        , qkvGradient(batch.qkv.size()) {
        for (std::size_t row = 0; row + 1 < batch.rowStarts.size(); ++row)
            for (std::int64_t token = batch.rowStarts[row]; token < batch.rowStarts[row + 1]; ++token)
                for (std::int64_t head = 0; head < batch.shape.heads; ++head)
                    addQuery(batch, batch.rowStarts[row], token, head);
    }

    void addQuery(const Batch& batch, std::int64_t first, std::int64_t token, std::int64_t head) {
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
        std::vector<double> weights;
        std::vector<double> gradients;
        double total = 0;
        for (std::int64_t key = first; key <= token; ++key) {
            weights.push_back(std::exp(scale * dot(query, batch.qkv.data() + at(key, heads + shared))));
            gradients.push_back(dot(batch.contextGradient.data() + out,
                                    batch.qkv.data() + at(key, heads + kvHeads + shared)));
            total += weights.back();
        }
        logSumExp[static_cast<std::size_t>(token * heads + head)] = std::log(total);
        double through = 0;
        for (std::size_t i = 0; i < weights.size(); ++i)
            through += weights[i] / total * gradients[i];
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const std::int64_t key = first + static_cast<std::int64_t>(i);
            const double weight = weights[i] / total;
            const double score = weight * (gradients[i] - through) * scale;
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

class Attention : public testing::TestWithParam<Shape> {};

TEST_P(Attention, GivesContextAndGradientsOfItsFormula) {
    Batch batch(GetParam());
    const Expected expected(batch);
    // A chain of multiply-adds errs with its length.
    const double tolerance = 2e-6 * std::max(1.0, static_cast<double>(batch.shape.headDim) / 256);
    for (const CpuLevel level : levels()) {
        batch.run(level);
        expectClose(batch.context, expected.context, tolerance, tolerance);
        expectClose(batch.logSumExp, expected.logSumExp, tolerance, tolerance);
        expectClose(batch.qkvGradient, expected.qkvGradient, 4 * tolerance, 4 * tolerance);
    }
}

TEST_P(Attention, GivesTheSameBitsWithEitherVectorUnitAndAnyNumberOfThreads) {
    if (supportedCpuLevel() < CpuLevel::Avx2)
        GTEST_SKIP() << "this processor has no AVX2";
    Batch alone(GetParam());
    Batch threaded(GetParam());
    alone.run(CpuLevel::Avx2, serially);
    threaded.run(supportedCpuLevel());
    EXPECT_EQ(alone.context, threaded.context);
    EXPECT_EQ(alone.logSumExp, threaded.logSumExp);
    EXPECT_EQ(alone.qkvGradient, threaded.qkvGradient);
}

INSTANTIATE_TEST_SUITE_P(All, Attention,
                         testing::Values(Shape{2, 2, 64}, Shape{4, 2, 32}, Shape{6, 2, 20}, Shape{3, 1, 6},
                                         Shape{1, 1, kLargestHeadDim}),
                         [](const auto& tested) {
                             return std::to_string(tested.param.heads) + "heads" +
                                    std::to_string(tested.param.kvHeads) + "shared" +
                                    std::to_string(tested.param.headDim) + "wide";
                         });

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
    EXPECT_EQ(attentionForward({input, batch.context.data(), batch.logSumExp.data()}, serially),
              Status::BadArgument);
    input = batch.input();
    input.headDim = kLargestHeadDim + 1;
    EXPECT_EQ(attentionForward({input, batch.context.data(), batch.logSumExp.data()}, serially),
              Status::BadArgument);
    batch.rowStarts[2] = 200;
    EXPECT_EQ(attentionForward({batch.input(), batch.context.data(), batch.logSumExp.data()}, serially),
              Status::BadArgument);
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
    EXPECT_EQ(attentionForward({input, context.data(), nullptr}, onThreads), Status::Ok);
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

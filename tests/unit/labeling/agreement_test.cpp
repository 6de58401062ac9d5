#include <labeling/agreement.h>

#include <base/json.h>
#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace luthier::labeling {
namespace {

Json goldens() {
    auto cases = readJsonFile(tests::sourceFile("tests/golden/agreement/agreement.json"));
    if (!cases)
        throw std::runtime_error(cases.error().code());
    return *cases;
}

Answers answersFrom(const Json& golden) {
    Answers answers;
    std::vector<int> values;
    for (const Json& value : golden["values"]) {
        values.push_back(value.get<int>());
        answers.values.push_back(value.get<double>());
    }
    for (const Json& row : golden["ratings"]) {
        auto& own = answers.answers.emplace_back();
        for (const Json& answer : row)
            own.push_back(answer.is_null() ? kNoAnswer
                                           : static_cast<int>(std::ranges::find(values, answer.get<int>()) -
                                                              values.begin()));
    }
    return answers;
}

constexpr double kNear = 1e-9;

TEST(Agreement, OfOrdersIsKendallsTau) {
    EXPECT_NEAR(kendallTau({0, 1, 2, 3}, {0, 1, 2, 3}).value_or(-9), 1, kNear);
    EXPECT_NEAR(kendallTau({0, 1, 2, 3}, {3, 2, 1, 0}).value_or(-9), -1, kNear);
    EXPECT_NEAR(kendallTau({0, 1, 2, 3}, {0, 2, 1, 3}).value_or(-9), 4.0 / 6, kNear) << "5 pairs against 1";
    // Five pairs apart in the one, four in the other, of which four alike.
    EXPECT_NEAR(kendallTau({0, 0, 1, 2}, {0, 0, 1, 1}).value_or(-9), 4 / std::sqrt(5.0 * 4.0), kNear);
    EXPECT_FALSE(kendallTau({0, 0, 0}, {0, 1, 2})) << "nothing is put in an order";
}

TEST(Agreement, IsWhatTheReferencesSay) {
    int seen = 0;
    for (const Json& golden : goldens()) {
        SCOPED_TRACE(seen++);
        const Answers answers = answersFrom(golden);
        const auto number = [&](const char* name) {
            return golden[name].get<double>();
        };
        EXPECT_NEAR(krippendorffAlpha(answers, Level::Nominal).value_or(-9), number("alpha_nominal"), kNear);
        EXPECT_NEAR(krippendorffAlpha(answers, Level::Ordinal).value_or(-9), number("alpha_ordinal"), kNear);
        EXPECT_NEAR(krippendorffAlpha(answers, Level::Interval).value_or(-9), number("alpha_interval"),
                    kNear);
        EXPECT_NEAR(krippendorffAlpha(answers, Level::Ratio).value_or(-9), number("alpha_ratio"), kNear);
        EXPECT_NEAR(gwetCoefficient(answers, Weights::Identity).value_or(-9), number("gwet_identity"), kNear);
        EXPECT_NEAR(gwetCoefficient(answers, Weights::Linear).value_or(-9), number("gwet_linear"), kNear);
        EXPECT_NEAR(gwetCoefficient(answers, Weights::Quadratic).value_or(-9), number("gwet_quadratic"),
                    kNear);
        if (answers.answers.size() != 2)
            continue;
        EXPECT_NEAR(meanKappa(answers, Weights::Identity).value_or(-9), number("kappa_identity"), kNear);
        EXPECT_NEAR(meanKappa(answers, Weights::Linear).value_or(-9), number("kappa_linear"), kNear);
        EXPECT_NEAR(meanKappa(answers, Weights::Quadratic).value_or(-9), number("kappa_quadratic"), kNear);
    }
    EXPECT_EQ(seen, 8);
}

TEST(Agreement, HasThePublishedValuesOfKrippendorffsExamples) {
    const Json cases = goldens();
    EXPECT_NEAR(krippendorffAlpha(answersFrom(cases[0]), Level::Nominal).value_or(-9), 0.0952381, 1e-7);
    EXPECT_NEAR(meanKappa(answersFrom(cases[0]), Weights::Identity).value_or(-9), 0.0909091, 1e-7);
    EXPECT_NEAR(krippendorffAlpha(answersFrom(cases[1]), Level::Nominal).value_or(-9), 0.6919643, 1e-7);
    const Answers four = answersFrom(cases[2]);
    EXPECT_NEAR(krippendorffAlpha(four, Level::Nominal).value_or(-9), 0.7434211, 1e-7);
    EXPECT_NEAR(krippendorffAlpha(four, Level::Ordinal).value_or(-9), 0.8153875, 1e-7);
    EXPECT_NEAR(krippendorffAlpha(four, Level::Interval).value_or(-9), 0.8491071, 1e-7);
    EXPECT_NEAR(krippendorffAlpha(four, Level::Ratio).value_or(-9), 0.7974028, 1e-7);
}

TEST(Agreement, DoesNotDependOnTheOrderOfAnnotatorsAndItems) {
    const Answers first = answersFrom(goldens()[7]);
    Answers second = first;
    std::ranges::reverse(second.answers);
    for (auto& own : second.answers)
        std::ranges::reverse(own);
    EXPECT_NEAR(*krippendorffAlpha(first, Level::Ordinal), *krippendorffAlpha(second, Level::Ordinal), 1e-12);
    EXPECT_NEAR(*gwetCoefficient(first, Weights::Quadratic), *gwetCoefficient(second, Weights::Quadratic),
                1e-12);
    EXPECT_NEAR(*meanKappa(first, Weights::Quadratic), *meanKappa(second, Weights::Quadratic), 1e-12);
    EXPECT_NEAR(*percentAgreement(first), *percentAgreement(second), 1e-12);
}

TEST(Agreement, OfOneCategoryThroughoutIsNotDefinedButForPercent) {
    const Answers same{{0, 1}, {{0, 0, 0}, {0, 0, 0}}};
    EXPECT_EQ(percentAgreement(same), 1.0);
    EXPECT_EQ(meanKappa(same, Weights::Identity), std::nullopt);
    EXPECT_EQ(krippendorffAlpha(same, Level::Nominal), std::nullopt);
    EXPECT_EQ(gwetCoefficient(same, Weights::Identity), 1.0); // its chance is none here
    const Answers apart{{0, 1}, {{0, kNoAnswer}, {kNoAnswer, 1}}};
    EXPECT_EQ(percentAgreement(apart), std::nullopt);
    EXPECT_EQ(meanKappa(apart, Weights::Identity), std::nullopt);
    EXPECT_EQ(krippendorffAlpha(apart, Level::Nominal), std::nullopt);
    EXPECT_EQ(gwetCoefficient(apart, Weights::Identity), std::nullopt);
    EXPECT_EQ(percentAgreement({}), std::nullopt);
    EXPECT_EQ(krippendorffAlpha({}, Level::Ordinal), std::nullopt);
}

TEST(Agreement, CountsWhoSaidWhatInsteadOfWhat) {
    const auto table = confusion({0, 0, 1, kNoAnswer, 1}, {0, 1, 1, 1, kNoAnswer}, 2);
    EXPECT_EQ(table, (std::vector<std::vector<std::int64_t>>{{1, 1}, {0, 1}}));
}

} // namespace
} // namespace luthier::labeling

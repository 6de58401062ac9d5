#include <base/json.h>
#include <scoring/labels.h>
#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <memory>

namespace luthier::scoring {
namespace {

const Json& golden() {
    static const Json document = *readJsonFile(tests::sourceFile("tests/golden/scoring/labels.json"));
    return document;
}

void expectScores(const LabelCounts& counts, const Json& sample) {
    EXPECT_NEAR(counts.accuracy(), sample["accuracy"].get<double>(), 1e-12);
    EXPECT_NEAR(counts.macroF1(), sample["macro"].get<double>(), 1e-12);
    EXPECT_NEAR(counts.microF1(), sample["micro"].get<double>(), 1e-12);
}

TEST(LabelCounts, OfOneLabelEqualScikitLearn) {
    for (const Json& sample : golden()["single"]) {
        LabelCounts counts(sample["labels"].get<std::size_t>());
        for (std::size_t i = 0; i < sample["reference"].size(); ++i)
            counts.add(sample["reference"][i].get<std::size_t>(), sample["predicted"][i].get<std::size_t>());
        expectScores(counts, sample);
    }
}

TEST(LabelCounts, OfManyLabelsEqualScikitLearn) {
    for (const Json& sample : golden()["flags"]) {
        const auto labels = sample["labels"].get<std::size_t>();
        LabelCounts counts(labels);
        const auto flagsOf = [&](const Json& row) {
            auto flags = std::make_unique<bool[]>(labels);
            for (std::size_t label = 0; label < labels; ++label)
                flags[label] = row[label] == 1;
            return flags;
        };
        for (std::size_t i = 0; i < sample["reference"].size(); ++i) {
            const auto reference = flagsOf(sample["reference"][i]);
            const auto predicted = flagsOf(sample["predicted"][i]);
            counts.addFlags({reference.get(), labels}, {predicted.get(), labels});
        }
        expectScores(counts, sample);
    }
}

TEST(NumberErrors, EqualScikitLearnAndScipy) {
    for (const Json& sample : golden()["numbers"]) {
        NumberErrors errors;
        for (std::size_t i = 0; i < sample["reference"].size(); ++i)
            errors.add(sample["reference"][i].get<double>(), sample["predicted"][i].get<double>());
        EXPECT_NEAR(errors.meanSquared(), sample["squared"].get<double>(), 1e-12);
        EXPECT_NEAR(errors.meanAbsolute(), sample["absolute"].get<double>(), 1e-12);
        EXPECT_NEAR(errors.pearson(), sample["pearson"].get<double>(), 1e-12);
    }
}

TEST(NumberErrors, SayNothingOfNothing) {
    NumberErrors errors;
    EXPECT_TRUE(std::isnan(errors.meanSquared()));
    errors.add(1, 1);
    EXPECT_TRUE(std::isnan(errors.pearson()));
    EXPECT_TRUE(std::isnan(LabelCounts(2).accuracy()));
}

} // namespace
} // namespace luthier::scoring

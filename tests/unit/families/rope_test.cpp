#include <families/family.h>
#include <families/rope.h>

#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace luthier;
using namespace luthier::families;

namespace {

Json llamaConfig(std::int64_t headDim) {
    return {{"model_type", "llama"},    {"hidden_size", 4 * headDim}, {"num_hidden_layers", 1},
            {"num_attention_heads", 4}, {"head_dim", headDim},        {"intermediate_size", 8},
            {"vocab_size", 16}};
}

} // namespace

TEST(InverseFrequencies, EqualTheReferenceForEachKindOfScaling) {
    const Json cases = readJsonFile(tests::sourceFile("tests/golden/models/frequencies.json")).value();
    ASSERT_EQ(cases.size(), 7u);
    for (const Json& golden : cases) {
        const auto headDim = golden["head_dim"].get<std::int64_t>();
        Json config = llamaConfig(headDim);
        config["rope_parameters"] = golden["rope_parameters"];
        const auto shape = shapeFromConfig(config);
        ASSERT_TRUE(shape) << shape.error().code();
        const auto ours = inverseFrequencies(shape->rope, shape->headDim);
        const auto theirs = golden["inverse_frequencies"].get<std::vector<double>>();
        ASSERT_EQ(ours.size(), theirs.size());
        for (std::size_t i = 0; i < ours.size(); ++i)
            EXPECT_LE(std::abs(static_cast<double>(ours[i]) - theirs[i]), 1e-6 * theirs[i])
                << golden["rope_parameters"] << " pair " << i;
    }
}

/// Further kinds, each at a length: what long texts turn by, and what cosines and sines are multiplied by.
TEST(InverseFrequencies, EqualTheReferenceForShortAndLongTexts) {
    const Json cases = readJsonFile(tests::sourceFile("tests/golden/models/rope_kinds.json")).value();
    std::size_t compared = 0;
    for (const Json& golden : cases) {
        const Json& parameters = golden["rope_parameters"];
        const auto length = golden["length"].get<std::int64_t>();
        const auto positions = golden["max_position_embeddings"].get<std::int64_t>();
        // Dynamic rotation refuses longer texts.
        if (parameters["rope_type"] == "dynamic" && length > positions)
            continue;
        Json config = llamaConfig(golden["head_dim"].get<std::int64_t>());
        config["max_position_embeddings"] = positions;
        config["rope_parameters"] = parameters;
        const bool partial = parameters.contains("partial_rotary_factor");
        const bool longRope = parameters["rope_type"] == "longrope";
        config["model_type"] = partial || longRope ? "phi3" : "llama";
        if (parameters["rope_type"] == "proportional") {
            config["model_type"] = "gemma4_text";
            config["global_head_dim"] = golden["head_dim"];
            config["rope_parameters"] = {{"full_attention", parameters},
                                         {"sliding_attention", {{"rope_theta", 10000.0}}}};
        }
        const auto shape = shapeFromConfig(config);
        ASSERT_TRUE(shape) << shape.error().code() << parameters;
        const bool isLong = longRope && length > shape->rope.scaling.originalMaxPositions;
        const auto ours =
            inverseFrequencies(shape->rope, shape->headDim, isLong ? TextLength::Long : TextLength::Short);
        const auto theirs = golden["inverse_frequencies"].get<std::vector<double>>();
        ASSERT_EQ(ours.size(), theirs.size()) << parameters;
        for (std::size_t i = 0; i < ours.size(); ++i)
            EXPECT_LE(std::abs(static_cast<double>(ours[i]) - theirs[i]), 1e-6 * theirs[i])
                << parameters << " pair " << i;
        EXPECT_NEAR(shape->rope.scaling.attentionFactor, golden["attention_factor"].get<double>(), 1e-12)
            << parameters;
        ++compared;
    }
    EXPECT_GE(compared, 20U);
}

TEST(InverseFrequencies, AreTheSameInTheOldSpelling) {
    Json older = llamaConfig(64);
    older["rope_theta"] = 500000.0;
    older["rope_scaling"] = {{"type", "linear"}, {"factor", 4.0}};
    Json newer = llamaConfig(64);
    newer["rope_parameters"] = {{"rope_theta", 500000.0}, {"rope_type", "linear"}, {"factor", 4.0}};
    EXPECT_EQ(shapeFromConfig(older).value(), shapeFromConfig(newer).value());
}

#include "golden_case.h"

#include <generation/open_decoder.h>

#include <support/shared_data.h>

#include <numeric>

namespace luthier::engine::tests {
namespace {

class DecoderCache : public testing::TestWithParam<std::string> {};

TEST_P(DecoderCache, GivesTheSameLogitsHoweverTheTextArrives) {
    const auto model = loadModel(luthier::tests::sourceFile("tests/golden/models") / GetParam());
    std::vector<std::int32_t> ids(40);
    std::iota(ids.begin(), ids.end(), 3);
    auto whole = *generation::openDecoder(model, {}, {});
    const auto logits = whole->append(ids);
    ASSERT_TRUE(logits);
    const std::vector<float> expected(logits->begin(), logits->end());

    auto single = *generation::openDecoder(model, {}, {});
    for (const std::int32_t id : ids)
        ASSERT_TRUE(single->append(std::span(&id, 1)));
    single->rewind(39);
    EXPECT_LE(largestDifference(*single->append(std::span(&ids.back(), 1)), expected), 1e-5);

    auto pieces = *generation::openDecoder(model, {}, {128, 7});
    EXPECT_LE(largestDifference(*pieces->append(ids), expected), 1e-5);
    pieces->rewind(20);
    EXPECT_EQ(pieces->tokens(), 20);
    EXPECT_LE(largestDifference(*pieces->append(std::span(ids).subspan(20)), expected), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(All, DecoderCache, testing::Values("llama-tied-gqa", "gpt2", "gemma4", "qwen3_5"),
                         [](const auto& tested) { return tested.param.substr(0, tested.param.find('-')); });

TEST(Decoder, StopsAtItsLength) {
    auto decoder = *generation::openDecoder(
        loadModel(luthier::tests::sourceFile("tests/golden/models/llama")), {}, {8, 8});
    const std::vector<std::int32_t> ids(9, 1);
    EXPECT_EQ(decoder->append(ids).error().code(), "engine.text_too_long");
    EXPECT_TRUE(decoder->append(std::span(ids).first(8)));
    EXPECT_EQ(decoder->append(std::span(ids).first(1)).error().code(), "engine.text_too_long");
}

} // namespace
} // namespace luthier::engine::tests

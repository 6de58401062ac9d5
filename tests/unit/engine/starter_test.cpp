#include "golden_case.h"

#include <files/model_weights.h>
#include <support/shared_data.h>
#include <tokenizing/tokenizer.h>

#include <ATen/ops/from_blob.h>
#include <ATen/ops/mm.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <set>

namespace luthier::engine::tests {
namespace {

/// Two rows point the same way beyond this cosine, and lie in the same place within this distance, in their
/// mean length. The closest pairs that training has told apart (two Korean endings, say) are at 0.93 and 0.4.
constexpr float kMostCosine = 0.95F;
constexpr float kLeastDistance = 0.3F;

/// The model that the program brings along. A token whose row of the embedding is like another's cannot be
/// learnt by an adapter: the tied head gives both the same logit whatever the hidden state.
class Starter : public testing::Test {
protected:
    static std::filesystem::path folder() { return luthier::tests::sourceFile("resources/starter"); }

    /// Ids of <0x00> to <0xFF>.
    std::vector<std::int32_t> byteIds() const {
        std::vector<std::int32_t> ids;
        for (int byte = 0; byte < 256; ++byte) {
            std::array<char, 7> token{};
            std::snprintf(token.data(), token.size(), "<0x%02X>", static_cast<unsigned>(byte));
            ids.push_back(tokenizer->idOf(token.data()).value());
        }
        return ids;
    }

    std::string nameOf(std::int64_t id) const {
        return tokenizer->tokenOf(static_cast<std::int32_t>(id)).value_or("?");
    }

    std::shared_ptr<const tokenizing::Tokenizer> tokenizer = *tokenizing::loadTokenizer(folder());
};

TEST_F(Starter, TellsEveryTwoTokensApart) {
    const auto weights = *files::ModelWeights::open(*files::ModelFolder::open(folder()));
    const files::TensorView& view = *weights.named("model.embed_tokens.weight");
    ASSERT_EQ(view.info->dtype, files::Dtype::BF16);
    const std::int64_t count = view.info->shape[0];
    // The mapping is read only and outlives the tensor; `to` copies.
    const at::Tensor rows = at::from_blob(const_cast<std::byte*>(view.bytes.data()), view.info->shape,
                                          at::TensorOptions().dtype(at::kBFloat16))
                                .to(at::kFloat);
    const at::Tensor products = at::mm(rows, rows.t());
    const float* dots = products.const_data_ptr<float>();
    std::vector<float> lengths;
    for (std::int64_t row = 0; row < count; ++row)
        lengths.push_back(std::sqrt(dots[row * count + row]));
    std::set<std::string> alike;
    for (std::int64_t row = 0; row < count; ++row)
        for (std::int64_t other = 0; other < row; ++other) {
            const float dot = dots[row * count + other];
            const float one = lengths[static_cast<std::size_t>(row)];
            const float two = lengths[static_cast<std::size_t>(other)];
            const float distance = std::sqrt(std::max(0.0F, one * one + two * two - 2 * dot));
            if (dot > kMostCosine * one * two || distance < kLeastDistance * (one + two) / 2)
                alike.insert({nameOf(row), nameOf(other)});
        }
    EXPECT_EQ(alike.size(), 0U) << "of " << count
                                << " tokens: " << testing::PrintToString(alike).substr(0, 400);
}

/// One text of all 256 byte tokens in an order that nothing suggests: LoRA on the projections alone learns
/// which byte follows which. No text of characters has them all (0xC0, 0xC1 and those from 0xF5 on are in no
/// UTF-8), so it is made of ids.
TEST_F(Starter, LearnsEachByteByLora) {
    std::vector<std::int32_t> ids = byteIds();
    std::shuffle(ids.begin(), ids.end(), std::mt19937(5));
    ids.insert(ids.begin(), tokenizer->idOf("<s>").value());
    PackedBatch batch;
    appendRow(batch, ids, std::vector<std::uint8_t>(ids.size(), 1));
    ASSERT_EQ(batch.targets.size(), 256U);

    const auto model = loadModel(folder());
    constexpr std::int64_t kRank = 32;
    const auto lora = methods::lora(planning::onEveryLinear(model->shape(), kRank, 2.0));
    const auto tuner = std::move(*makeTuner(model, settingsFor(batch, lora), 7));

    // Near zero for every byte, or as many steps as are more than enough.
    constexpr float kLearnt = 0.1F;
    constexpr std::int64_t kSteps = 60;
    std::vector<float> losses = {kLearnt};
    for (std::int64_t step = 1; step <= kSteps && *std::max_element(losses.begin(), losses.end()) >= kLearnt;
         ++step) {
        ASSERT_TRUE(tuner->accumulate(batch, 1.0 / 256, static_cast<std::uint64_t>(step)));
        ASSERT_TRUE(tuner->update({.step = step, .learningRate = 0.002, .maxGradNorm = 1.0}));
        if (step % 5 == 0)
            losses = *tuner->losses(batch);
    }
    for (std::size_t i = 0; i < losses.size(); ++i)
        EXPECT_LT(losses[i], kLearnt) << *tokenizer->tokenOf(batch.targets[i].token);
}

} // namespace
} // namespace luthier::engine::tests

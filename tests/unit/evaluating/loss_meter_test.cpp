#include <engine/decoder.h>
#include <evaluating/loss_meter.h>
#include <files/safetensors.h>
#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace luthier::evaluating {
namespace {

/// Integers of a golden, whatever their width.
std::vector<std::int64_t> integers(const files::SafetensorsFile& file, std::string_view name) {
    const files::TensorInfo* info = file.find(name);
    const auto bytes = file.bytes(*info);
    const auto width = static_cast<std::size_t>(files::bitsOf(info->dtype) / 8);
    std::vector<std::int64_t> values;
    for (std::size_t at = 0; at < bytes.size(); at += width) {
        std::int64_t value = 0;
        std::memcpy(&value, bytes.data() + at, width);
        values.push_back(value);
    }
    return values;
}

/// A folder of tests/golden: rows, and the loss of each as transformers (and PEFT) computes it.
struct GoldenRows {
    examples::FrozenData rows;
    std::vector<float> losses;

    explicit GoldenRows(const std::filesystem::path& folder) {
        const auto file = *files::SafetensorsFile::open(folder / "golden.safetensors");
        const auto starts = integers(file, "row_starts");
        const auto ids = integers(file, "input_ids");
        const auto mask = integers(file, "trained_mask");
        for (std::size_t row = 0; row + 1 < starts.size(); ++row) {
            std::vector<std::int32_t> rowIds;
            std::vector<std::uint8_t> rowMask;
            for (auto at = static_cast<std::size_t>(starts[row]);
                 at < static_cast<std::size_t>(starts[row + 1]); ++at) {
                rowIds.push_back(static_cast<std::int32_t>(ids[at]));
                rowMask.push_back(static_cast<std::uint8_t>(mask[at]));
            }
            rows.append(rowIds, rowMask, 1, static_cast<std::int64_t>(row));
        }
        const auto values = *file.values<float>("row_losses", files::Dtype::F32);
        losses.assign(values.begin(), values.end());
    }
};

std::filesystem::path goldens() {
    return tests::sourceFile("tests/golden");
}

std::shared_ptr<const engine::Model> modelNamed(const std::string& name) {
    return *engine::Model::load(*files::ModelFolder::open(goldens() / "models" / name), {});
}

void expectLosses(const std::string& model, const std::string& adapter) {
    const GoldenRows golden(adapter.empty() ? goldens() / "models" / model
                                            : goldens() / "adapters" / adapter);
    const auto loaded = modelNamed(model);
    files::Adapter adapters;
    if (!adapter.empty())
        adapters = *files::readAdapter(*files::AdapterFolder::open(goldens() / "adapters" / adapter),
                                       loaded->shape());
    auto meter = LossMeter::create(loaded, adapters, boundsOf(golden.rows));
    ASSERT_TRUE(meter);
    const auto losses = meter->measure(golden.rows, {});
    ASSERT_TRUE(losses) << losses.error().code();
    ASSERT_EQ(losses->size(), golden.losses.size());
    for (std::size_t row = 0; row < losses->size(); ++row)
        EXPECT_NEAR((*losses)[row].mean(), golden.losses[row], 1e-5) << model << " " << adapter << " " << row;
}

TEST(LossMeter, GivesTheLossOfEachRowThatTransformersGives) {
    for (const char* model : {"llama", "llama-tied-gqa", "gpt2", "qwen2"})
        expectLosses(model, "");
}

TEST(LossMeter, GivesTheLossThatPeftGives) {
    expectLosses("llama", "llama-all-linear");
    expectLosses("gpt2", "gpt2-all-linear");
}

TEST(LossMeter, PacksAsManyRowsAsItLikesAndGivesTheSame) {
    const auto model = modelNamed("llama");
    examples::FrozenData many;
    for (int row = 0; row < 90; ++row) {
        const std::vector<std::int32_t> ids(static_cast<std::size_t>(5 + row % 40), row % 50);
        std::vector<std::uint8_t> mask(ids.size(), 1);
        mask[0] = static_cast<std::uint8_t>(row % 2);
        many.append(ids, mask, 1, row);
    }
    auto meter = *LossMeter::create(model, {}, boundsOf(many));
    const auto together = *meter.measure(many, {});
    ASSERT_EQ(together.size(), 90U);
    for (const std::int64_t row : {0, 1, 44, 89}) {
        examples::FrozenData one;
        one.append(many.idsOf(row), many.trainedOf(row), 1, row);
        const auto alone = *meter.measure(one, {});
        EXPECT_NEAR(alone[0].mean(), together[static_cast<std::size_t>(row)].mean(), 1e-5);
        EXPECT_EQ(alone[0].tokens, many.targets(row));
    }
}

TEST(LossMeter, HasNoLossForARowWithoutATrainedToken) {
    examples::FrozenData rows;
    const std::vector<std::int32_t> ids = {1, 2, 3};
    rows.append(ids, std::vector<std::uint8_t>{1, 0, 0}, 1, 1);
    rows.append({}, {}, 1, 2);
    auto meter = *LossMeter::create(modelNamed("llama"), {}, boundsOf(rows));
    const auto losses = meter.measure(rows, {});
    ASSERT_TRUE(losses) << losses.error().code();
    ASSERT_EQ(losses->size(), 2U);
    EXPECT_EQ((*losses)[0].tokens, 0);
    EXPECT_TRUE(std::isnan((*losses)[0].mean()));
    EXPECT_TRUE(std::isnan(total(*losses).mean()));
}

TEST(LossMeter, StopsWhenAsked) {
    const GoldenRows golden(goldens() / "models/llama");
    auto meter = *LossMeter::create(modelNamed("llama"), {}, boundsOf(golden.rows));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(meter.measure(golden.rows, stop.get_token()).error().kind(), ErrorKind::Interrupted);
}

} // namespace
} // namespace luthier::evaluating

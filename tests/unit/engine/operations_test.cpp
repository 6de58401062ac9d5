#include "operation_run.h"

#include <support/shared_data.h>

#include <engine/operations/attention.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <functional>
#include <string>
#include <vector>

// Each operation and its gradients against torch's autograd, however its values lie.

namespace luthier::engine::tests {
namespace {

using program::Activation;
using program::kNone;
using program::NormAttributes;
using program::NormKind;
using program::OpKind;
using program::RopeAttributes;
using program::RotaryPairs;
using program::ValueId;

const std::vector<Placing> kPlacings = {
    {"one behind the other"},
    {"apart", true},
    {"in place", false, true},
    {"apart and in place", true, true},
    {"added to", false, false, true},
    {"apart and added to", true, false, true},
    {"in place and added to", false, true, true},
    {"with frozen weights", false, true, false, true},
};

files::SafetensorsFile openFile(const std::string& kind) {
    auto file = files::SafetensorsFile::open(
        luthier::tests::sourceFile("tests/golden/operations/" + kind + ".safetensors"));
    EXPECT_TRUE(file.has_value());
    return std::move(*file);
}

/// Runs `emit` on the case in all placings.
void hold(const files::SafetensorsFile& file, const std::string& name, double tolerance,
          const std::function<void(OperationRun&)>& emit, const BatchRows& batch = {}) {
    const c10::InferenceMode guard;
    for (const Placing& placing : kPlacings) {
        OperationRun run(file, name, placing, batch);
        emit(run);
        run.run(tolerance);
    }
}

TEST(GoldenOperations, Norm) {
    const auto file = openFile("norms");
    const auto norm = [&](const std::string& name, NormAttributes how) {
        hold(file, name, 2e-6, [&](OperationRun& run) {
            const auto optional = [&](const char* operand) {
                return run.has(operand) ? run.parameter(operand) : kNone;
            };
            const ValueId x = run.rows("x");
            const ValueId weight = optional("weight");
            run.expect(run.builder().results(OpKind::Norm, {x, weight, optional("bias")}, {"y"}, how).front(),
                       "y");
        });
    };
    norm("rms", {NormKind::Rms, 1e-6});
    norm("rms_shifted", {NormKind::Rms, 1e-6, 1.0});
    norm("rms_plain", {NormKind::Rms, 1e-6});
    norm("rms_groups", {NormKind::Rms, 1e-6, 0.0, 3});
    norm("rms_shifted_groups", {NormKind::Rms, 1e-6, 1.0, 3});
    norm("rms_plain_groups", {NormKind::Rms, 1e-6, 0.0, 3});
    norm("layer", {NormKind::Layer, 1e-6});
    norm("layer_without_bias", {NormKind::Layer, 1e-6});
    norm("layer_plain", {NormKind::Layer, 1e-6});
    norm("layer_groups", {NormKind::Layer, 1e-6, 0.0, 3});
}

TEST(GoldenOperations, Rope) {
    const auto file = openFile("rotations");
    const auto rope = [&](const std::string& name, RopeAttributes how) {
        hold(file, name, 1e-6, [&](OperationRun& run) {
            const ValueId query = run.rows("query");
            const ValueId key = run.has("key") ? run.rows("key") : kNone;
            const std::vector<ValueId> operands = {query, key, run.table("cosines"), run.table("sines"),
                                                   run.input("positions", at::kInt)};
            const auto turned =
                run.builder().results(OpKind::Rope, operands, {"turned_query", "turned_key"}, how);
            run.expect(turned[0], "turned_query");
            if (key != kNone)
                run.expect(turned[1], "turned_key");
        });
    };
    for (const char* suffix : {"", "_alone"}) {
        rope(std::string("halves") + suffix, {12});
        rope(std::string("halves_of_a_part") + suffix, {12, false, 8});
        rope(std::string("neighbours") + suffix, {12, false, 0, RotaryPairs::Neighbours});
        rope(std::string("neighbours_of_a_part") + suffix, {12, false, 8, RotaryPairs::Neighbours});
    }
}

TEST(GoldenOperations, Activation) {
    const auto file = openFile("elements");
    const std::vector<std::pair<std::string, Activation>> kinds = {
        {"silu", Activation::Silu}, {"gelu_tanh", Activation::GeluTanh}, {"gelu", Activation::Gelu},
        {"relu", Activation::Relu}, {"tanh", Activation::Tanh},          {"sigmoid", Activation::Sigmoid}};
    for (const auto& [name, kind] : kinds) {
        const program::ActivationAttributes how{kind};
        hold(file, name, 2e-6, [&](OperationRun& run) {
            run.expect(run.builder().result(OpKind::Activation, {run.rows("x")}, "y", how), "y");
        });
        hold(file, "gated_" + name, 2e-6, [&](OperationRun& run) {
            const ValueId gate = run.rows("gate");
            run.expect(run.builder().result(OpKind::GatedUnit, {gate, run.rows("up")}, "y", how), "y");
        });
    }
}

TEST(GoldenOperations, Scale) {
    hold(openFile("elements"), "scale", 1e-7, [&](OperationRun& run) {
        run.expect(
            run.builder().result(OpKind::Scale, {run.rows("x")}, "y", program::ScaleAttributes{0.28125}),
            "y");
    });
    hold(openFile("elements"), "scale_by_number", 1e-6, [&](OperationRun& run) {
        const ValueId x = run.rows("x");
        run.expect(run.builder().result(OpKind::Scale, {x, run.buffer("number")}, "y",
                                        program::ScaleAttributes{0.28125}),
                   "y");
    });
}

TEST(GoldenOperations, Softcap) {
    hold(openFile("elements"), "softcap", 1e-6, [&](OperationRun& run) {
        run.expect(
            run.builder().result(OpKind::Softcap, {run.rows("x")}, "y", program::SoftcapAttributes{30.0}),
            "y");
    });
}

TEST(GoldenOperations, Factors) {
    hold(openFile("adapters"), "factors", 1e-6, [&](OperationRun& run) {
        run.expect(run.builder().result(OpKind::ScaleColumns,
                                        {run.rows("x"), run.parameter("factors"), kNone, kNone}, "y"),
                   "y");
    });
}

TEST(GoldenOperations, Lengths) {
    for (const auto& [name, layout] :
         {std::pair{"lengths", program::Layout::OutIn}, {"lengths_of_conv1d", program::Layout::InOut}})
        hold(openFile("adapters"), name, 2e-6, [&, layout = layout](OperationRun& run) {
            program::LinearAttributes how;
            how.scale = 0.75;
            how.layout = layout;
            const ValueId lengths = run.builder().result(
                OpKind::RowLengths, {run.buffer("weight"), run.buffer("a"), run.buffer("b")}, "lengths", how);
            run.expect(lengths, "lengths");
            run.expect(run.builder().result(
                           OpKind::ScaleColumns,
                           {run.rows("x"), run.parameter("magnitude"), lengths, run.parameter("bias")}, "y"),
                       "y");
        });
}

TEST(GoldenOperations, OwnBias) {
    hold(openFile("adapters"), "own_bias", 1e-6, [&](OperationRun& run) {
        program::LinearAttributes how;
        how.scale = how.biasScale = 0.75;
        const ValueId x = run.rows("x");
        const ValueId weight = run.parameter("weight");
        run.expect(run.builder().result(OpKind::Linear, {x, weight, run.parameter("bias")}, "y", how,
                                        run.rows("base")),
                   "y");
    });
}

TEST(GoldenOperations, PlacedRows) {
    hold(openFile("adapters"), "placed", 1e-6, [&](OperationRun& run) {
        run.expect(run.builder().result(OpKind::PlaceRows,
                                        {run.rows("x"), run.input("ids", at::kLong), run.parameter("table")},
                                        "y", program::PlaceAttributes{4}),
                   "y");
    });
}

TEST(GoldenOperations, PlacedWordsAndColumns) {
    hold(openFile("adapters"), "placed_words", 1e-6, [&](OperationRun& run) {
        run.expect(run.builder().result(OpKind::PlaceRows,
                                        {run.rows("x"), run.input("ids", at::kLong), run.parameter("table")},
                                        "y", program::PlaceAttributes{0, {7, 3}, 3}),
                   "y");
    });
    hold(openFile("adapters"), "placed_columns", 1e-6, [&](OperationRun& run) {
        run.expect(run.builder().result(OpKind::PlaceColumns, {run.rows("x"), run.rows("own")}, "y",
                                        program::PlaceAttributes{0, {7, 3}}),
                   "y");
    });
}

TEST(GoldenOperations, Losses) {
    const auto file = openFile("losses");
    const auto loss = [&](const std::string& name, OpKind kind, at::ScalarType labels) {
        hold(file, name, 1e-6, [&](OperationRun& run) {
            const ValueId x = run.rows("x");
            run.expectLoss(run.builder()
                               .results(kind, {x, run.input("labels", labels)}, {"losses", "gradient"})
                               .front());
        });
    };
    for (const char* name : {"two_classes", "classes"})
        loss(name, OpKind::CrossEntropy, at::kLong);
    for (const char* columns : {"1", "5"}) {
        loss(std::string("binary_") + columns, OpKind::BinaryCrossEntropy, at::kFloat);
        loss(std::string("squared_") + columns, OpKind::SquaredError, at::kFloat);
    }
    hold(file, "log_prob", 1e-6, [&](OperationRun& run) {
        run.expect(run.builder().result(OpKind::LogProb, {run.rows("x"), run.input("labels", at::kLong)},
                                        "log_probs"),
                   "log_probs");
    });
}

const std::vector<std::int32_t> kStarts = {0, 5, 14, 15, 29};
const std::vector<std::int32_t> kSources = {0, 6, 8, 13, 24};

struct AttentionCase {
    std::string name;
    program::AttentionAttributes how;
};

std::vector<AttentionCase> attentionCases() {
    const auto how = [](bool causal, std::int64_t window, double softcap, program::RelativeBias bias = {}) {
        return program::AttentionAttributes{4, 2, 0.4, false, causal, window, softcap, bias};
    };
    return {{"causal", how(true, 0, 0)},
            {"causal_within_4", how(true, 4, 0)},
            {"both_ways", how(false, 0, 0)},
            {"both_ways_within_3", how(false, 3, 0)},
            {"capped", how(true, 0, 1.5)},
            {"capped_within_4", how(true, 4, 1.5)},
            {"biased", how(true, 0, 0, {8, 10, false})},
            {"biased_both_ways", how(false, 0, 0, {8, 10, true})},
            {"crossing", how(false, 0, 0)}};
}

TEST(GoldenOperations, Attention) {
    const auto file = openFile("attention");
    for (const auto& [name, how] : attentionCases())
        hold(file, name, 5e-6,
             [&](OperationRun& run) {
                 const auto axis = name == "crossing" ? program::Axis::Source : program::Axis::Tokens;
                 const ValueId query = run.rows("query");
                 std::vector<ValueId> operands = {query, run.rows("key", axis), run.rows("value", axis)};
                 if (run.has("table"))
                     operands.push_back(run.parameter("table"));
                 run.expect(run.builder().results(OpKind::Attention, operands, {"context"}, how).front(),
                            "context");
             },
             {kStarts, kSources});
}

TEST(GoldenOperations, Recurrences) {
    const auto file = openFile("recurrences");
    for (const char* name : {"convolution", "convolution_of_one"})
        hold(
            file, name, 2e-6,
            [&](OperationRun& run) {
                const ValueId x = run.rows("x");
                run.expect(run.builder().result(OpKind::Convolution, {x, run.parameter("weight")}, "y"), "y");
            },
            {kStarts, {}});
    hold(file, "decay", 2e-6, [&](OperationRun& run) {
        const ValueId a = run.rows("a");
        const ValueId logarithm = run.parameter("A_log");
        run.expect(run.builder().result(OpKind::Decay, {a, logarithm, run.parameter("dt_bias")}, "y"), "y");
    });
    const std::vector<std::int32_t> longStarts = {0, 1, 131};
    for (const auto& [name, starts] :
         {std::pair{"delta_rule", kStarts}, std::pair{"delta_rule_long", longStarts}})
        hold(file, name, 5e-6,
             [&](OperationRun& run) {
                 std::vector<ValueId> operands;
                 for (const char* operand : {"query", "key", "value", "decay", "rate"})
                     operands.push_back(run.rows(operand));
                 run.expect(run.builder().result(OpKind::DeltaRule, operands, "y",
                                                 program::DeltaRuleAttributes{2, 4}),
                            "y");
             },
             {starts, {}});
}

/// The last tokens of a text, however many, against the keys and values of all before them.
TEST(GoldenOperations, CachedAttention) {
    const c10::InferenceMode guard;
    const auto file = openFile("attention");
    for (const auto& [name, how] : attentionCases()) {
        if (!how.causal)
            continue;
        const OperationRun golden(file, name, {});
        const AttentionHeads heads{how.heads, how.kvHeads, 6, how.scale, true, how.window, how.softcap};
        for (std::size_t row = 0; row + 1 < kStarts.size(); ++row)
            for (std::int64_t before = 0; before < kStarts[row + 1] - kStarts[row]; ++before) {
                const std::int64_t tokens = kStarts[row + 1] - kStarts[row] - before;
                const auto last = [&](const std::string& value) {
                    return golden.golden(value).narrow(0, kStarts[row] + before, tokens);
                };
                const auto whole = [&](const std::string& value) {
                    return golden.golden(value).narrow(0, kStarts[row], before + tokens);
                };
                at::Tensor context = at::zeros({tokens, 24}, at::TensorOptions().dtype(at::kFloat));
                BiasByDistance bias;
                if (golden.has("table"))
                    bias = biasByDistance(golden.golden("table"), how.bias, before + tokens, {});
                attentionCached(context, last("query"), whole("key"), whole("value"), before, heads, bias);
                EXPECT_LE((context - last("context")).abs().max().item<float>(), 2e-6F)
                    << name << ", row " << row << ", behind " << before << " tokens";
            }
    }
}

TEST(GoldenOperations, BucketsOfRelativePositions) {
    const c10::InferenceMode guard;
    const auto file = openFile("attention");
    const OperationRun golden(file, "buckets", {});
    const std::vector<std::pair<std::int64_t, std::int64_t>> sizes = {
        {32, 128}, {8, 10}, {64, 256}, {32, 100}, {20, 70}};
    for (const bool bothWays : {false, true})
        for (const auto& [buckets, farthest] : sizes) {
            const std::string name = std::to_string(buckets) + "_" + std::to_string(farthest) +
                                     (bothWays ? "_both_ways" : "_behind");
            const at::Tensor table = at::zeros({buckets, 1}, at::TensorOptions().dtype(at::kFloat));
            const auto bias = biasByDistance(table, {buckets, farthest, bothWays}, 301, {});
            // Columns stand by query less key, the golden by key less query.
            EXPECT_TRUE(bias.buckets.narrow(0, 0, 601).flip(0).equal(golden.golden(name))) << name;
        }
}

} // namespace
} // namespace luthier::engine::tests

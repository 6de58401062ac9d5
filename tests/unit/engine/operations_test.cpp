#include "operation_run.h"

#include <support/shared_data.h>

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
          const std::function<void(OperationRun&)>& emit) {
    const c10::InferenceMode guard;
    for (const Placing& placing : kPlacings) {
        OperationRun run(file, name, placing);
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
}

TEST(GoldenOperations, Softcap) {
    hold(openFile("elements"), "softcap", 1e-6, [&](OperationRun& run) {
        run.expect(
            run.builder().result(OpKind::Softcap, {run.rows("x")}, "y", program::SoftcapAttributes{30.0}),
            "y");
    });
}

} // namespace
} // namespace luthier::engine::tests

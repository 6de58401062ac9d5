// How long a recipe's control waits for the plan of a large model: the step of 80 layers, with LoRA on all
// linear layers, from emission to places. No time of another machine stands here; the row says whether a
// control answers within 150 ms.

#include <families/family.h>
#include <planning/step_program.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace {

using namespace luthier;

constexpr double kReachMs = 150.0;

families::ModelShape largeShape() {
    return *families::shapeFromConfig({{"model_type", "llama"},
                                       {"architectures", {"LlamaForCausalLM"}},
                                       {"hidden_size", 8192},
                                       {"num_hidden_layers", 80},
                                       {"num_attention_heads", 64},
                                       {"num_key_value_heads", 8},
                                       {"intermediate_size", 28672},
                                       {"vocab_size", 128256}});
}

planning::StepSettings settingsOf(const families::ModelShape& shape) {
    planning::StepSettings settings;
    settings.method = methods::lora(planning::onEveryLinear(shape, 16), 0.05);
    settings.trains = true;
    settings.tokens = settings.longestRow = 4096;
    settings.trainedTokens = 2048;
    settings.formats.stored = footprint::Stored::Bf16;
    return settings;
}

/// The median of seven, in milliseconds.
double medianOf(const families::ModelShape& shape, const planning::StepSettings& settings,
                std::size_t& steps) {
    std::vector<double> times;
    for (int i = 0; i < 7; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto step = planning::compileStep(shape, settings);
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        steps = step.program.steps.size();
    }
    std::nth_element(times.begin(), times.begin() + 3, times.end());
    return times[3];
}

} // namespace

int main() {
    const families::ModelShape shape = largeShape();
    bool reached = true;
    for (const auto checkpointing : {lowering::Checkpointing::Off, lowering::Checkpointing::EveryLayer}) {
        planning::StepSettings settings = settingsOf(shape);
        settings.checkpointing = checkpointing;
        std::size_t steps = 0;
        const double time = medianOf(shape, settings, steps);
        reached = reached && time <= kReachMs;
        std::printf("%s compiling a step of 80 layers%s: %zu steps, %.2f of what a control may take\n",
                    time <= kReachMs ? "reached" : "MISSED ",
                    checkpointing == lowering::Checkpointing::Off ? "" : ", checkpointed", steps,
                    time / kReachMs);
    }
    return reached ? 0 : 1;
}

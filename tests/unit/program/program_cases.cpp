#include "program_cases.h"

#include <families/model_tensors.h>
#include <methods/full.h>
#include <methods/lora.h>

#include <cmath>

namespace luthier::program::tests {

families::ModelShape smallShape(const std::string& family) {
    const Json llama = {{"hidden_size", 24},        {"num_hidden_layers", 3},
                        {"num_attention_heads", 6}, {"num_key_value_heads", 2},
                        {"intermediate_size", 40},  {"vocab_size", 80},
                        {"rms_norm_eps", 1e-5},     {"max_position_embeddings", 64}};
    Json config =
        family == "gpt2" ? Json{{"n_embd", 24}, {"n_layer", 3}, {"n_head", 4}, {"vocab_size", 80}} : llama;
    config["model_type"] = family;
    config["architectures"] = {family == "gpt2"    ? "GPT2LMHeadModel"
                               : family == "qwen2" ? "Qwen2ForCausalLM"
                                                   : "LlamaForCausalLM"};
    return *families::shapeFromConfig(config);
}

families::ModelShape largerShape(const std::string& family, std::int64_t kvHeads) {
    Json config = family == "gpt2"
                      ? Json{{"n_embd", 768}, {"n_layer", 4}, {"n_head", 12}, {"vocab_size", 50257}}
                      : Json{{"hidden_size", 768},        {"num_hidden_layers", 4},
                             {"num_attention_heads", 12}, {"num_key_value_heads", kvHeads},
                             {"intermediate_size", 2048}, {"vocab_size", 32000}};
    config["model_type"] = family;
    config["architectures"] = {family == "gpt2" ? "GPT2LMHeadModel" : "LlamaForCausalLM"};
    return *families::shapeFromConfig(config);
}

methods::Method loraOn(const families::ModelShape& shape, Adapted adapted, double dropout) {
    std::vector<methods::LoraTarget> targets;
    for (const families::LinearModule& module : families::linearsOf(shape))
        if (module.layer < 0 || adapted == Adapted::All || module.layer >= shape.layers / 2)
            targets.push_back({module.path, 8});
    return methods::lora(std::move(targets), dropout);
}

planning::StepSettings settingsOf(const families::ModelShape& shape, Tuned tuned, Adapted adapted,
                                  double dropout) {
    planning::StepSettings settings;
    settings.trains = tuned != Tuned::Nothing;
    settings.tokens = settings.longestRow = 60;
    settings.trainedTokens = 41;
    settings.headRows = 16;
    if (tuned == Tuned::Adapters)
        settings.method = loraOn(shape, adapted, dropout);
    if (tuned == Tuned::All)
        settings.method = methods::full();
    return settings;
}

std::vector<Case> allCases(const std::vector<families::ModelShape>& shapes) {
    using footprint::Products;
    using lowering::Checkpointing;
    std::vector<Case> cases;
    for (const families::ModelShape& shape : shapes)
        for (const Tuned tuned : {Tuned::Nothing, Tuned::Adapters, Tuned::All})
            for (const Adapted adapted : {Adapted::All, Adapted::UpperHalf})
                for (const Checkpointing checkpointing : {Checkpointing::Off, Checkpointing::EveryLayer})
                    for (const double dropout : {0.0, 0.25})
                        for (const NumberFormat stored :
                             {NumberFormat::Fp32, NumberFormat::Bf16, NumberFormat::Fp16})
                            for (const Products products : {Products::Fp32, Products::Bf16}) {
                                if (tuned == Tuned::Nothing && checkpointing != Checkpointing::Off)
                                    continue;
                                if (tuned != Tuned::Adapters && (dropout > 0 || adapted != Adapted::All))
                                    continue;
                                Case one{shape.family, shape, settingsOf(shape, tuned, adapted, dropout)};
                                one.settings.checkpointing = checkpointing;
                                one.settings.formats = {stored, products};
                                one.name += tuned == Tuned::Nothing   ? "_evaluated"
                                            : tuned == Tuned::All     ? "_full"
                                            : adapted == Adapted::All ? "_lora"
                                                                      : "_upper_lora";
                                one.name += shape.heads != shape.kvHeads ? "_grouped" : "";
                                one.name += checkpointing == Checkpointing::Off ? "" : "_checkpointed";
                                one.name += dropout > 0 ? "_dropout" : "";
                                one.name += stored == NumberFormat::Fp32   ? "_fp32"
                                            : stored == NumberFormat::Bf16 ? "_bf16"
                                                                           : "_fp16";
                                one.name += products == Products::Bf16 ? "_rounded" : "";
                                cases.push_back(std::move(one));
                            }
    return cases;
}

} // namespace luthier::program::tests

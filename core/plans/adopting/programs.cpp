#include "programs.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace luthier::adopting {
namespace {

bool hasAny(const Json& document, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
        if (document.contains(key))
            return true;
    return false;
}

constexpr std::array<std::string_view, 5> kSections = {"data", "training", "lora", "logging", "inference"};

std::string wordIn(const Json& document, std::string_view key) {
    return stringAt(document, key, "").value_or("");
}

/// Rank r where the file says nothing of it.
double rankOf(const Json& document, std::string_view key, double usual) {
    const Json* rank = member(document, key);
    const std::string text = wordIn(document, key);
    return rank && rank->is_number() ? rank->get<double>()
           : text.empty()            ? usual
                                     : std::strtod(text.c_str(), nullptr);
}

/// As in TrainingArguments.
Json trainingArguments() {
    return {{"learning_rate", 5e-5},
            {"per_device_train_batch_size", 8},
            {"gradient_accumulation_steps", 1},
            {"num_train_epochs", 3},
            {"lr_scheduler_type", "linear"},
            {"warmup_steps", 0},
            {"weight_decay", 0.0},
            {"optim", "adamw_torch"},
            {"max_grad_norm", 1.0},
            {"seed", 42}};
}

Json llamaFactory(const Json& document) {
    Json defaults = trainingArguments();
    defaults.update({{"stage", "sft"},
                     {"finetuning_type", "lora"},
                     {"lora_rank", 8},
                     {"lora_alpha", 2 * rankOf(document, "lora_rank", 8)},
                     {"lora_target", "all"},
                     {"cutoff_len", 2048},
                     {"packing", wordIn(document, "stage") == "pt"}});
    return defaults;
}

Json axolotl() {
    return {{"learning_rate", 5e-5},
            {"micro_batch_size", 1},
            {"gradient_accumulation_steps", 1},
            {"num_epochs", 1},
            {"lr_scheduler", "cosine"},
            {"sequence_len", 512},
            {"sample_packing", false},
            {"optimizer", "adamw_torch_fused"},
            {"weight_decay", 0.0},
            {"train_on_inputs", false},
            {"seed", 42}};
}

Json unslothStudio() {
    return {{"training_type", "lora"},
            {"max_seq_length", 2048},
            {"load_in_4bit", true},
            {"num_epochs", 3},
            {"learning_rate", 2e-4},
            {"batch_size", 2},
            {"gradient_accumulation_steps", 4},
            {"warmup_steps", 5},
            {"weight_decay", 0.001},
            {"random_seed", 3407},
            {"packing", false},
            {"lr_scheduler_type", "linear"},
            {"optim", "adamw_8bit"},
            {"lora_r", 16},
            {"lora_alpha", 16},
            {"lora_dropout", 0.0},
            {"train_on_completions", false}};
}

Json trl(const Json& document) {
    Json defaults = trainingArguments();
    if (const Json* adapts = member(document, "use_peft"); adapts && *adapts == true)
        defaults.update({{"lora_r", 16}, {"lora_alpha", 32}, {"lora_dropout", 0.05}});
    defaults.update({{"max_length", 1024}, {"packing", false}});
    return defaults;
}

} // namespace

std::string_view programName(Program program) {
    constexpr std::array<std::string_view, 4> kNames = {"LLaMA-Factory", "Axolotl", "Unsloth Studio", "TRL"};
    return kNames[static_cast<std::size_t>(program)];
}

std::optional<Program> programOf(const Json& document) {
    if (!document.is_object())
        return std::nullopt;
    const Json* training = member(document, "training");
    if (training && training->is_object())
        return Program::UnslothStudio;
    if (hasAny(document, {"base_model", "sequence_len", "micro_batch_size"}))
        return Program::Axolotl;
    if (hasAny(document, {"stage", "finetuning_type", "cutoff_len", "lora_rank", "lora_target"}))
        return Program::LlamaFactory;
    if (hasAny(document, {"model_name_or_path", "per_device_train_batch_size", "num_train_epochs"}))
        return Program::Trl;
    return std::nullopt;
}

Json defaultsOf(Program program, const Json& document) {
    Json defaults = program == Program::LlamaFactory    ? llamaFactory(document)
                    : program == Program::Axolotl       ? axolotl()
                    : program == Program::UnslothStudio ? unslothStudio()
                                                        : trl(document);
    // A share of the steps, or a number of them, says it instead.
    if (hasAny(document, {"warmup_ratio", "num_warmup_steps"}))
        defaults.erase("warmup_steps");
    if (hasAny(document, {"optimizer"}))
        defaults.erase("optim");
    if (hasAny(document, {"lr_scheduler"}))
        defaults.erase("lr_scheduler_type");
    if (hasAny(document, {"load_in_8bit"}))
        defaults.erase("load_in_4bit");
    if (wordIn(document, "training_type") == "full" || wordIn(document, "finetuning_type") == "full")
        for (const char* key :
             {"lora_rank", "lora_r", "lora_alpha", "lora_dropout", "lora_target", "load_in_4bit"})
            defaults.erase(key);
    return defaults;
}

Json flattened(Program program, const Json& document, Json& names) {
    Json flat = Json::object();
    for (const auto& [key, value] : document.items()) {
        const bool isSection = program == Program::UnslothStudio && value.is_object() &&
                               std::find(kSections.begin(), kSections.end(), key) != kSections.end();
        if (!isSection) {
            flat[key] = value;
            names[key] = key;
            continue;
        }
        for (const auto& [inner, innerValue] : value.items()) {
            // What it writes with is no matter of tuning.
            const std::string name = key == "inference" ? key + "." + inner : inner;
            flat[name] = innerValue;
            names[name] = key + "." + inner;
        }
    }
    return flat;
}

} // namespace luthier::adopting

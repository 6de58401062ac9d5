#include "peer_keys.h"

#include "recipe.h"

#include <array>
#include <utility>

namespace luthier::recipe {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 82> kPeerKeys = {{
    // Model, data and task.
    {"model_name_or_path", "model"},
    {"model_name", "model"},
    {"base_model", "model"},
    {"pretrained_model_name_or_path", "model"},
    {"datasets", "data"},
    {"dataset_name", "data"},
    {"train_dataset", "data"},
    {"train_file", "data"},
    {"eval_dataset", "validation"},
    {"val_set_size", "validation"},
    {"val_size", "validation"},
    {"test_datasets", "validation"},
    {"stage", "task"},
    {"training_type", "task"},
    {"chat_template", "template.source"},
    {"chat_template_jinja", "template.source"},
    {"chat_template_path", "template.source"},
    {"system_prompt", "template.system"},
    {"default_system", "template.system"},
    // Tokens.
    {"sequence_len", "tokens.max_length"},
    {"cutoff_len", "tokens.max_length"},
    {"max_seq_length", "tokens.max_length"},
    {"max_seq_len", "tokens.max_length"},
    {"max_sequence_length", "tokens.max_length"},
    {"model_max_length", "tokens.max_length"},
    {"block_size", "tokens.max_length"},
    {"seq_len", "tokens.max_length"},
    {"sample_packing", "tokens.packing"},
    {"neat_packing", "tokens.packing"},
    {"packed", "tokens.packing"},
    {"train_on_inputs", "tokens.assistant_only_loss"},
    {"train_on_input", "tokens.assistant_only_loss"},
    {"train_on_prompt", "tokens.assistant_only_loss"},
    {"completion_only_loss", "tokens.assistant_only_loss"},
    {"mask_prompt", "tokens.assistant_only_loss"},
    {"mask_history", "tokens.loss_turns"},
    {"roles_to_train", "tokens.assistant_only_loss"},
    // Method.
    {"adapter", "method.type"},
    {"finetuning_type", "method.type"},
    {"fine_tune_type", "method.type"},
    {"peft_config", "method"},
    {"lora_parameters", "method"},
    {"lora_config", "method"},
    {"lora_r", "method.r"},
    {"lora_rank", "method.r"},
    {"rank", "method.r"},
    {"alpha", "method.lora_alpha"},
    {"dropout", "method.lora_dropout"},
    {"lora_target", "method.target_modules"},
    {"lora_target_modules", "method.target_modules"},
    {"lora_target_linear", "method.target_modules"},
    {"lora_attn_modules", "method.target_modules"},
    {"targets", "method.target_modules"},
    {"adapter_name_or_path", "method.init_adapter"},
    {"lora_model_dir", "method.init_adapter"},
    {"quantization_bit", "quantization.type"},
    {"load_in_4bit", "quantization.type"},
    {"load_in_8bit", "quantization.type"},
    {"bnb_4bit_quant_type", "quantization.type"},
    // Optimizer and schedule.
    {"lr", "optimizer.learning_rate"},
    {"optim", "optimizer.type"},
    {"adam_beta1", "optimizer.betas"},
    {"adam_beta2", "optimizer.betas"},
    {"adam_epsilon", "optimizer.eps"},
    {"gradient_clipping", "optimizer.max_grad_norm"},
    {"lr_scheduler", "schedule.type"},
    {"lr_scheduler_type", "schedule.type"},
    {"warmup_ratio", "schedule.warmup_steps"},
    {"num_warmup_steps", "schedule.warmup_steps"},
    {"warmup", "schedule.warmup_steps"},
    // Batch and duration.
    {"micro_batch_size", "batch.per_device_train_batch_size"},
    {"train_batch_size", "batch.per_device_train_batch_size"},
    {"batch_size", "batch.per_device_train_batch_size"},
    {"num_epochs", "duration.num_train_epochs"},
    {"epochs", "duration.num_train_epochs"},
    {"iters", "duration.max_steps"},
    {"max_train_steps", "duration.max_steps"},
    // Compute, evaluation and checkpoints.
    {"bf16", "compute.dtype"},
    {"fp16", "compute.dtype"},
    {"torch_dtype", "compute.dtype"},
    {"eval_strategy", "evaluation.eval_steps"},
    {"load_best_model_at_end", "checkpoints.keep_best"},
}};

/// Lower case, with underscores.
std::string plainKey(std::string_view name) {
    std::string plain;
    for (const char c : name)
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '-' ? '_' : c;
    return plain;
}

} // namespace

std::string keyMeantBy(std::string_view name) {
    const std::string plain = plainKey(name);
    for (const auto& [peer, key] : kPeerKeys)
        if (peer == plain)
            return std::string(key);
    // Keys of our own, by the recipe with every key.
    const Json document = recipeToJson(defaultRecipe(Task::Sft, MethodKind::Lora));
    for (const auto& [group, members] : document.items()) {
        if (!members.is_object())
            continue;
        for (const auto& [key, value] : members.items())
            if (key == plain && key != "type")
                return group + "." + key;
    }
    for (const char* key : {"max_steps", "num_cycles", "power"})
        if (plain == key)
            return std::string(plain == "max_steps" ? "duration." : "schedule.") + key;
    return {};
}

} // namespace luthier::recipe

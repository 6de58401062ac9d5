#include "idle_keys.h"

#include <algorithm>

namespace luthier::adopting {
namespace {

/// What is no matter of tuning, or goes by itself here: by name, or by the beginning of it.
constexpr std::string_view kIdle[] = {"output_dir",
                                      "logging_",
                                      "plot_loss",
                                      "overwrite_",
                                      "save_only_model",
                                      "report_to",
                                      "preprocessing_num_workers",
                                      "dataloader_",
                                      "trust_remote_code",
                                      "do_train",
                                      "do_eval",
                                      "ddp_",
                                      "flash_att",
                                      "attn_implementation",
                                      "xformers_attention",
                                      "sdp_attention",
                                      "wandb_",
                                      "mlflow_",
                                      "comet_",
                                      "swanlab_",
                                      "dataset_prepared_path",
                                      "dataset_processes",
                                      "dataset_dir",
                                      "tokenized_path",
                                      "strict",
                                      "pad_to_sequence_len",
                                      "model_type",
                                      "tokenizer_type",
                                      "tokenizer_use_fast",
                                      "use_fast_tokenizer",
                                      "eval_sample_packing",
                                      "tf32",
                                      "hub_",
                                      "enable_liger_kernel",
                                      "liger_",
                                      "use_unsloth",
                                      "enable_wandb",
                                      "enable_tensorboard",
                                      "tensorboard_dir",
                                      "log_frequency",
                                      "per_device_eval_batch_size",
                                      "eval_batch_size",
                                      "inference.",
                                      "format_type",
                                      "save_safetensors",
                                      "include_num_input_tokens_seen",
                                      "quantization_method",
                                      "save_first_step",
                                      "debug",
                                      "finetune_vision_layers",
                                      "vision_all_linear",
                                      "resume_from_checkpoint",
                                      "remove_unused_columns",
                                      "use_cache"};

} // namespace

bool isIdle(std::string_view key) {
    return std::any_of(std::begin(kIdle), std::end(kIdle), [&](std::string_view idle) {
        return key == idle ||
               ((idle.ends_with('_') || idle.ends_with('.') || idle == "flash_att") && key.starts_with(idle));
    });
}

} // namespace luthier::adopting

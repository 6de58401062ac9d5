#include "irregular_settings.h"
#include "schema.h"

#include <array>

namespace luthier::recipe {
namespace {

using Words = std::string_view;

constexpr double kHuge = 9e15;
constexpr double kMostNames = 4096;

/// By Task.
constexpr std::array<Words, 13> kTasks = {"sft",
                                          "pretrain",
                                          "classification",
                                          "regression",
                                          "token_classification",
                                          "mlm",
                                          "seq2seq",
                                          "dpo",
                                          "simpo",
                                          "orpo",
                                          "reward",
                                          "kto",
                                          "infilling"};
constexpr std::array<Words, 2> kLaterTasks = {"grpo", "distill"};
/// By PreferenceLoss.
constexpr std::array<Words, 5> kPreferenceLosses = {"sigmoid", "hinge", "ipo", "robust", "sigmoid_norm"};
/// By MethodKind.
constexpr std::array<Words, 5> kMethods = {"lora", "full", "ia3", "prefix", "prompt"};
constexpr std::array<Words, 5> kLaterMethods = {"freeze", "head", "bottleneck", "qlora", "dora"};
/// By QuantizationKind.
constexpr std::array<Words, 3> kQuantizations = {"none", "int8", "nf4"};
constexpr std::array<Words, 3> kBiases = {"none", "all", "lora_only"};
constexpr std::array<Words, 2> kTurns = {"all", "last"};
constexpr std::array<Words, 2> kOverlong = {"truncate", "drop"};
constexpr std::array<Words, 3> kProblems = {"auto", "single_label_classification",
                                            "multi_label_classification"};
/// By OptimizerKind.
constexpr std::array<Words, 5> kOptimizers = {"adamw", "sgd", "lion", "adafactor", "muon"};
constexpr std::array<Words, 1> kLaterOptimizers = {"adamw_8bit"};
constexpr std::array<Words, 2> kRateAdjustments = {"match_rms_adamw", "original"};
/// By ScheduleKind.
constexpr std::array<Words, 11> kSchedules = {"linear",
                                              "cosine",
                                              "cosine_with_restarts",
                                              "polynomial",
                                              "constant",
                                              "constant_with_warmup",
                                              "inverse_sqrt",
                                              "warmup_stable_decay",
                                              "cosine_with_min_lr",
                                              "cosine_warmup_with_min_lr",
                                              "one_cycle"};
constexpr std::array<Words, 2> kAnneals = {"cos", "linear"};
constexpr std::array<Words, 3> kDecays = {"linear", "cosine", "1-sqrt"};
constexpr std::array<Words, 3> kDtypes = {"auto", "fp32", "bf16"};
constexpr std::array<Words, 2> kLaterDtypes = {"fp16", "int8"};
constexpr std::array<Words, 4> kWeights = {"as_file", "fp32", "bf16", "fp16"};
constexpr std::array<Words, 1> kReadyWeights = {"as_file"};
constexpr std::array<Words, 2> kActivations = {"fp32", "bf16"};
/// By Checkpointing.
constexpr std::array<Words, 3> kCheckpointing = {"auto", "on", "off"};

// What a condition asks for: names of choices, or whether a setting is set at all.
constexpr std::array<Words, 1> kSet = {"set"};
constexpr std::array<Words, 1> kUnset = {"unset"};
constexpr std::array<Words, 2> kText = {"sft", "pretrain"};
constexpr std::array<Words, 3> kPacking = {"sft", "pretrain", "infilling"};
constexpr std::array<Words, 1> kInfilling = {"infilling"};
constexpr std::array<Words, 7> kTemplated = {"sft", "pretrain", "dpo", "simpo", "orpo", "reward", "kto"};
constexpr std::array<Words, 7> kWriting = {"sft", "pretrain", "seq2seq", "dpo", "simpo", "orpo", "kto"};
constexpr std::array<Words, 5> kSaying = {"sft", "pretrain", "seq2seq", "mlm", "infilling"};
constexpr std::array<Words, 4> kComparing = {"dpo", "simpo", "orpo", "kto"};
constexpr std::array<Words, 1> kScoring = {"reward"};
constexpr std::array<Words, 1> kDpo = {"dpo"};
constexpr std::array<Words, 1> kSimpo = {"simpo"};
constexpr std::array<Words, 1> kKto = {"kto"};
constexpr std::array<Words, 2> kDoubting = {"sigmoid", "robust"};
constexpr std::array<Words, 1> kClassifying = {"classification"};
constexpr std::array<Words, 2> kNaming = {"classification", "token_classification"};
constexpr std::array<Words, 1> kMasking = {"mlm"};
constexpr std::array<Words, 1> kAnswering = {"seq2seq"};
constexpr std::array<Words, 1> kLora = {"lora"};
constexpr std::array<Words, 1> kIa3 = {"ia3"};
constexpr std::array<Words, 2> kTargeting = {"lora", "ia3"};
constexpr std::array<Words, 2> kVirtual = {"prefix", "prompt"};
constexpr std::array<Words, 4> kAdapting = {"lora", "ia3", "prefix", "prompt"};
constexpr std::array<Words, 1> kNf4 = {"nf4"};
constexpr std::array<Words, 3> kWithBetas = {"adamw", "lion", "muon"};
constexpr std::array<Words, 2> kWithEps = {"adamw", "muon"};
constexpr std::array<Words, 2> kWithMomentum = {"sgd", "muon"};
constexpr std::array<Words, 1> kSgd = {"sgd"};
constexpr std::array<Words, 1> kAdafactor = {"adafactor"};
constexpr std::array<Words, 1> kMuon = {"muon"};
constexpr std::array<Words, 5> kCycling = {"cosine", "cosine_with_restarts", "warmup_stable_decay",
                                           "cosine_with_min_lr", "cosine_warmup_with_min_lr"};
/// All but the one that has its rise in itself.
constexpr std::array<Words, 10> kWarming = {"linear",
                                            "cosine",
                                            "cosine_with_restarts",
                                            "polynomial",
                                            "constant",
                                            "constant_with_warmup",
                                            "inverse_sqrt",
                                            "warmup_stable_decay",
                                            "cosine_with_min_lr",
                                            "cosine_warmup_with_min_lr"};
constexpr std::array<Words, 2> kWithLeast = {"cosine_with_min_lr", "cosine_warmup_with_min_lr"};
constexpr std::array<Words, 1> kWarmingFrom = {"cosine_warmup_with_min_lr"};
constexpr std::array<Words, 1> kOneCycle = {"one_cycle"};
constexpr std::array<Words, 1> kPolynomial = {"polynomial"};
constexpr std::array<Words, 1> kInverse = {"inverse_sqrt"};
constexpr std::array<Words, 1> kStable = {"warmup_stable_decay"};

constexpr Condition withTask(std::span<const Words> tasks) {
    return {"task", tasks};
}
constexpr Condition withMethod(std::span<const Words> methods) {
    return {"method.type", methods};
}
constexpr Condition withOptimizer(std::span<const Words> optimizers) {
    return {"optimizer.type", optimizers};
}
constexpr Condition withSchedule(std::span<const Words> schedules) {
    return {"schedule.type", schedules};
}

using enum Writing;
using Level::Advanced;
/// A setting is turned on by taking this away, a choice by a word among the ready ones.
constexpr Readiness kLater = Readiness::Later;

constexpr auto kSettings = std::to_array<Setting>({
    // What it is about.
    {.path = "recipe", .place = kVersion, .level = Advanced, .hasDefault = false},
    {.path = "name", .place = at<&Recipe::name>, .hasDefault = false},
    {.path = "model",
     .place = kModel,
     .peers = "model_name_or_path model_name base_model pretrained_model_name_or_path",
     .hasDefault = false},
    {.path = "task",
     .place = at<&Recipe::task>,
     .choices = {kTasks, kTasks, kLaterTasks},
     .peers = "stage training_type"},
    {.path = "data",
     .place = kTrainingData,
     .peers = "datasets dataset_name train_dataset train_file",
     .hasDefault = false},
    {.path = "validation",
     .place = kValidationData,
     .peers = "eval_dataset val_set_size val_size test_datasets",
     .hasDefault = false},
    // Names as in PEFT.
    {.path = "method.type",
     .place = at<&Recipe::method, &Method::kind>,
     .choices = {kMethods, kMethods, kLaterMethods},
     .peers = "adapter finetuning_type fine_tune_type"},
    {.path = "method.r",
     .place = at<&Recipe::method, &Method::r>,
     .bounds = {1, 4096},
     .when = withMethod(kLora),
     .peers = "lora_r lora_rank rank"},
    {.path = "method.lora_alpha",
     .place = at<&Recipe::method, &Method::loraAlpha>,
     .bounds = {1e-6, 1e6},
     .when = withMethod(kLora),
     .peers = "alpha"},
    {.path = "method.lora_dropout",
     .place = at<&Recipe::method, &Method::loraDropout>,
     .bounds = {0, 0.99},
     .when = withMethod(kLora),
     .level = Advanced,
     .peers = "dropout"},
    {.path = "method.target_modules",
     .place = at<&Recipe::method, &Method::targetModules>,
     .bounds = {1, kMostNames},
     .when = withMethod(kTargeting),
     .peers = "lora_target lora_target_modules lora_target_linear lora_attn_modules targets"},
    {.path = "method.use_rslora",
     .place = at<&Recipe::method, &Method::useRslora>,
     .when = withMethod(kLora),
     .level = Advanced,
     .peers = "peft_use_rslora"},
    {.path = "method.use_dora",
     .place = at<&Recipe::method, &Method::useDora>,
     .when = withMethod(kLora),
     .level = Advanced,
     .peers = "peft_use_dora"},
    {.path = "method.loraplus_lr_ratio",
     .place = at<&Recipe::method, &Method::loraPlusRatio>,
     .bounds = {1, 1000},
     .when = withMethod(kLora),
     .writing = WhenOther,
     .level = Advanced},
    {.path = "method.modules_to_save",
     .place = at<&Recipe::method, &Method::modulesToSave>,
     .bounds = {0, kMostNames},
     .when = withMethod(kTargeting),
     .level = Advanced,
     .peers = "lora_modules_to_save additional_target"},
    {.path = "method.init_adapter",
     .place = at<&Recipe::method, &Method::initAdapter>,
     .when = withMethod(kAdapting),
     .writing = OrNull,
     .level = Advanced,
     .peers = "adapter_name_or_path lora_model_dir"},
    {.path = "method.layers_to_transform",
     .place = at<&Recipe::method, &Method::layersToTransform>,
     .bounds = {0, kMostNames},
     .when = withMethod(kLora),
     .writing = OrNull,
     .level = Advanced,
     .peers = "lora_layers_to_transform peft_layers_to_transform"},
    {.path = "method.rank_pattern",
     .place = at<&Recipe::method, &Method::rankPattern>,
     .when = withMethod(kLora),
     .level = Advanced},
    {.path = "method.alpha_pattern",
     .place = at<&Recipe::method, &Method::alphaPattern>,
     .when = withMethod(kLora),
     .level = Advanced},
    {.path = "method.bias",
     .place = at<&Recipe::method, &Method::bias>,
     .choices = {kBiases, kBiases},
     .when = withMethod(kLora),
     .writing = WhenOther,
     .level = Advanced,
     .peers = "lora_bias"},
    {.path = "method.lora_bias",
     .place = at<&Recipe::method, &Method::loraBias>,
     .when = withMethod(kLora),
     .writing = WhenOther,
     .level = Advanced},
    {.path = "method.trainable_token_indices",
     .place = at<&Recipe::method, &Method::trainableTokenIndices>,
     .bounds = {0, kMostNames},
     .when = withMethod(kLora),
     .writing = WhenOther,
     .level = Advanced},
    {.path = "method.exclude_modules",
     .place = at<&Recipe::method, &Method::excludeModules>,
     .bounds = {0, kMostNames},
     .when = withMethod(kTargeting),
     .writing = WhenOther,
     .level = Advanced},
    {.path = "method.layers_pattern",
     .place = at<&Recipe::method, &Method::layersPattern>,
     .bounds = {0, kMostNames},
     .when = withMethod(kLora),
     .writing = WhenOther,
     .level = Advanced},
    {.path = "method.feedforward_modules",
     .place = at<&Recipe::method, &Method::feedforwardModules>,
     .bounds = {0, kMostNames},
     .when = withMethod(kIa3),
     .writing = WhenOther,
     .level = Advanced},
    {.path = "method.num_virtual_tokens",
     .place = at<&Recipe::method, &Method::numVirtualTokens>,
     .bounds = {1, 4096},
     .when = withMethod(kVirtual)},
    {.path = "quantization.type",
     .place = at<&Recipe::quantization, &Quantization::kind>,
     .choices = {kQuantizations},
     .peers = "quantization_bit load_in_4bit load_in_8bit bnb_4bit_quant_type"},
    {.path = "quantization.double_quant",
     .place = at<&Recipe::quantization, &Quantization::doubleQuant>,
     .when = {"quantization.type", kNf4},
     .level = Advanced,
     .peers = "bnb_4bit_use_double_quant double_quantization"},
    {.path = "template.source",
     .place = at<&Recipe::chatTemplate, &Template::source>,
     .when = withTask(kTemplated),
     .peers = "chat_template chat_template_jinja chat_template_path"},
    {.path = "template.system",
     .place = at<&Recipe::chatTemplate, &Template::system>,
     .when = withTask(kTemplated),
     .writing = OrNull,
     .level = Advanced,
     .peers = "system_prompt default_system"},
    // What a row becomes.
    {.path = "tokens.max_length",
     .place = at<&Recipe::tokens, &Tokens::maxLength>,
     .bounds = {8, 1 << 20},
     .peers = "sequence_len cutoff_len max_seq_length max_seq_len max_sequence_length model_max_length "
              "block_size seq_len max_source_length"},
    {.path = "tokens.packing",
     .place = at<&Recipe::tokens, &Tokens::packing>,
     .when = withTask(kPacking),
     .peers = "sample_packing neat_packing packed"},
    {.path = "tokens.assistant_only_loss",
     .place = at<&Recipe::tokens, &Tokens::assistantOnlyLoss>,
     .when = withTask(kText),
     .peers =
         "train_on_inputs train_on_input train_on_prompt completion_only_loss mask_prompt roles_to_train"},
    {.path = "tokens.loss_turns",
     .place = at<&Recipe::tokens, &Tokens::lossTurns>,
     .choices = {kTurns},
     .when = withTask(kText),
     .peers = "mask_history"},
    {.path = "tokens.overlong",
     .place = at<&Recipe::tokens, &Tokens::truncation>,
     .choices = {kOverlong},
     .peers = "truncation_strategy excess_length_strategy"},
    {.path = "tokens.max_target_length",
     .place = at<&Recipe::tokens, &Tokens::maxTargetLength>,
     .bounds = {1, 1 << 20},
     .when = withTask(kAnswering),
     .peers = "val_max_target_length"},
    {.path = "tokens.mlm_probability",
     .place = at<&Recipe::tokens, &Tokens::mlmProbability>,
     .bounds = {0.01, 0.9},
     .when = withTask(kMasking),
     .peers = "masking_probability mlm_prob"},
    {.path = "tokens.infilling_rate",
     .place = at<&Recipe::tokens, &Tokens::infillingRate>,
     .bounds = {0, 1},
     .when = withTask(kInfilling),
     .peers = "fim_rate"},
    {.path = "tokens.infilling_spm_rate",
     .place = at<&Recipe::tokens, &Tokens::infillingSpmRate>,
     .bounds = {0, 1},
     .when = withTask(kInfilling),
     .level = Advanced,
     .peers = "fim_spm_rate"},
    {.path = "tokens.neftune_noise_alpha",
     .place = at<&Recipe::tokens, &Tokens::neftuneNoiseAlpha>,
     .bounds = {0, 100},
     .writing = Writing::WhenOther,
     .level = Advanced,
     .peers = "neft_alpha noise_alpha"},
    {.path = "labels.problem_type",
     .place = at<&Recipe::labels, &Labels::problemType>,
     .choices = {kProblems},
     .when = withTask(kClassifying)},
    {.path = "labels.names",
     .place = at<&Recipe::labels, &Labels::names>,
     .bounds = {0, kMostNames},
     .when = withTask(kNaming),
     .level = Advanced,
     .peers = "label_names class_names label_list"},
    {.path = "labels.label_smoothing_factor",
     .place = at<&Recipe::labels, &Labels::smoothing>,
     .bounds = {0, 0.9},
     .when = withTask(kSaying),
     .writing = WhenOther,
     .level = Advanced},
    // Names as in TRL.
    {.path = "preference.loss_type",
     .place = at<&Recipe::preference, &Preference::lossType>,
     .choices = {kPreferenceLosses},
     .when = withTask(kDpo),
     .peers = "pref_loss rlhf_loss"},
    {.path = "preference.beta",
     .place = at<&Recipe::preference, &Preference::beta>,
     .bounds = {1e-4, 100},
     .when = withTask(kComparing),
     .peers = "pref_beta rl_beta dpo_beta"},
    {.path = "preference.label_smoothing",
     .place = at<&Recipe::preference, &Preference::labelSmoothing>,
     .bounds = {0, 0.49},
     .when = {"preference.loss_type", kDoubting},
     .level = Advanced,
     .peers = "dpo_label_smoothing"},
    {.path = "preference.simpo_gamma",
     .place = at<&Recipe::preference, &Preference::simpoGamma>,
     .bounds = {0, 100},
     .when = withTask(kSimpo)},
    {.path = "preference.center_rewards_coefficient",
     .place = at<&Recipe::preference, &Preference::centering>,
     .bounds = {0, 10},
     .when = withTask(kScoring),
     .level = Advanced},
    {.path = "preference.desirable_weight",
     .place = at<&Recipe::preference, &Preference::desirableWeight>,
     .bounds = {0, 100},
     .when = withTask(kKto),
     .peers = "kto_chosen_weight kto_desirable_weight"},
    {.path = "preference.undesirable_weight",
     .place = at<&Recipe::preference, &Preference::undesirableWeight>,
     .bounds = {0, 100},
     .when = withTask(kKto),
     .peers = "kto_rejected_weight kto_undesirable_weight"},
    // Names as in TrainingArguments.
    {.path = "optimizer.type",
     .place = at<&Recipe::optimizer, &Optimizer::kind>,
     .choices = {kOptimizers, kOptimizers, kLaterOptimizers},
     .peers = "optim"},
    {.path = "optimizer.learning_rate",
     .place = at<&Recipe::optimizer, &Optimizer::learningRate>,
     .bounds = {0, 10},
     .peers = "lr"},
    {.path = "optimizer.betas",
     .place = kBetas,
     .when = withOptimizer(kWithBetas),
     .level = Advanced,
     .peers = "adam_beta1 adam_beta2"},
    {.path = "optimizer.eps",
     .place = at<&Recipe::optimizer, &Optimizer::eps>,
     .bounds = {1e-16, 1},
     .when = withOptimizer(kWithEps),
     .level = Advanced,
     .peers = "adam_epsilon"},
    {.path = "optimizer.momentum",
     .place = at<&Recipe::optimizer, &Optimizer::momentum>,
     .bounds = {0, 0.9999},
     .when = withOptimizer(kWithMomentum),
     .writing = WhenSet,
     .level = Advanced},
    {.path = "optimizer.nesterov",
     .place = at<&Recipe::optimizer, &Optimizer::nesterov>,
     .when = withOptimizer(kSgd),
     .level = Advanced},
    {.path = "optimizer.clip_threshold",
     .place = at<&Recipe::optimizer, &Optimizer::clipThreshold>,
     .bounds = {1e-6, 1e6},
     .when = withOptimizer(kAdafactor),
     .level = Advanced},
    {.path = "optimizer.decay_rate",
     .place = at<&Recipe::optimizer, &Optimizer::decayRate>,
     .bounds = {-1, -0.01},
     .when = withOptimizer(kAdafactor),
     .level = Advanced},
    {.path = "optimizer.ns_steps",
     .place = at<&Recipe::optimizer, &Optimizer::newtonSchulzSteps>,
     .bounds = {1, 20},
     .when = withOptimizer(kMuon),
     .level = Advanced},
    {.path = "optimizer.adjust_lr_fn",
     .place = at<&Recipe::optimizer, &Optimizer::adjustLrFn>,
     .choices = {kRateAdjustments},
     .when = withOptimizer(kMuon),
     .level = Advanced},
    {.path = "optimizer.weight_decay",
     .place = at<&Recipe::optimizer, &Optimizer::weightDecay>,
     .bounds = {0, 10}},
    {.path = "optimizer.max_grad_norm",
     .place = at<&Recipe::optimizer, &Optimizer::maxGradNorm>,
     .bounds = {0, 1e6},
     .peers = "gradient_clipping"},
    {.path = "optimizer.max_grad_value",
     .place = at<&Recipe::optimizer, &Optimizer::maxGradValue>,
     .bounds = {0, 1e6},
     .writing = WhenOther,
     .level = Advanced,
     .peers = "clip_grad_value clip_value"},
    {.path = "schedule.type",
     .place = at<&Recipe::schedule, &Schedule::kind>,
     .choices = {kSchedules},
     .peers = "lr_scheduler lr_scheduler_type"},
    {.path = "schedule.warmup_steps",
     .place = at<&Recipe::schedule, &Schedule::warmupSteps>,
     .bounds = {0, kHuge},
     .when = withSchedule(kWarming),
     .peers = "warmup_ratio num_warmup_steps warmup"},
    {.path = "schedule.num_cycles",
     .place = at<&Recipe::schedule, &Schedule::numCycles>,
     .bounds = {0, 1000},
     .when = withSchedule(kCycling),
     .writing = WhenSet},
    {.path = "schedule.power",
     .place = at<&Recipe::schedule, &Schedule::power>,
     .bounds = {0.01, 100},
     .when = withSchedule(kPolynomial)},
    {.path = "schedule.lr_end",
     .place = at<&Recipe::schedule, &Schedule::lrEnd>,
     .bounds = {0, 10},
     .when = withSchedule(kPolynomial)},
    {.path = "schedule.timescale",
     .place = at<&Recipe::schedule, &Schedule::timescale>,
     .bounds = {1, kHuge},
     .when = withSchedule(kInverse),
     .writing = WhenSet},
    {.path = "schedule.num_decay_steps",
     .place = at<&Recipe::schedule, &Schedule::numDecaySteps>,
     .bounds = {0, kHuge},
     .when = withSchedule(kStable)},
    {.path = "schedule.decay_type",
     .place = at<&Recipe::schedule, &Schedule::decayType>,
     .choices = {kDecays},
     .when = withSchedule(kStable)},
    {.path = "schedule.min_lr_ratio",
     .place = at<&Recipe::schedule, &Schedule::minLrRatio>,
     .bounds = {0, 1},
     .when = withSchedule(kStable)},
    {.path = "schedule.min_lr_rate",
     .place = at<&Recipe::schedule, &Schedule::minLrRate>,
     .bounds = {0, 1},
     .when = withSchedule(kWithLeast)},
    {.path = "schedule.warmup_lr_rate",
     .place = at<&Recipe::schedule, &Schedule::warmupLrRate>,
     .bounds = {0, 1},
     .when = withSchedule(kWarmingFrom),
     .writing = WhenSet},
    {.path = "schedule.pct_start",
     .place = at<&Recipe::schedule, &Schedule::pctStart>,
     .bounds = {0.001, 0.999},
     .when = withSchedule(kOneCycle)},
    {.path = "schedule.div_factor",
     .place = at<&Recipe::schedule, &Schedule::divFactor>,
     .bounds = {1, 1e9},
     .when = withSchedule(kOneCycle)},
    {.path = "schedule.final_div_factor",
     .place = at<&Recipe::schedule, &Schedule::finalDivFactor>,
     .bounds = {1, 1e12},
     .when = withSchedule(kOneCycle)},
    {.path = "schedule.anneal_strategy",
     .place = at<&Recipe::schedule, &Schedule::annealStrategy>,
     .choices = {kAnneals},
     .when = withSchedule(kOneCycle)},
    {.path = "batch.per_device_train_batch_size",
     .place = at<&Recipe::batchSize>,
     .bounds = {1, 65536},
     .peers = "micro_batch_size train_batch_size batch_size"},
    {.path = "batch.gradient_accumulation_steps", .place = at<&Recipe::accumulation>, .bounds = {1, 65536}},
    {.path = "duration.num_train_epochs",
     .place = at<&Recipe::epochs>,
     .bounds = {0.001, 100000},
     .when = {"duration.max_steps", kUnset},
     .peers = "num_epochs epochs"},
    {.path = "duration.max_steps",
     .place = at<&Recipe::maxSteps>,
     .bounds = {1, 1e12},
     .when = {"duration.max_steps", kSet},
     .writing = WhenSet,
     .peers = "iters max_train_steps"},
    {.path = "compute.device", .place = at<&Recipe::device>},
    {.path = "compute.dtype",
     .place = at<&Recipe::dtype>,
     .choices = {kDtypes, kDtypes, kLaterDtypes},
     .level = Advanced,
     .peers = "bf16 fp16 torch_dtype"},
    {.path = "compute.gradient_checkpointing",
     .place = at<&Recipe::gradientCheckpointing>,
     .choices = {kCheckpointing}},
    {.path = "compute.weights",
     .place = at<&Recipe::weights>,
     .choices = {kWeights, kReadyWeights},
     .writing = WhenOther,
     .level = Advanced},
    {.path = "compute.activations",
     .place = at<&Recipe::activations>,
     .choices = {kActivations},
     .writing = WhenOther,
     .level = Advanced},
    {.path = "compute.deterministic",
     .place = at<&Recipe::deterministic>,
     .writing = WhenOther,
     .readiness = kLater,
     .level = Advanced,
     .peers = "full_determinism"},
    {.path = "evaluation.eval_steps",
     .place = at<&Recipe::evalSteps>,
     .bounds = {0, kHuge},
     .peers = "eval_strategy"},
    {.path = "evaluation.eval_on_start",
     .place = at<&Recipe::evalOnStart>,
     .writing = WhenOther,
     .level = Advanced},
    {.path = "evaluation.sample_prompts",
     .place = at<&Recipe::samplePrompts>,
     .bounds = {0, 100},
     .when = withTask(kWriting)},
    {.path = "evaluation.quick_look",
     .place = at<&Recipe::quickLook>,
     .bounds = {0, 1000},
     .writing = WhenOther,
     .level = Advanced},
    {.path = "checkpoints.save_steps", .place = at<&Recipe::saveSteps>, .bounds = {0, kHuge}},
    {.path = "checkpoints.save_total_limit",
     .place = at<&Recipe::saveTotalLimit>,
     .bounds = {1, 1000},
     .level = Advanced},
    {.path = "checkpoints.keep_best",
     .place = at<&Recipe::keepBest>,
     .level = Advanced,
     .peers = "load_best_model_at_end"},
    {.path = "checkpoints.early_stopping_patience",
     .place = at<&Recipe::earlyStoppingPatience>,
     .bounds = {0, 1e6}},
    {.path = "seed",
     .place = at<&Recipe::seed>,
     .bounds = {0, kHuge},
     .level = Advanced,
     .peers = "random_seed random_state data_seed"},
    {.path = "shuffle", .place = at<&Recipe::shuffle>, .level = Advanced},
});

} // namespace

std::span<const Setting> settings() {
    return kSettings;
}

} // namespace luthier::recipe

#include "key_rules.h"

#include <recipe/peer_keys.h>
#include <recipe/schema.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace luthier::adopting {
namespace {

using recipe::MethodKind;
using recipe::Task;

std::string wordIn(const Json& keys, std::string_view key) {
    return stringAt(keys, key, "").value_or("");
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// Off, none, nothing: no key is lost that says so.
bool isOff(const Json& value) {
    return value.is_null() || value == false || value == 0 || value == "" || value == "no" ||
           value == "none" || (value.is_structured() && value.empty());
}

/// A number, also one that is written as a text.
std::optional<double> numberIn(const Json& value) {
    if (value.is_number())
        return value.get<double>();
    if (!value.is_string())
        return std::nullopt;
    const auto text = value.get<std::string>();
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

/// The number where it is a whole one that a count can be.
std::optional<std::int64_t> wholeOf(double number) {
    constexpr double kMost = 1e15;
    if (number != std::floor(number) || std::abs(number) > kMost)
        return std::nullopt;
    return static_cast<std::int64_t>(number);
}

Json listIn(const Json& value) {
    if (!value.is_string())
        return value;
    Json list = Json::array();
    std::string rest = value.get<std::string>();
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        std::string name = rest.substr(0, comma);
        rest.erase(0, comma + 1);
        std::erase(name, ' ');
        if (!name.empty())
            list.push_back(name);
    }
    return list;
}

void takeTask(Draft& draft, AdoptedKey& key) {
    const std::string word = key.value.is_string() ? key.value.get<std::string>() : "";
    if (isOneOf(word, {"ppo", "kto", "grpo", "gdpo", "ebft"}))
        return draft.leave(key, "adopted.objective");
    draft.put(key, "task", recipe::taskName(draft.standard().task));
    if (word == "ipo")
        draft.document()["preference"]["loss_type"] = "ipo";
}

void takeMethod(Draft& draft, AdoptedKey& key) {
    const std::string word = key.value.is_string() ? key.value.get<std::string>() : "";
    if (!isOneOf(word, {"lora", "qlora", "full", "continued_pretraining", "cpt"}))
        return draft.leave(key, "adopted.method");
    draft.put(key, "method.type", recipe::methodName(draft.standard().method.kind));
    if (word == "qlora")
        draft.document()["quantization"]["type"] = "nf4";
}

void takePreferenceLoss(Draft& draft, AdoptedKey& key) {
    const std::string word = key.value.is_string() ? key.value.get<std::string>() : "";
    if (isOneOf(word, {"orpo", "simpo"}))
        return draft.put(key, "task", word);
    if (isOneOf(word, {"sigmoid", "hinge", "ipo", "robust", "sigmoid_norm"}))
        return draft.put(key, "preference.loss_type", word);
    draft.leave(key, "adopted.objective");
}

/// A model that lies here; a name of a hub is left open.
void takeModel(Draft& draft, AdoptedKey& key) {
    const std::filesystem::path name(key.value.is_string() ? key.value.get<std::string>() : "");
    std::error_code ignored;
    for (const auto& place : {draft.folder() / name, name})
        if (!name.empty() && std::filesystem::is_directory(place, ignored))
            return draft.put(key, "model", std::filesystem::absolute(place).lexically_normal().string());
    draft.leave(key, "adopted.model_elsewhere");
}

void takeAdapter(Draft& draft, AdoptedKey& key) {
    const std::filesystem::path name(key.value.is_string() ? key.value.get<std::string>() : "");
    std::error_code ignored;
    if (!name.empty() && std::filesystem::is_directory(draft.folder() / name, ignored))
        return draft.put(key, "method.init_adapter",
                         std::filesystem::absolute(draft.folder() / name).lexically_normal().string());
    draft.leave(key, "adopted.model_elsewhere");
}

void takeQuantisation(Draft& draft, AdoptedKey& key) {
    if (draft.standard().method.kind == MethodKind::Full)
        return isOff(key.value) ? draft.passOver(key) : draft.leave(key, "adopted.quantised_full");
    if (key.key.ends_with("load_in_4bit") || key.value == 4)
        return draft.put(key, "quantization.type", "nf4");
    if (key.key.ends_with("load_in_8bit") || key.value == 8)
        return draft.put(key, "quantization.type", "int8");
    draft.leave(key, "adopted.unknown_value");
}

/// The kind of four-bit numbers.
void takeFourBitKind(Draft& draft, AdoptedKey& key) {
    key.value == "nf4" ? draft.put(key, "quantization.type", "nf4")
                       : draft.putNear(key, "quantization.type", "nf4", "adopted.four_bits");
}

void takeTargets(Draft& draft, AdoptedKey& key) {
    if (key.value == true ||
        isOneOf(key.value.is_string() ? key.value.get<std::string>() : "", {"all", "all-linear"}))
        return draft.put(key, "method.target_modules", "all-linear");
    draft.put(key, "method.target_modules", listIn(key.value));
}

/// Datasets by their names: of a file or a repository the last part.
void takeData(Draft& draft, AdoptedKey& key) {
    const std::string group = isOneOf(key.key, {"eval_dataset", "test_datasets"}) ? "validation" : "data";
    const Json given = listIn(key.value);
    Json sources = Json::array();
    for (const Json& one : given.is_array() ? given : Json::array({given})) {
        std::string name =
            one.is_string() ? one.get<std::string>() : wordIn(one, one.contains("path") ? "path" : "name");
        const std::filesystem::path path(name);
        const bool isFile =
            isOneOf(path.extension().string(), {".json", ".jsonl", ".csv", ".parquet", ".txt"});
        name = isFile ? path.stem().string() : path.filename().string();
        if (!name.empty())
            sources.push_back({{"dataset", name}});
    }
    if (sources.empty())
        return draft.leave(key, "adopted.unknown_value");
    draft.putNear(key, group, std::move(sources), "adopted.data_by_name");
}

/// Templates come with the model; two of ours are those of other programs.
void takeTemplate(Draft& draft, AdoptedKey& key) {
    const std::string word = key.value.is_string() ? key.value.get<std::string>() : "";
    if (word == "chatml")
        return draft.put(key, "template.source", "builtin:chatml");
    draft.putNear(key, "template.source", "model", "adopted.template_of_model");
}

void takeOptimizer(Draft& draft, AdoptedKey& key) {
    const std::string word = key.value.is_string() ? key.value.get<std::string>() : "";
    const auto named = [&](std::string_view part) {
        return word.find(part) != std::string::npos;
    };
    const bool eightBit = named("8bit") || named("4bit") || named("paged") || named("32bit");
    for (const std::string_view name : {"adafactor", "lion", "muon", "sgd", "adamw"})
        if (named(name))
            return eightBit ? draft.putNear(key, "optimizer.type", name, "adopted.whole_optimizer")
                            : draft.put(key, "optimizer.type", name);
    draft.leave(key, "adopted.unknown_value");
}

void takeSchedule(Draft& draft, AdoptedKey& key) {
    const std::string word = key.value.is_string() ? key.value.get<std::string>() : "";
    const auto ready = readyNames(*recipe::settingAt("schedule.type"));
    const bool floored = word == "cosine" && draft.said("cosine_min_lr_ratio");
    if (std::find(ready.begin(), ready.end(), word) == ready.end())
        return draft.leave(key, "adopted.unknown_value");
    draft.put(key, "schedule.type", floored ? "cosine_with_min_lr" : word);
}

/// Steps are not known before the rows are counted.
void takeWarmupShare(Draft& draft, AdoptedKey& key) {
    const Json* steps = draft.said("max_steps");
    const auto share = numberIn(key.value);
    if (!share || !steps || !steps->is_number() || *steps <= 0)
        return draft.leave(key, "adopted.warmup_share");
    if (const auto count = wholeOf(std::ceil(*share * steps->get<double>())))
        return draft.put(key, "schedule.warmup_steps", *count);
    draft.leave(key, "adopted.unknown_value");
}

void takeSteps(Draft& draft, AdoptedKey& key) {
    const auto steps = numberIn(key.value);
    if (steps && *steps <= 0)
        return draft.passOver(key);
    const auto count = steps ? wholeOf(*steps) : std::nullopt;
    if (!count)
        return draft.leave(key, "adopted.unknown_value");
    draft.put(key, "duration.max_steps", *count);
    draft.document()["duration"].erase("num_train_epochs");
}

void takeEpochs(Draft& draft, AdoptedKey& key) {
    const Json* steps = draft.said("max_steps");
    const auto epochs = numberIn(key.value);
    if ((steps && steps->is_number() && *steps > 0) || !epochs || *epochs <= 0)
        return draft.passOver(key);
    draft.put(key, "duration.num_train_epochs", *epochs);
}

void takePrecision(Draft& draft, AdoptedKey& key) {
    if (key.key.ends_with("fp16") || key.key.ends_with("float16"))
        return draft.putNear(key, "compute.dtype", "auto", "adopted.half");
    draft.put(key, "compute.dtype", key.value == "auto" ? "auto" : "bf16");
}

void takeCheckpointing(Draft& draft, AdoptedKey& key) {
    if (key.key.ends_with("disable_gradient_checkpointing"))
        return draft.put(key, "compute.gradient_checkpointing", key.value == true ? "off" : "on");
    draft.put(key, "compute.gradient_checkpointing", isOff(key.value) ? "off" : "on");
}

/// Whether the questions are learnt too.
void takeQuestions(Draft& draft, AdoptedKey& key) {
    const bool onlyAnswers = key.key.ends_with("train_on_completions") ? key.value == true : isOff(key.value);
    draft.put(key, "tokens.assistant_only_loss", onlyAnswers);
}

void takeHistory(Draft& draft, AdoptedKey& key) {
    draft.put(key, "tokens.loss_turns", isOff(key.value) ? "all" : "last");
}

/// Whole numbers of steps; a share of an epoch or of the run is none.
void takeEvery(Draft& draft, AdoptedKey& key) {
    const auto steps = numberIn(key.value);
    const auto count = steps ? wholeOf(*steps) : std::nullopt;
    if (!count)
        return draft.leave(key, "adopted.share_of_steps");
    draft.put(key, key.key.ends_with("save_steps") ? "checkpoints.save_steps" : "evaluation.eval_steps",
              *count);
}

void takeStrategy(Draft& draft, AdoptedKey& key) {
    const std::string path =
        key.key.ends_with("save_strategy") ? "checkpoints.save_steps" : "evaluation.eval_steps";
    if (key.value == "no")
        return draft.put(key, path, 0);
    key.value == "steps" ? draft.passOver(key) : draft.leave(key, "adopted.share_of_steps");
}

void takeHeldOut(Draft& draft, AdoptedKey& key) {
    draft.leave(key, "adopted.split_first");
}

void takeOverlong(Draft& draft, AdoptedKey& key) {
    key.value == "drop" || key.value == "truncate" ? draft.put(key, "tokens.overlong", key.value)
                                                   : draft.leave(key, "adopted.unknown_value");
}

void takeBeta(Draft& draft, AdoptedKey& key) {
    Json& betas = draft.document()["optimizer"]["betas"];
    if (!betas.is_array())
        return draft.passOver(key);
    Json changed = betas;
    changed[key.key.ends_with("2") ? 1 : 0] = key.value;
    draft.put(key, "optimizer.betas", std::move(changed));
}

void takeLeastRate(Draft& draft, AdoptedKey& key) {
    draft.put(key, "schedule.min_lr_rate", key.value);
}

void leaveOut(Draft& draft, AdoptedKey& key) {
    draft.leave(key, "adopted.not_there");
}

struct KeyRule {
    std::string_view key;
    void (*take)(Draft&, AdoptedKey&);
};

/// Keys that are no plain value of a setting.
constexpr KeyRule kRules[] = {
    {"stage", takeTask},
    {"rl", takeTask},
    {"reward_model", takeTask},
    {"pretraining_dataset", takeData},
    {"finetuning_type", takeMethod},
    {"training_type", takeMethod},
    {"adapter", takeMethod},
    {"pref_loss", takePreferenceLoss},
    {"model_name_or_path", takeModel},
    {"base_model", takeModel},
    {"model", takeModel},
    {"adapter_name_or_path", takeAdapter},
    {"lora_model_dir", takeAdapter},
    {"quantization_bit", takeQuantisation},
    {"load_in_4bit", takeQuantisation},
    {"load_in_8bit", takeQuantisation},
    {"quantization_type", takeFourBitKind},
    {"bnb_4bit_quant_type", takeFourBitKind},
    {"lora_target", takeTargets},
    {"lora_target_modules", takeTargets},
    {"lora_target_linear", takeTargets},
    {"target_modules", takeTargets},
    {"dataset", takeData},
    {"datasets", takeData},
    {"dataset_name", takeData},
    {"eval_dataset", takeData},
    {"test_datasets", takeData},
    {"template", takeTemplate},
    {"chat_template", takeTemplate},
    {"optim", takeOptimizer},
    {"optimizer", takeOptimizer},
    {"lr_scheduler_type", takeSchedule},
    {"lr_scheduler", takeSchedule},
    {"cosine_min_lr_ratio", takeLeastRate},
    {"warmup_ratio", takeWarmupShare},
    {"max_steps", takeSteps},
    {"num_epochs", takeEpochs},
    {"num_train_epochs", takeEpochs},
    {"bf16", takePrecision},
    {"pure_bf16", takePrecision},
    {"fp16", takePrecision},
    {"float16", takePrecision},
    {"gradient_checkpointing", takeCheckpointing},
    {"disable_gradient_checkpointing", takeCheckpointing},
    {"train_on_prompt", takeQuestions},
    {"train_on_inputs", takeQuestions},
    {"train_on_completions", takeQuestions},
    {"mask_history", takeHistory},
    {"save_steps", takeEvery},
    {"eval_steps", takeEvery},
    {"save_strategy", takeStrategy},
    {"eval_strategy", takeStrategy},
    {"evaluation_strategy", takeStrategy},
    {"val_size", takeHeldOut},
    {"val_set_size", takeHeldOut},
    {"excess_length_strategy", takeOverlong},
    {"adam_beta1", takeBeta},
    {"adam_beta2", takeBeta},
    {"group_by_length", leaveOut},
};

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

bool isIdle(std::string_view key) {
    return std::any_of(std::begin(kIdle), std::end(kIdle), [&](std::string_view idle) {
        return key == idle ||
               ((idle.ends_with('_') || idle.ends_with('.') || idle == "flash_att") && key.starts_with(idle));
    });
}

/// The last part of a name with its section.
std::string_view plainName(std::string_view key) {
    for (const std::string_view section : {"data.", "training.", "lora.", "logging."})
        if (key.starts_with(section))
            return key.substr(section.size());
    return key;
}

/// The value as a setting of that kind has it; nothing where it is another kind of value.
std::optional<Json> fitting(const recipe::Setting& setting, const Json& value) {
    using recipe::Kind;
    const auto number = numberIn(value);
    switch (kindOf(setting)) {
    case Kind::Integer:
        if (const auto whole = number ? wholeOf(*number) : std::nullopt)
            return Json(*whole);
        return std::nullopt;
    case Kind::Number:
        return number ? std::optional<Json>(*number) : std::nullopt;
    case Kind::Flag:
        return value.is_boolean() ? std::optional(value) : std::nullopt;
    case Kind::Text:
    case Kind::Choice:
        return value.is_string() ? std::optional(value) : std::nullopt;
    case Kind::NameList:
    case Kind::ModuleList:
        return std::optional(listIn(value));
    default:
        return value;
    }
}

} // namespace

Task taskOf(const Json& keys) {
    const std::string loss = wordIn(keys, "pref_loss");
    const std::string stage = wordIn(keys, "stage");
    const std::string rl = wordIn(keys, "rl");
    const Json* reward = member(keys, "reward_model");
    if (stage == "rm" || (reward && *reward == true))
        return Task::Reward;
    if (stage == "dpo")
        return loss == "orpo" ? Task::Orpo : loss == "simpo" ? Task::Simpo : Task::Dpo;
    if (isOneOf(rl, {"dpo", "ipo"}))
        return Task::Dpo;
    if (rl == "orpo" || rl == "simpo")
        return rl == "orpo" ? Task::Orpo : Task::Simpo;
    const Json* datasets = member(keys, "datasets");
    const bool plain = datasets && datasets->is_array() && !datasets->empty() &&
                       wordIn(datasets->front(), "type") == "completion";
    const bool pretrains = stage == "pt" || plain || member(keys, "pretraining_dataset") ||
                           isOneOf(wordIn(keys, "training_type"), {"continued_pretraining", "cpt"});
    return pretrains ? Task::Pretrain : Task::Sft;
}

MethodKind methodOf(const Json& keys) {
    const bool axolotl = keys.contains("base_model");
    const std::string asked = wordIn(keys, axolotl                          ? "adapter"
                                           : keys.contains("training_type") ? "training_type"
                                                                            : "finetuning_type");
    const bool lora = keys.contains("lora_r") || keys.contains("lora_rank");
    return asked == "full" || (axolotl && asked.empty()) || (asked.empty() && !lora) ? MethodKind::Full
                                                                                     : MethodKind::Lora;
}

Draft::Draft(const Json& keys, const std::filesystem::path& folder)
    : m_keys(keys)
    , m_folder(folder)
    , m_standard(recipe::defaultRecipe(taskOf(keys), methodOf(keys)))
    , m_document(recipe::recipeToJson(m_standard)) {}

std::string Draft::wordOf(std::string_view key) const {
    return wordIn(m_keys, key);
}

void Draft::put(AdoptedKey& key, std::string_view path, Json value) {
    const recipe::Setting& setting = *recipe::settingAt(path);
    key.fate = Fate::Taken;
    key.path = path;
    key.becomes = value;
    const std::string_view group = recipe::groupOf(setting);
    (group.empty() ? m_document : m_document[std::string(group)])[std::string(recipe::keyOf(setting))] =
        std::move(value);
}

void Draft::putNear(AdoptedKey& key, std::string_view path, Json value, std::string_view code) {
    put(key, path, std::move(value));
    key.fate = Fate::Near;
    key.code = code;
}

void Draft::leave(AdoptedKey& key, std::string_view code) {
    key.fate = Fate::Left;
    key.code = code;
}

void Draft::passOver(AdoptedKey& key) {
    key.fate = Fate::Idle;
}

void Draft::take(AdoptedKey& key) {
    const std::string_view name = plainName(key.key);
    if (isIdle(name))
        return passOver(key);
    const auto* rule = std::find_if(std::begin(kRules), std::end(kRules),
                                    [&](const KeyRule& one) { return one.key == name; });
    // Off is what a key of this kind is by itself; of a choice or a number it may be an answer.
    const bool says =
        isOneOf(name, {"gradient_checkpointing", "train_on_completions", "train_on_inputs", "train_on_prompt",
                       "mask_history", "disable_gradient_checkpointing", "save_steps", "eval_steps",
                       "save_strategy", "eval_strategy", "evaluation_strategy"});
    if (rule != std::end(kRules))
        return isOff(key.value) && !says ? passOver(key) : rule->take(*this, key);
    const recipe::Setting* setting = recipe::settingAt(name); // "seed" is seed everywhere
    if (const std::string meant = recipe::keyMeantBy(name); !setting && !meant.empty())
        setting = recipe::settingAt(meant);
    const std::string_view meant = setting ? setting->path : "";
    if (!setting || meant == "recipe" || meant == "model" || meant == "data" || meant == "validation")
        return isOff(key.value) ? passOver(key) : leave(key, "adopted.not_there");
    if (auto value = fitting(*setting, key.value))
        return put(key, setting->path, std::move(*value));
    leave(key, "adopted.unknown_value");
}

} // namespace luthier::adopting

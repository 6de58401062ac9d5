#include "key_rules.h"

#include "idle_keys.h"

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

/// What a key says where it is a text.
std::string wordOf(const AdoptedKey& key) {
    return key.value.is_string() ? key.value.get<std::string>() : std::string();
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
    std::string text = value.get<std::string>();
    std::erase(text, ' ');
    if (text.starts_with('+'))
        text.erase(0, 1);
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
    const std::string word = wordOf(key);
    if (key.key == "reward_model" ? key.value != true : word.empty())
        return draft.leave(key, key.key == "reward_model" ? "adopted.objective" : "adopted.unknown_value");
    if (isOneOf(word, {"ppo", "grpo", "gdpo", "ebft"}))
        return draft.leave(key, "adopted.objective");
    draft.put(key, "task", recipe::taskName(draft.standard().task));
    if (word == "ipo")
        draft.document()["preference"]["loss_type"] = "ipo";
}

void takeMethod(Draft& draft, AdoptedKey& key) {
    const std::string word = wordOf(key);
    if (!isOneOf(word, {"lora", "qlora", "full", "continued_pretraining", "cpt"}))
        return draft.leave(key, "adopted.method");
    draft.put(key, "method.type", recipe::methodName(draft.standard().method.kind));
    if (word == "qlora")
        draft.document()["quantization"]["type"] = "nf4";
}

/// Whether an adapter is tuned.
void takeAdapting(Draft& draft, AdoptedKey& key) {
    draft.put(key, "method.type", recipe::methodName(draft.standard().method.kind));
}

void takePreferenceLoss(Draft& draft, AdoptedKey& key) {
    const std::string word = wordOf(key);
    if (isOneOf(word, {"orpo", "simpo"}) || (word == "kto" && draft.standard().task == Task::Kto))
        return draft.put(key, "task", word);
    if (isOneOf(word, {"sigmoid", "hinge", "ipo", "robust", "sigmoid_norm"}))
        return draft.put(key, "preference.loss_type", word);
    draft.leave(key, "adopted.objective");
}

/// The folder of one of these places, by its whole path; of a name of a hub none.
bool putFolder(Draft& draft, AdoptedKey& key, std::string_view path,
               std::initializer_list<std::filesystem::path> places) {
    std::error_code ignored;
    for (const auto& place : places)
        if (std::filesystem::is_directory(place, ignored)) {
            draft.put(key, path, std::filesystem::absolute(place).lexically_normal().string());
            return true;
        }
    return false;
}

void takeModel(Draft& draft, AdoptedKey& key) {
    const std::string name = wordOf(key);
    if (name.empty() || !putFolder(draft, key, "model", {draft.folder() / name, name}))
        draft.leave(key, "adopted.model_elsewhere");
}

void takeAdapter(Draft& draft, AdoptedKey& key) {
    const std::string name = wordOf(key);
    if (name.empty() || !putFolder(draft, key, "method.init_adapter", {draft.folder() / name}))
        draft.leave(key, "adopted.model_elsewhere");
}

void takeQuantisation(Draft& draft, AdoptedKey& key) {
    if (draft.standard().method.kind == MethodKind::Full)
        return isOff(key.value) ? draft.passOver(key) : draft.leave(key, "adopted.quantised_full");
    const auto bits = numberIn(key.value);
    if (key.key.ends_with("load_in_4bit") || bits == 4)
        return draft.put(key, "quantization.type", "nf4");
    if (key.key.ends_with("load_in_8bit") || bits == 8)
        return draft.put(key, "quantization.type", "int8");
    draft.leave(key, "adopted.unknown_value");
}

/// The kind of four-bit numbers, where weights have four bits.
void takeFourBitKind(Draft& draft, AdoptedKey& key) {
    const Json* four = draft.said("load_in_4bit");
    const Json* bits = draft.said("quantization_bit");
    if (!(four && *four == true) && !(bits && numberIn(*bits) == 4))
        return draft.passOver(key);
    key.value == "nf4" ? draft.put(key, "quantization.type", "nf4")
                       : draft.putNear(key, "quantization.type", "nf4", "adopted.four_bits");
}

void takeTargets(Draft& draft, AdoptedKey& key) {
    const Json* linear = draft.said("lora_target_linear"); // adds all of them
    if (linear && *linear == true && !key.key.ends_with("lora_target_linear"))
        return draft.passOver(key);
    if (key.value == true || isOneOf(wordOf(key), {"all", "all-linear"}))
        return draft.put(key, "method.target_modules", "all-linear");
    draft.put(key, "method.target_modules", listIn(key.value));
}

/// Of a file or a repository the last part.
std::string datasetName(const std::string& place) {
    const std::filesystem::path path(place.ends_with('/') ? place.substr(0, place.size() - 1) : place);
    const bool isFile =
        isOneOf(path.extension().string(), {".json", ".jsonl", ".csv", ".tsv", ".parquet", ".txt"});
    return isFile ? path.stem().string() : path.filename().string();
}

/// Datasets by their names.
void takeData(Draft& draft, AdoptedKey& key) {
    const std::string group = isOneOf(key.key, {"eval_dataset", "test_datasets"}) ? "validation" : "data";
    const Json given = listIn(key.value);
    Json sources = Json::array();
    for (const Json& one : given.is_array() ? given : Json::array({given})) {
        const Json* files = member(one, "data_files");
        const Json* first = files && files->is_array() && !files->empty() ? &files->front() : files;
        const std::string name =
            datasetName(one.is_string()               ? one.get<std::string>()
                        : first && first->is_string() ? first->get<std::string>()
                        : one.is_object()             ? wordIn(one, one.contains("path") ? "path" : "name")
                                                      : std::string());
        if (name.empty()) // nothing of a list is lost in silence
            return draft.leave(key, "adopted.unknown_value");
        const Json source = {{"dataset", name}};
        if (std::find(sources.begin(), sources.end(), source) == sources.end())
            sources.push_back(source);
    }
    if (sources.empty())
        return draft.leave(key, "adopted.unknown_value");
    draft.putNear(key, group, std::move(sources), "adopted.data_by_name");
}

/// Rows of a whole step.
void takeWholeBatch(Draft& draft, AdoptedKey& key) {
    if (draft.said("base_model"))
        return draft.leave(key, "adopted.whole_batch");
    const auto rows = numberIn(key.value);
    const auto count = rows ? wholeOf(*rows) : std::nullopt;
    count ? draft.put(key, "batch.per_device_train_batch_size", *count)
          : draft.leave(key, "adopted.unknown_value");
}

/// Templates come with the model; two of ours are those of other programs.
void takeTemplate(Draft& draft, AdoptedKey& key) {
    const std::string word = wordOf(key);
    if (word == "chatml")
        return draft.put(key, "template.source", "builtin:chatml");
    draft.putNear(key, "template.source", "model", "adopted.template_of_model");
}

void takeOptimizer(Draft& draft, AdoptedKey& key) {
    const std::string word = wordOf(key);
    struct Named {
        std::string_view here;
        std::initializer_list<std::string_view> same;
        std::initializer_list<std::string_view> paged = {};
        std::initializer_list<std::string_view> smaller = {};    ///< with states of fewer bits
        std::initializer_list<std::string_view> otherBytes = {}; ///< of eight bits that are not bitsandbytes'
    };
    static const Named kOptimizers[] = {
        {"adamw",
         {"adamw", "adamw_torch", "adamw_torch_fused", "adamw_hf", "adamw_apex_fused", "adamw_torch_xla"},
         {"paged_adamw", "paged_adamw_32bit"},
         {"adamw_torch_4bit", "ao_adamw_4bit", "ao_adamw_fp8"}},
        {"adamw_8bit",
         {"adamw_8bit", "adamw_bnb_8bit"},
         {"paged_adamw_8bit"},
         {},
         {"adamw_torch_8bit", "ao_adamw_8bit"}},
        {"lion",
         {"lion", "lion_32bit", "lion_pytorch"},
         {"paged_lion_32bit"},
         {"lion_8bit", "paged_lion_8bit"}},
        {"adafactor", {"adafactor"}},
        {"sgd", {"sgd"}},
        {"muon", {"muon"}}};
    for (const Named& one : kOptimizers) {
        if (isOneOf(word, one.same))
            return draft.put(key, "optimizer.type", one.here);
        if (isOneOf(word, one.paged))
            return draft.putNear(key, "optimizer.type", one.here, "adopted.unpaged_optimizer");
        if (isOneOf(word, one.otherBytes))
            return draft.putNear(key, "optimizer.type", one.here, "adopted.other_optimizer_bytes");
        if (isOneOf(word, one.smaller))
            return draft.putNear(key, "optimizer.type", one.here, "adopted.whole_optimizer");
    }
    draft.leave(key, "adopted.unknown_value");
}

void takeSchedule(Draft& draft, AdoptedKey& key) {
    const std::string word = wordOf(key);
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
    const auto all = steps ? numberIn(*steps) : std::nullopt;
    if (!share || !all || *all <= 0)
        return draft.leave(key, "adopted.warmup_share");
    if (const auto count = wholeOf(std::ceil(*share * *all)))
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
    const auto all = steps ? numberIn(*steps) : std::nullopt;
    if (all && *all > 0)
        return draft.passOver(key);
    const auto epochs = numberIn(key.value);
    if (!epochs || *epochs <= 0)
        return draft.leave(key, "adopted.unknown_value");
    draft.put(key, "duration.num_train_epochs", *epochs);
}

void takePrecision(Draft& draft, AdoptedKey& key) {
    if (key.key.ends_with("fp16") || key.key.ends_with("float16"))
        return draft.putNear(key, "compute.dtype", "auto", "adopted.half");
    draft.put(key, "compute.dtype", key.value == "auto" ? "auto" : "bf16");
}

void takeDtype(Draft& draft, AdoptedKey& key) {
    const std::string word = wordOf(key);
    if (isOneOf(word, {"auto", "bfloat16", "bf16", "float32", "fp32"}))
        return draft.put(key, "compute.dtype",
                         word == "auto"          ? "auto"
                         : word.starts_with('b') ? "bf16"
                                                 : "fp32");
    isOneOf(word, {"float16", "fp16", "half"}) ? draft.putNear(key, "compute.dtype", "auto", "adopted.half")
                                               : draft.leave(key, "adopted.unknown_value");
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
    const auto number = numberIn(key.value);
    if (!betas.is_array() || !number)
        return betas.is_array() ? draft.leave(key, "adopted.unknown_value") : draft.passOver(key);
    Json changed = betas;
    changed[key.key.ends_with("2") ? 1 : 0] = *number;
    draft.put(key, "optimizer.betas", std::move(changed));
}

void takeLeastRate(Draft& draft, AdoptedKey& key) {
    const auto rate = numberIn(key.value);
    rate ? draft.put(key, "schedule.min_lr_rate", *rate) : draft.leave(key, "adopted.unknown_value");
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
    {"use_peft", takeAdapting},
    {"batch_size", takeWholeBatch},
    {"torch_dtype", takeDtype},
    {"dtype", takeDtype},
    {"pretraining_dataset", takeData},
    {"finetuning_type", takeMethod},
    {"training_type", takeMethod},
    {"adapter", takeMethod},
    {"pref_loss", takePreferenceLoss},
    {"loss_type", takePreferenceLoss},
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
    if (stage == "kto" || rl == "kto")
        return Task::Kto;
    if (stage == "rm" || (reward && *reward == true))
        return Task::Reward;
    if (stage == "dpo")
        return loss == "orpo" ? Task::Orpo : loss == "simpo" ? Task::Simpo : Task::Dpo;
    if (isOneOf(rl, {"dpo", "ipo"}))
        return Task::Dpo;
    if (rl == "orpo" || rl == "simpo")
        return rl == "orpo" ? Task::Orpo : Task::Simpo;
    if (member(keys, "simpo_gamma") && !keys.contains("stage") && rl.empty())
        return Task::Simpo;
    if (!keys.contains("stage") && rl.empty() &&
        (loss == "kto" || wordIn(keys, "loss_type") == "kto" || member(keys, "desirable_weight") ||
         member(keys, "undesirable_weight")))
        return Task::Kto;
    if (!keys.contains("stage") && !keys.contains("base_model") &&
        (member(keys, "beta") || member(keys, "loss_type") || member(keys, "precompute_ref_log_probs")))
        return Task::Dpo; // TRL's configuration of it names no task
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
    if (const Json* adapts = member(keys, "use_peft"); adapts && asked.empty() && !axolotl)
        return *adapts == true ? MethodKind::Lora : MethodKind::Full;
    const bool lora = member(keys, "lora_r") || member(keys, "lora_rank");
    return asked == "full" || (axolotl && asked.empty()) || (asked.empty() && !lora) ? MethodKind::Full
                                                                                     : MethodKind::Lora;
}

Json& groupOf(Json& document, const recipe::Setting& setting) {
    const std::string group(recipe::groupOf(setting));
    return group.empty() ? document : document[group];
}

const Json* valueIn(const Json& document, const recipe::Setting& setting) {
    const std::string_view group = recipe::groupOf(setting);
    const Json* there = group.empty() ? &document : member(document, group);
    return there ? member(*there, recipe::keyOf(setting)) : nullptr;
}

Draft::Draft(const Json& keys, const std::filesystem::path& folder)
    : m_keys(keys)
    , m_folder(folder)
    , m_standard(recipe::defaultRecipe(taskOf(keys), methodOf(keys)))
    , m_document(recipe::recipeToJson(m_standard)) {}

void Draft::put(AdoptedKey& key, std::string_view path, Json value) {
    const recipe::Setting& setting = *recipe::settingAt(path);
    key.fate = Fate::Taken;
    key.path = path;
    key.becomes = value;
    groupOf(m_document, setting)[std::string(recipe::keyOf(setting))] = std::move(value);
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
    key.code.clear();
}

void Draft::take(AdoptedKey& key) {
    const std::string_view name = plainName(key.key);
    if (isIdle(name))
        return passOver(key);
    const auto* rule = std::find_if(std::begin(kRules), std::end(kRules),
                                    [&](const KeyRule& one) { return one.key == name; });
    // Off is what a key of this kind is by itself; of a choice or a number it may be an answer.
    const bool says = isOneOf(name, {"use_peft", "num_epochs", "num_train_epochs", "gradient_checkpointing",
                                     "train_on_completions", "train_on_inputs", "train_on_prompt",
                                     "mask_history", "disable_gradient_checkpointing", "save_steps",
                                     "eval_steps", "save_strategy", "eval_strategy", "evaluation_strategy"});
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

#include "object_reader.h"
#include "recipe.h"

#include <array>
#include <limits>

namespace luthier::recipe {
namespace {

/// By Task.
constexpr std::array<std::string_view, 7> kTasks = {
    "sft", "pretrain", "classification", "regression", "token_classification", "mlm", "seq2seq"};
constexpr std::array<std::string_view, 2> kReadyTasks = {"sft", "pretrain"};
constexpr std::array<std::string_view, 13> kLaterTasks = {
    "infilling", "seq2seq", "mlm",    "classification", "regression", "token_classification", "dpo", "orpo",
    "simpo",     "kto",     "reward", "grpo",           "distill"};
constexpr std::array<std::string_view, 2> kMethods = {"lora", "full"};
constexpr std::array<std::string_view, 8> kLaterMethods = {"freeze", "head", "bottleneck", "prefix",
                                                           "prompt", "ia3",  "qlora",      "dora"};
constexpr std::array<std::string_view, 8> kSchedules = {"linear",
                                                        "cosine",
                                                        "cosine_with_restarts",
                                                        "polynomial",
                                                        "constant",
                                                        "constant_with_warmup",
                                                        "inverse_sqrt",
                                                        "warmup_stable_decay"};
constexpr std::array<std::string_view, 1> kOptimizers = {"adamw"};
constexpr std::array<std::string_view, 5> kLaterOptimizers = {"adamw_8bit", "sgd", "lion", "adafactor",
                                                              "muon"};
constexpr std::array<std::string_view, 3> kDtypes = {"auto", "fp32", "bf16"};
constexpr std::array<std::string_view, 2> kLaterDtypes = {"fp16", "int8"};
constexpr std::array<std::string_view, 1> kQuantizations = {"none"};
constexpr std::array<std::string_view, 2> kLaterQuantizations = {"int8", "nf4"};
constexpr std::array<std::string_view, 2> kTurns = {"all", "last"};
constexpr std::array<std::string_view, 2> kOverlong = {"truncate", "drop"};
constexpr std::array<std::string_view, 3> kCheckpointing = {"auto", "on", "off"};
constexpr std::array<std::string_view, 3> kDecays = {"linear", "cosine", "1-sqrt"};

constexpr double kHuge = 9e15;

void readSource(ObjectReader& reader, std::vector<DataSource>& sources) {
    DataSource source;
    reader.text("dataset", source.dataset);
    reader.optionalText("split", source.split);
    reader.number("weight", source.weight, {1e-6, 1e6});
    if (source.dataset.empty())
        reader.badValue("dataset", "", "a dataset's name");
    sources.push_back(std::move(source));
}

void readModel(ObjectReader& reader, ModelChoice& model) {
    const Json* value = reader.take("model");
    if (!value)
        return;
    if (value->is_string()) {
        model.path = value->get<std::string>();
        return;
    }
    if (!value->is_object()) {
        reader.wrongType("model", "string");
        return;
    }
    reader.object("model", [&](ObjectReader& object) {
        object.text("random_init", model.path);
        object.text("tokenizer", model.tokenizer);
        model.randomInit = true;
    });
}

void readTargets(ObjectReader& reader, Method& method) {
    const Json* value = reader.take("target_modules");
    if (!value)
        return;
    if (value->is_string()) {
        method.targetModules = value->get<std::string>();
        return;
    }
    std::vector<std::string> names;
    if (value->is_array())
        for (const Json& item : *value)
            if (item.is_string())
                names.push_back(item.get<std::string>());
    if (!value->is_array() || names.size() != value->size() || names.empty()) {
        reader.wrongType("target_modules", "list of names");
        return;
    }
    method.targetModules = std::move(names);
}

template <class Number>
void readPattern(ObjectReader& reader, std::string_view key,
                 std::vector<std::pair<std::string, Number>>& pattern) {
    const Json* value = reader.take(key);
    if (!value)
        return;
    if (!value->is_object()) {
        reader.wrongType(key, "object");
        return;
    }
    for (const auto& [name, number] : value->items()) {
        if (!number.is_number() || number.template get<double>() <= 0)
            reader.badValue(key, dumpJson(number), "a number above 0");
        else
            pattern.emplace_back(name, number.template get<Number>());
    }
}

void readMethod(ObjectReader& reader, Method& method) {
    if (const auto kind = reader.choice("type", kMethods, kLaterMethods))
        method.kind = static_cast<MethodKind>(*kind);
    reader.integer("r", method.r, {1, 4096});
    reader.number("lora_alpha", method.loraAlpha, {1e-6, 1e6});
    reader.number("lora_dropout", method.loraDropout, {0, 0.99});
    readTargets(reader, method);
    reader.flag("use_rslora", method.useRslora);
    reader.only("use_dora", Json(false));
    reader.only("modules_to_save", Json::array());
    reader.only("bias", Json("none"));
    reader.text("init_adapter", method.initAdapter);
    readPattern(reader, "rank_pattern", method.rankPattern);
    readPattern(reader, "alpha_pattern", method.alphaPattern);
    if (const Json* layers = reader.take("layers_to_transform")) {
        const bool whole =
            layers->is_array() &&
            std::all_of(layers->begin(), layers->end(), [](const Json& i) { return i.is_number_unsigned(); });
        if (!whole)
            reader.wrongType("layers_to_transform", "list of layer numbers");
        else
            method.layersToTransform = layers->get<std::vector<std::int64_t>>();
    }
}

void readTokens(ObjectReader& reader, Tokens& tokens) {
    reader.integer("max_length", tokens.maxLength, {8, 1 << 20});
    reader.flag("packing", tokens.packing);
    reader.flag("assistant_only_loss", tokens.assistantOnlyLoss);
    if (const auto turns = reader.choice("loss_turns", kTurns))
        tokens.lossTurns = static_cast<LossTurns>(*turns);
    if (const auto overlong = reader.choice("overlong", kOverlong))
        tokens.truncation = static_cast<Truncation>(*overlong);
}

void readOptimizer(ObjectReader& reader, Optimizer& optimizer) {
    reader.choice("type", kOptimizers, kLaterOptimizers);
    reader.number("learning_rate", optimizer.learningRate, {0, 10});
    if (const Json* betas = reader.take("betas")) {
        const bool pair =
            betas->is_array() && betas->size() == 2 && (*betas)[0].is_number() && (*betas)[1].is_number();
        const auto inside = [](double beta) {
            return beta >= 0 && beta < 1;
        };
        if (!pair || !inside((*betas)[0].get<double>()) || !inside((*betas)[1].get<double>())) {
            reader.badValue("betas", dumpJson(*betas), "[0 … 1, 0 … 1]");
        } else {
            optimizer.beta1 = (*betas)[0].get<double>();
            optimizer.beta2 = (*betas)[1].get<double>();
        }
    }
    reader.number("eps", optimizer.eps, {1e-16, 1});
    reader.number("weight_decay", optimizer.weightDecay, {0, 10});
    reader.number("max_grad_norm", optimizer.maxGradNorm, {0, 1e6});
}

void readSchedule(ObjectReader& reader, Schedule& schedule) {
    if (const auto kind = reader.choice("type", kSchedules))
        schedule.kind = static_cast<ScheduleKind>(*kind);
    reader.integer("warmup_steps", schedule.warmupSteps, {0, kHuge});
    reader.optionalNumber("num_cycles", schedule.numCycles, {0, 1000});
    reader.number("power", schedule.power, {0.01, 100});
    reader.number("lr_end", schedule.lrEnd, {0, 10});
    reader.optionalInteger("timescale", schedule.timescale, {1, kHuge});
    reader.integer("num_decay_steps", schedule.numDecaySteps, {0, kHuge});
    if (const auto decay = reader.choice("decay_type", kDecays))
        schedule.decayType = kDecays[*decay];
    reader.number("min_lr_ratio", schedule.minLrRatio, {0, 1});
}

/// auto, on, off; true and false as in TrainingArguments.
void readCheckpointing(ObjectReader& reader, Checkpointing& checkpointing) {
    const Json* value = reader.take("gradient_checkpointing");
    if (value && value->is_boolean())
        checkpointing = value->get<bool>() ? Checkpointing::On : Checkpointing::Off;
    else if (const auto named = reader.choice("gradient_checkpointing", kCheckpointing))
        checkpointing = static_cast<Checkpointing>(*named);
}

void readRun(ObjectReader& reader, Recipe& recipe) {
    reader.object("batch", [&](ObjectReader& batch) {
        batch.integer("per_device_train_batch_size", recipe.batchSize, {1, 65536});
        batch.integer("gradient_accumulation_steps", recipe.accumulation, {1, 65536});
    });
    reader.object("duration", [&](ObjectReader& duration) {
        duration.number("num_train_epochs", recipe.epochs, {0.001, 100000});
        duration.optionalInteger("max_steps", recipe.maxSteps, {1, 1e12});
    });
    reader.object("compute", [&](ObjectReader& compute) {
        compute.text("device", recipe.device);
        if (const auto dtype = compute.choice("dtype", kDtypes, kLaterDtypes))
            recipe.dtype = kDtypes[*dtype];
        readCheckpointing(compute, recipe.gradientCheckpointing);
        // What no code does yet is refused, whoever asks for it; the value that changes nothing may stand
        // there.
        compute.only("weights", Json("as_file"));
        compute.only("deterministic", Json(false));
    });
    reader.object("evaluation", [&](ObjectReader& evaluation) {
        evaluation.integer("eval_steps", recipe.evalSteps, {0, kHuge});
        evaluation.integer("sample_prompts", recipe.samplePrompts, {0, 100});
    });
    reader.object("checkpoints", [&](ObjectReader& checkpoints) {
        checkpoints.integer("save_steps", recipe.saveSteps, {0, kHuge});
        checkpoints.integer("save_total_limit", recipe.saveTotalLimit, {1, 1000});
        checkpoints.flag("keep_best", recipe.keepBest);
        checkpoints.integer("early_stopping_patience", recipe.earlyStoppingPatience, {0, 1e6});
    });
    std::int64_t seed = 42;
    reader.integer("seed", seed, {0, kHuge});
    recipe.seed = static_cast<std::uint64_t>(seed);
    reader.flag("shuffle", recipe.shuffle);
}

template <std::size_t Count>
Result<std::size_t> indexOf(const std::array<std::string_view, Count>& names,
                            std::span<const std::string_view> later, std::string_view field,
                            std::string_view name) {
    const Json document = {{std::string(field), std::string(name)}};
    std::vector<Finding> findings;
    ObjectReader reader(document, "", findings);
    if (const auto index = reader.choice(field, names, later))
        return *index;
    return *firstError(findings);
}

} // namespace

ReadRecipe readRecipe(const Json& document) {
    ReadRecipe result;
    if (!document.is_object()) {
        result.findings.push_back(
            {Severity::Error,
             "recipe.wrong_type",
             "",
             {{"field", "recipe"}, {"expected", "object"}, {"found", document.type_name()}},
             {}});
        return result;
    }
    ObjectReader reader(document, "", result.findings);
    // Task and method come first: they decide the defaults of the rest.
    Recipe& recipe = result.recipe;
    Task task = Task::Sft;
    if (const auto index = reader.choice("task", kReadyTasks, kLaterTasks))
        task = static_cast<Task>(*index);
    const Json* method = member(document, "method");
    const Json* type = method ? member(*method, "type") : nullptr;
    recipe = defaultRecipe(task, type && *type == "full" ? MethodKind::Full : MethodKind::Lora);
    std::int64_t version = 1;
    reader.integer("recipe", version, {1, 1});
    reader.text("name", recipe.name);
    readModel(reader, recipe.model);
    reader.objects("data", [&](ObjectReader& source) { readSource(source, recipe.data); });
    reader.objects("validation", [&](ObjectReader& source) { readSource(source, recipe.validation); });
    reader.object("method", [&](ObjectReader& group) { readMethod(group, recipe.method); });
    reader.object("quantization", [&](ObjectReader& group) {
        group.choice("type", kQuantizations, kLaterQuantizations);
        group.only("double_quant", Json(true));
    });
    reader.object("template", [&](ObjectReader& group) {
        group.text("source", recipe.chatTemplate.source);
        group.optionalText("system", recipe.chatTemplate.system);
    });
    reader.object("tokens", [&](ObjectReader& group) { readTokens(group, recipe.tokens); });
    reader.object("optimizer", [&](ObjectReader& group) { readOptimizer(group, recipe.optimizer); });
    reader.object("schedule", [&](ObjectReader& group) { readSchedule(group, recipe.schedule); });
    readRun(reader, recipe);
    reader.later("preference", "task: sft, pretrain");
    reader.finish();
    for (Finding& finding : checkRecipe(recipe))
        result.findings.push_back(std::move(finding));
    return result;
}

Result<Recipe> recipeFromJson(const Json& document) {
    ReadRecipe read = readRecipe(document);
    if (auto error = firstError(read.findings))
        return *std::move(error);
    return std::move(read.recipe);
}

std::string_view taskName(Task task) {
    return kTasks[static_cast<std::size_t>(task)];
}
std::string_view methodName(MethodKind method) {
    return kMethods[static_cast<std::size_t>(method)];
}
std::string_view scheduleName(ScheduleKind kind) {
    return kSchedules[static_cast<std::size_t>(kind)];
}

Result<Task> taskNamed(std::string_view name) {
    TRY(const std::size_t index, indexOf(kReadyTasks, kLaterTasks, "task", name));
    return static_cast<Task>(index);
}

Result<MethodKind> methodNamed(std::string_view name) {
    TRY(const std::size_t index, indexOf(kMethods, kLaterMethods, "method", name));
    return static_cast<MethodKind>(index);
}

} // namespace luthier::recipe

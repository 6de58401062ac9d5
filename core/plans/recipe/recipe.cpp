#include "recipe.h"

namespace luthier::recipe {
namespace {

Json sourcesToJson(const std::vector<DataSource>& sources) {
    Json list = Json::array();
    for (const DataSource& source : sources) {
        Json item = {{"dataset", source.dataset}};
        if (source.split)
            item["split"] = *source.split;
        item["weight"] = source.weight;
        list.push_back(std::move(item));
    }
    return list;
}

template <class Number>
Json patternToJson(const std::vector<std::pair<std::string, Number>>& pattern) {
    Json object = Json::object();
    for (const auto& [name, number] : pattern)
        object[name] = number;
    return object;
}

Json methodToJson(const Method& method) {
    if (method.kind == MethodKind::Full)
        return {{"type", "full"}};
    Json targets;
    std::visit([&](const auto& value) { targets = value; }, method.targetModules);
    return {{"type", "lora"},
            {"r", method.r},
            {"lora_alpha", method.loraAlpha},
            {"lora_dropout", method.loraDropout},
            {"target_modules", std::move(targets)},
            {"use_rslora", method.useRslora},
            {"use_dora", false},
            {"modules_to_save", Json::array()},
            {"init_adapter", method.initAdapter.empty() ? Json(nullptr) : Json(method.initAdapter)},
            {"layers_to_transform",
             method.layersToTransform.empty() ? Json(nullptr) : Json(method.layersToTransform)},
            {"rank_pattern", patternToJson(method.rankPattern)},
            {"alpha_pattern", patternToJson(method.alphaPattern)}};
}

Json scheduleToJson(const Schedule& schedule) {
    Json group = {{"type", scheduleName(schedule.kind)}, {"warmup_steps", schedule.warmupSteps}};
    if (schedule.numCycles)
        group["num_cycles"] = *schedule.numCycles;
    if (schedule.kind == ScheduleKind::Polynomial) {
        group["power"] = schedule.power;
        group["lr_end"] = schedule.lrEnd;
    }
    if (schedule.timescale)
        group["timescale"] = *schedule.timescale;
    if (schedule.kind == ScheduleKind::WarmupStableDecay) {
        group["num_decay_steps"] = schedule.numDecaySteps;
        group["decay_type"] = schedule.decayType;
        group["min_lr_ratio"] = schedule.minLrRatio;
    }
    return group;
}

Json modelToJson(const ModelChoice& model) {
    if (!model.randomInit)
        return model.path;
    Json object = {{"random_init", model.path}};
    if (!model.tokenizer.empty())
        object["tokenizer"] = model.tokenizer;
    return object;
}

std::string_view checkpointingName(Checkpointing checkpointing) {
    return checkpointing == Checkpointing::On ? "on" : checkpointing == Checkpointing::Off ? "off" : "auto";
}

} // namespace

std::string_view severityName(Severity severity) {
    return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "note";
}

bool hasErrors(const std::vector<Finding>& findings) {
    return firstError(findings).has_value();
}

std::optional<Error> firstError(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
        if (finding.severity != Severity::Error)
            continue;
        Error error = usageError(finding.code).field(finding.field);
        for (const auto& [key, value] : finding.parameters) {
            Error more = std::move(error).with(key, value);
            error = std::move(more);
        }
        if (const auto file = finding.parameters.find("file"); file != finding.parameters.end())
            return std::move(error).at(file->second);
        return error;
    }
    return std::nullopt;
}

bool isPacked(const Recipe& recipe) {
    return recipe.tokens.packing && (recipe.task == Task::Sft || recipe.task == Task::Pretrain);
}

Recipe defaultRecipe(Task task, MethodKind method) {
    Recipe recipe;
    recipe.task = task;
    recipe.method.kind = method;
    if (task == Task::Pretrain)
        recipe.tokens.assistantOnlyLoss = false;
    if (method == MethodKind::Full)
        recipe.optimizer.learningRate = 2e-5;
    return recipe;
}

Json recipeToJson(const Recipe& recipe) {
    const auto tokens = recipe.tokens;
    Json duration = {{"num_train_epochs", recipe.epochs}};
    if (recipe.maxSteps)
        duration = {{"max_steps", *recipe.maxSteps}};
    return {{"recipe", 1},
            {"name", recipe.name},
            {"model", modelToJson(recipe.model)},
            {"task", taskName(recipe.task)},
            {"data", sourcesToJson(recipe.data)},
            {"validation", sourcesToJson(recipe.validation)},
            {"method", methodToJson(recipe.method)},
            {"quantization", {{"type", "none"}}},
            {"template",
             {{"source", recipe.chatTemplate.source},
              {"system", recipe.chatTemplate.system ? Json(*recipe.chatTemplate.system) : Json(nullptr)}}},
            {"tokens",
             {{"max_length", tokens.maxLength},
              {"packing", tokens.packing},
              {"assistant_only_loss", tokens.assistantOnlyLoss},
              {"loss_turns", tokens.lossTurns == LossTurns::All ? "all" : "last"},
              {"overlong", tokens.truncation == Truncation::Truncate ? "truncate" : "drop"}}},
            {"optimizer",
             {{"type", "adamw"},
              {"learning_rate", recipe.optimizer.learningRate},
              {"betas", {recipe.optimizer.beta1, recipe.optimizer.beta2}},
              {"eps", recipe.optimizer.eps},
              {"weight_decay", recipe.optimizer.weightDecay},
              {"max_grad_norm", recipe.optimizer.maxGradNorm}}},
            {"schedule", scheduleToJson(recipe.schedule)},
            {"batch",
             {{"per_device_train_batch_size", recipe.batchSize},
              {"gradient_accumulation_steps", recipe.accumulation}}},
            {"duration", std::move(duration)},
            {"compute",
             {{"device", recipe.device},
              {"dtype", recipe.dtype},
              {"gradient_checkpointing", checkpointingName(recipe.gradientCheckpointing)}}},
            {"evaluation", {{"eval_steps", recipe.evalSteps}, {"sample_prompts", recipe.samplePrompts}}},
            {"checkpoints",
             {{"save_steps", recipe.saveSteps},
              {"save_total_limit", recipe.saveTotalLimit},
              {"keep_best", recipe.keepBest},
              {"early_stopping_patience", recipe.earlyStoppingPatience}}},
            {"seed", recipe.seed},
            {"shuffle", recipe.shuffle}};
}

} // namespace luthier::recipe

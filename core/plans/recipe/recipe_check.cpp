#include "recipe.h"

namespace luthier::recipe {
namespace {

void warn(std::vector<Finding>& findings, std::string_view code, std::string_view field,
          Parameters parameters, std::optional<Fix> fix) {
    findings.push_back(
        {Severity::Warning, std::string(code), std::string(field), std::move(parameters), std::move(fix)});
}

/// What the usual rates of a method are multiplied by; nothing: its rates hang on the model.
std::optional<double> shareOfRates(const Optimizer& optimizer) {
    switch (optimizer.kind) {
    case OptimizerKind::AdamW:
    case OptimizerKind::AdamW8bit:
    case OptimizerKind::Adafactor:
        return 1.0;
    case OptimizerKind::Lion: // each number moves by the whole rate
        return 0.2;
    case OptimizerKind::Muon:
        return optimizer.adjustLrFn == "match_rms_adamw" ? std::optional(1.0) : std::nullopt;
    case OptimizerKind::Sgd:
        return std::nullopt;
    }
    return std::nullopt;
}

/// Rates far outside what a method usually takes; weights that start from random take more.
UsualRates usualRates(const Recipe& recipe) {
    const bool fromRandom = recipe.method.kind == MethodKind::Full && recipe.model.randomInit;
    return fromRandom ? UsualRates{1e-6, 1e-2, 1e-3} : usualRates(recipe.task, recipe.method.kind);
}

void checkRate(const Recipe& recipe, std::vector<Finding>& findings) {
    const double rate = recipe.optimizer.learningRate;
    const std::optional<double> share = shareOfRates(recipe.optimizer);
    if (!share)
        return;
    UsualRates usual = usualRates(recipe);
    usual = {usual.least * *share, usual.most * *share, usual.usual * *share};
    if (rate == 0 || (rate >= usual.least && rate <= usual.most))
        return;
    const std::string_view code = rate < usual.least                       ? "recipe.rate_low"
                                  : recipe.method.kind == MethodKind::Lora ? "recipe.rate_high_lora"
                                  : recipe.method.kind == MethodKind::Full ? "recipe.rate_high"
                                                                           : "recipe.rate_high_method";
    warn(findings, code, "optimizer.learning_rate",
         {{"rate", dumpJson(Json(rate))}, {"usual", dumpJson(Json(usual.usual))}},
         Fix{"optimizer.learning_rate", usual.usual});
}

/// Without validations, what is done beside them changes nothing.
void noteIdle(const Recipe& recipe, std::vector<Finding>& findings) {
    if (recipe.evalSteps > 0 || recipe.validation.empty())
        return;
    const auto note = [&](std::string_view code, std::string_view field) {
        findings.push_back({Severity::Note,
                            std::string(code),
                            std::string(field),
                            {},
                            Fix{"evaluation.eval_steps", Recipe().evalSteps}});
    };
    if (recipe.evalOnStart)
        note("recipe.start_not_validated", "evaluation.eval_on_start");
    if (recipe.samplePrompts > 0)
        note("recipe.samples_not_written", "evaluation.sample_prompts");
}

} // namespace

std::vector<Finding> checkRecipe(const Recipe& recipe) {
    std::vector<Finding> findings;
    const auto error = [&](std::string_view code, std::string_view field, Parameters parameters,
                           std::optional<Fix> fix = {}) {
        findings.push_back(
            {Severity::Error, std::string(code), std::string(field), std::move(parameters), std::move(fix)});
    };
    if (recipe.model.path.empty())
        error("recipe.no_model", "model", {});
    if (recipe.data.empty())
        error("recipe.no_data", "data", {});
    if (recipe.model.randomInit && recipe.method.kind != MethodKind::Full)
        error("recipe.random_needs_full", "method.type", {}, Fix{"method.type", "full"});
    if (recipe.quantization.kind != QuantizationKind::None && recipe.method.kind == MethodKind::Full)
        error("recipe.quantized_full", "quantization.type", {}, Fix{"quantization.type", "none"});
    if (recipe.method.kind == MethodKind::Lora && recipe.method.loraBias && recipe.method.useDora)
        error("recipe.bias_beside_dora", "method.lora_bias", {}, Fix{"method.lora_bias", false});
    const bool comparesOwn = comparesAnswers(recipe.task) && answersChats(recipe.task);
    if (comparesOwn && virtualTokens(recipe) > 0)
        error(hasReference(recipe.task) ? "recipe.pairs_need_base" : "recipe.pairs_without_prompts",
              "method.type", {}, Fix{"method.type", "lora"});
    if (judgesAnswers(recipe.task) && recipe.batchSize < 2)
        error("recipe.kto_needs_batch", "batch.per_device_train_batch_size", {},
              Fix{"batch.per_device_train_batch_size", 2});
    if (comparesOwn && recipe.model.randomInit)
        error("recipe.pairs_need_answers", "task", {}, Fix{"task", "pretrain"});
    if (recipe.task == Task::Pretrain && recipe.tokens.assistantOnlyLoss)
        error("recipe.pretrain_trains_all", "tokens.assistant_only_loss", {},
              Fix{"tokens.assistant_only_loss", false});
    if (recipe.schedule.kind == ScheduleKind::WarmupStableDecay && recipe.schedule.numDecaySteps == 0)
        error("recipe.no_decay_steps", "schedule.num_decay_steps", {});
    if (recipe.earlyStoppingPatience > 0 && (recipe.validation.empty() || recipe.evalSteps == 0))
        error("recipe.patience_needs_validation", "checkpoints.early_stopping_patience", {},
              Fix{"checkpoints.early_stopping_patience", 0});
    noteIdle(recipe, findings);
    if (recipe.optimizer.learningRate == 0)
        warn(findings, "recipe.rate_zero", "optimizer.learning_rate", {}, {});
    checkRate(recipe, findings);
    if (recipe.maxSteps && recipe.schedule.kind != ScheduleKind::OneCycle &&
        recipe.schedule.warmupSteps >= *recipe.maxSteps)
        warn(findings, "recipe.warmup_long", "schedule.warmup_steps",
             {{"warmup", std::to_string(recipe.schedule.warmupSteps)},
              {"steps", std::to_string(*recipe.maxSteps)}},
             Fix{"schedule.warmup_steps", *recipe.maxSteps / 10});
    return findings;
}

} // namespace luthier::recipe

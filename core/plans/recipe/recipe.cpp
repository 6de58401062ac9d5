#include "schema.h"

namespace luthier::recipe {
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
    return recipe.tokens.packing &&
           (recipe.task == Task::Sft || recipe.task == Task::Pretrain || recipe.task == Task::Infilling);
}

std::int64_t virtualTokens(const Recipe& recipe) {
    const MethodKind kind = recipe.method.kind;
    return kind == MethodKind::Prompt || kind == MethodKind::Prefix ? recipe.method.numVirtualTokens : 0;
}

bool comparesAnswers(Task task) {
    return task == Task::Dpo || task == Task::Simpo || task == Task::Orpo || task == Task::Reward ||
           judgesAnswers(task);
}

bool judgesAnswers(Task task) {
    return task == Task::Kto;
}

bool hasReference(Task task) {
    return task == Task::Dpo || task == Task::Kto;
}

bool learnsQuestions(Task task) {
    return task == Task::Orpo;
}

Recipe answering(Recipe recipe) {
    if (answersChats(recipe.task))
        recipe.task = Task::Sft;
    return recipe;
}

bool answersChats(Task task) {
    return rendersChats(task) && task != Task::Reward;
}

bool rendersChats(Task task) {
    return task == Task::Sft || comparesAnswers(task);
}

UsualRates usualRates(Task task, MethodKind method) {
    if (answersChats(task) && comparesAnswers(task)) { // gradients of whole answers
        const UsualRates single = usualRates(Task::Sft, method);
        return {single.least / 10, single.most / 3, single.usual / 10};
    }
    switch (method) {
    case MethodKind::Lora:
        return {1e-6, 3e-3, 2e-4}; // small models take the highest: the sample is tuned with 3e-3
    case MethodKind::Full:
        return {1e-8, 1e-4, 2e-5};
    case MethodKind::Ia3:
        return {1e-5, 3e-2, 3e-3};
    case MethodKind::Prefix:
        return {1e-5, 1e-1, 1e-2};
    case MethodKind::Prompt:
        return {1e-4, 5e-1, 3e-2};
    }
    return {0, 1, 1};
}

double momentumOf(const Optimizer& optimizer) {
    return optimizer.momentum.value_or(optimizer.kind == OptimizerKind::Muon ? 0.95 : 0.9);
}

Recipe defaultRecipe(Task task, MethodKind method) {
    Recipe recipe;
    recipe.task = task;
    recipe.method.kind = method;
    const bool takesText = task == Task::Sft || task == Task::Pretrain || task == Task::Infilling;
    recipe.tokens.assistantOnlyLoss = task == Task::Sft;
    // What a task has no use for does nothing in it.
    recipe.tokens.packing = takesText;
    if (task == Task::Infilling || (!takesText && task != Task::Seq2seq && !answersChats(task)))
        recipe.samplePrompts = 0;
    if (task == Task::Reward) { // the last token is the one that is scored; and it says nothing to look at
        recipe.tokens.truncation = Truncation::Drop;
        recipe.quickLook = 0;
    }
    if (task == Task::Simpo) // of means over the tokens
        recipe.preference.beta = 2.0;
    recipe.optimizer.learningRate = usualRates(task, method).usual;
    return recipe;
}

Json recipeToJson(const Recipe& recipe) {
    Json document = Json::object();
    for (const Setting& setting : settings()) {
        auto value = writtenValue(setting, recipe);
        if (!value)
            continue;
        const std::string_view group = groupOf(setting);
        (group.empty() ? document : document[std::string(group)])[std::string(keyOf(setting))] =
            *std::move(value);
    }
    return document;
}

} // namespace luthier::recipe

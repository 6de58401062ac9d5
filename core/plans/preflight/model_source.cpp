#include "model_source.h"

#include <base/json.h>
#include <families/family.h>

#include <algorithm>

namespace luthier::preflight {
namespace {

namespace fs = std::filesystem;

} // namespace

fs::path pathBeside(const std::string& name, const fs::path& recipeFolder, const fs::path& projectFolder) {
    const fs::path path(name);
    if (path.is_absolute())
        return path;
    for (const fs::path& base : {recipeFolder, projectFolder})
        if (std::error_code ignored; !base.empty() && fs::exists(base / path, ignored))
            return fs::absolute(base / path).lexically_normal();
    return fs::absolute((recipeFolder.empty() ? projectFolder : recipeFolder) / path).lexically_normal();
}

fs::path pathOfModel(const recipe::ModelChoice& model, const fs::path& recipeFolder,
                     const fs::path& projectFolder) {
    return pathBeside(model.path, recipeFolder, projectFolder);
}

Result<ModelSource> resolveModel(const recipe::ModelChoice& model, const fs::path& recipeFolder,
                                 const fs::path& projectFolder) {
    ModelSource source;
    source.path = pathOfModel(model, recipeFolder, projectFolder);
    if (model.randomInit) {
        const fs::path config = fs::is_directory(source.path) ? source.path / "config.json" : source.path;
        TRY(const Json document, readJsonFile(config));
        TRY(source.shape, families::shapeFromConfig(document));
        source.tokenizerFolder = model.tokenizer.empty()
                                     ? config.parent_path()
                                     : pathBeside(model.tokenizer, recipeFolder, projectFolder);
        return source;
    }
    TRY(auto folder, files::ModelFolder::open(source.path));
    if (!folder.shape())
        return folder.shape().error();
    source.shape = *folder.shape();
    source.tokenizerFolder = source.path;
    source.folder = std::move(folder);
    return source;
}

std::vector<recipe::Task> tasksOf(const families::ModelShape& shape) {
    using recipe::Task;
    const families::Family* family = families::familyNamed(shape.family);
    std::vector<Task> tasks;
    if (shape.head == families::Head::Words) {
        if (shape.kind == families::ModelKind::Decoder)
            tasks = {Task::Sft,  Task::Pretrain, Task::Dpo,      Task::Simpo,
                     Task::Orpo, Task::Kto,      Task::Infilling};
        else if (shape.kind == families::ModelKind::Encoder)
            tasks = {Task::Mlm};
        else
            tasks = {Task::Seq2seq};
    }
    if (!family || family->labelClass.empty())
        return tasks;
    // Encoders are mostly tuned for labels.
    std::vector<Task> labels{Task::Classification, Task::Regression};
    if (family->labelsTokens)
        labels.push_back(Task::TokenClassification);
    if (shape.kind == families::ModelKind::Decoder)
        labels.push_back(Task::Reward);
    const bool first = shape.kind == families::ModelKind::Encoder;
    tasks.insert(first ? tasks.begin() : tasks.end(), labels.begin(), labels.end());
    return tasks;
}

recipe::Recipe recipeOfShape(const families::ModelShape& shape, std::int64_t maxLength) {
    using recipe::Task;
    recipe::Recipe recipe;
    recipe.tokens.maxLength = recipe.tokens.maxTargetLength = maxLength;
    recipe.labels.names = shape.labelNames;
    if (shape.head == families::Head::TokenLabels)
        recipe.task = Task::TokenClassification;
    else if (shape.head == families::Head::TextLabels)
        recipe.task =
            shape.problem == families::Problem::Regression ? Task::Regression : Task::Classification;
    else if (shape.kind == families::ModelKind::Encoder)
        recipe.task = shape.head == families::Head::None ? Task::Classification : Task::Mlm;
    else if (shape.kind == families::ModelKind::EncoderDecoder)
        recipe.task = Task::Seq2seq;
    recipe.labels.problemType = shape.problem == families::Problem::MultiLabel
                                    ? recipe::ProblemType::MultiLabel
                                    : recipe::ProblemType::SingleLabel;
    return recipe;
}

namespace {

families::Problem problemOf(const recipe::Recipe& recipe, const families::ModelShape& shape,
                            const KnownLabels& known) {
    using families::Problem;
    if (recipe.task == recipe::Task::Regression || recipe.task == recipe::Task::Reward)
        return Problem::Regression;
    if (!known.names.empty())
        return known.anyNumber ? Problem::MultiLabel : Problem::SingleLabel;
    if (recipe.labels.problemType != recipe::ProblemType::Auto)
        return recipe.labels.problemType == recipe::ProblemType::MultiLabel ? Problem::MultiLabel
                                                                            : Problem::SingleLabel;
    const bool several = shape.head == families::Head::TextLabels && shape.problem == Problem::MultiLabel;
    return several ? Problem::MultiLabel : Problem::SingleLabel;
}

} // namespace

Result<families::ModelShape> shapeForTask(const families::ModelShape& shape, const recipe::Recipe& recipe,
                                          const KnownLabels& known) {
    using recipe::Task;
    const std::vector<Task> possible = tasksOf(shape);
    if (std::find(possible.begin(), possible.end(), recipe.task) == possible.end()) {
        std::string names;
        for (const Task task : possible)
            names += (names.empty() ? "" : ", ") + std::string(recipe::taskName(task));
        return usageError("recipe.task_not_of_model")
            .with("task", recipe::taskName(recipe.task))
            .with("model_type", shape.family)
            .with("tasks", names)
            .field("task");
    }
    if (recipe.task == Task::Sft || recipe.task == Task::Pretrain || recipe.task == Task::Mlm ||
        recipe.task == Task::Infilling || recipe.task == Task::Seq2seq || recipe::answersChats(recipe.task))
        return shape;
    families::LabelHead head;
    head.head =
        recipe.task == Task::TokenClassification ? families::Head::TokenLabels : families::Head::TextLabels;
    head.problem = problemOf(recipe, shape, known);
    const bool number = recipe.task == Task::Regression || recipe.task == Task::Reward;
    head.names = !known.names.empty() ? known.names : recipe.labels.names;
    if (head.names.empty() && !number)
        head.names =
            shape.labelNames.empty() ? std::vector<std::string>{"LABEL_0", "LABEL_1"} : shape.labelNames;
    return families::withLabels(shape, head);
}

} // namespace luthier::preflight

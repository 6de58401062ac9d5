#include "open_recipe.h"

#include "adapter_targets.h"
#include "workshop.h"

#include <base/contained_folder.h>
#include <devices/devices.h>
#include <files/safetensors.h>

namespace luthier::preflight {
namespace {

namespace fs = std::filesystem;

fs::path absoluteBeside(const std::string& path, const fs::path& folder) {
    return fs::absolute(fs::path(path).is_absolute() ? fs::path(path) : folder / path).lexically_normal();
}

/// A recipe that lies in a project or came with a question about it may be a stranger's: it names templates
/// of the project alone, whose text goes into what is published. A file of one's own may name any.
Result<std::string> templateSource(const std::string& source, const fs::path& folder,
                                   const fs::path& project) {
    if (!examples::isTemplateFile(source))
        return source;
    const fs::path path = pathBeside(source, folder, project);
    const bool own = !folder.empty() && !requireInside(folder, project);
    if (!project.empty() && !own)
        TRY_VOID(requireInside(path, project));
    return path.string();
}

} // namespace

Result<OpenRecipe> openRecipe(recipe::Recipe recipe, const fs::path& folder, const fs::path& project,
                              Workshop& workshop) {
    OpenRecipe open;
    open.recipe = std::move(recipe);
    TRY(const auto model, workshop.model(open.recipe.model, folder, project));
    open.source = *model;
    TRY(open.source.shape, shapeForTask(model->shape, open.recipe));
    if (model->shape.hasLabels() && model->shape.head == open.source.shape.head)
        open.ownLabels = model->shape.labels;
    if (open.source.folder)
        open.source.folder->setShape(open.source.shape);
    open.recipe.model.path = open.source.path.string();
    if (!open.recipe.model.tokenizer.empty())
        open.recipe.model.tokenizer = open.source.tokenizerFolder.string();
    if (!open.recipe.method.initAdapter.empty())
        open.recipe.method.initAdapter = absoluteBeside(open.recipe.method.initAdapter, folder).string();
    TRY(open.recipe.chatTemplate.source, templateSource(open.recipe.chatTemplate.source, folder, project));
    return open;
}

Result<OpenRecipe> openRecipe(const Json& document, const fs::path& folder, const fs::path& project,
                              Workshop& workshop) {
    TRY(auto recipe, recipe::recipeFromJson(document));
    return openRecipe(std::move(recipe), folder, project, workshop);
}

Result<examples::ChosenTemplate>
templateOfRun(const recipe::Recipe& recipe, const tokenizing::Tokenizer& tokenizer, const fs::path& project) {
    const std::string& source = recipe.chatTemplate.source;
    if (!examples::isTemplateFile(source))
        return examples::chooseTemplate(source, tokenizer, {});
    const fs::path path = pathBeside(source, {}, project);
    TRY_VOID(requireInside(path, project));
    return examples::chooseTemplate(path.string(), tokenizer, {});
}

std::string deviceOf(const recipe::Recipe& recipe) {
    return devices::resolvedDevice(recipe.device);
}

Result<devices::DeviceFacts> measuredDevice(const recipe::Recipe& recipe) {
    auto user = project::UserState::open();
    return devices::deviceById(devices::findDevices(user ? &*user : nullptr), deviceOf(recipe));
}

Result<footprint::Products> productsOf(const recipe::Recipe& recipe) {
    TRY(const auto device, measuredDevice(recipe));
    return planning::productsFor(recipe.dtype, device.measured);
}

Result<planning::Plan> planFor(const OpenRecipe& open, const std::optional<planning::DataFacts>& rows,
                               std::int64_t deviceMemory) {
    TRY(const auto device, measuredDevice(open.recipe));
    TRY(const auto adapters, adapterPlan(open.recipe.method, open.source.shape, open.source.path.string()));
    // A recipe without a row to train is still shown with what it would need.
    const planning::DataFacts facts = rows && rows->mostTokens > 0 ? *rows : planning::worstCase(open.recipe);
    files::ModelFolder::StoredForm form;
    if (open.source.folder)
        form = open.source.folder->storedForm();
    if (form.stored == footprint::Stored::Blocks && device.id != "cpu")
        form = {footprint::Stored::Bf16}; // as engine::WeightStore has them there
    return planning::makePlan(
        {open.recipe, open.source.shape, adapters.adapting, facts, form.stored, device, deviceMemory,
         open.source.folder ? open.source.folder->quantised() : std::nullopt, form.blockBytes});
}

} // namespace luthier::preflight

#include "model_source.h"

#include <base/json.h>
#include <families/family.h>

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

} // namespace luthier::preflight

#include "sample_project.h"

#include "commands/project_access.h"
#include "version.h"

#include <base/files.h>
#include <base/staging.h>
#include <importing/importing.h>
#include <jobs/child_process.h>
#include <project/recipes.h>
#include <recipe/recipe.h>

#include <array>
#include <cstdlib>

namespace luthier::engine_program {
namespace {

namespace fs = std::filesystem;

constexpr std::array kModelFiles = {"config.json",    "generation_config.json", "model.safetensors",
                                    "tokenizer.json", "tokenizer_config.json",  "README.md"};
constexpr std::array kDatasets = {"workshop_en", "workshop_ko"};
constexpr std::size_t kLargestFile = std::size_t{64} << 20U;

Status copyModel(const fs::path& from, const fs::path& to) {
    TRY_VOID(makeFolder(to));
    for (const char* name : kModelFiles) {
        TRY(const std::string bytes, readFile(from / name, kLargestFile));
        TRY_VOID(writeAtomically(to / name, bytes));
    }
    return {};
}

Status fill(project::Project& project, const fs::path& resources, StopToken stop, ProgressSink& progress) {
    TRY(const auto model, addStarterModel(project));
    static_cast<void>(model);
    for (const char* name : kDatasets) {
        importing::ImportOptions options;
        options.name = name;
        const std::array files = {resources / "samples" / (std::string(name) + ".jsonl")};
        TRY(const auto report, importing::importFiles(project, files, options, stop, progress));
        static_cast<void>(report);
    }
    TRY(const Json document, readJsonFile(resources / "samples" / "recipe.json"));
    TRY(const auto recipe, recipe::recipeFromJson(document));
    TRY(const auto saved, project::saveRecipe(project.database(), recipe.name, recipe::recipeToJson(recipe)));
    static_cast<void>(saved);
    return {};
}

} // namespace

Result<fs::path> resourceFolder() {
    std::vector<fs::path> places;
    if (const char* named = std::getenv("LUTHIER_RESOURCES"))
        places.emplace_back(named);
    places.push_back(jobs::programFolder().parent_path() / "share" / "luthier");
    places.emplace_back(LUTHIER_SOURCE_RESOURCES);
    for (const fs::path& place : places)
        if (std::error_code ignored; fs::is_directory(place / "samples", ignored))
            return place;
    return failed("program.no_resources").with("folder", places.back().string());
}

Result<fs::path> addStarterModel(project::Project& project) {
    TRY_VOID(project.requireWritable());
    TRY(const fs::path resources, resourceFolder());
    const fs::path models = project.folder() / "models";
    const fs::path target = models / "starter";
    std::error_code ignored;
    if (fs::exists(target, ignored))
        return target;
    TRY(const fs::path making, makeStagingFolder(target));
    if (const Status copied = copyModel(resources / "starter", making); !copied) {
        fs::remove_all(making, ignored);
        return copied.error();
    }
    TRY_VOID(renameDurably(making, target));
    return target;
}

Result<project::Project> createSampleProject(const fs::path& path, const std::string& name, StopToken stop,
                                             ProgressSink& progress) {
    TRY(const fs::path resources, resourceFolder());
    std::error_code ignored;
    if (fs::exists(path, ignored) && !fs::is_empty(path, ignored))
        return usageError("project.exists").at(path.string());
    const fs::path target = fs::absolute(path).lexically_normal();
    TRY(const fs::path making, makeStagingFolder(target));
    const auto made = [&]() -> Status {
        TRY(auto project,
            project::Project::create(making, name.empty() ? target.stem().string() : name, projectParts()));
        return fill(project, resources, stop, progress);
    }();
    if (!made) {
        fs::remove_all(making, ignored);
        return made.error();
    }
    fs::remove(target, ignored); // an empty folder
    TRY_VOID(renameDurably(making, target));
    return openProject(target, project::Access::ReadWrite);
}

} // namespace luthier::engine_program

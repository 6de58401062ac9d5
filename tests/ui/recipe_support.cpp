#include "recipe_support.h"

#include <dataset/catalog.h>
#include <dataset/edits.h>
#include <dataset/part.h>
#include <dataset/splits.h>
#include <importing/importing.h>
#include <jobs/part.h>
#include <registry/part.h>
#include <support/tiny_model.h>

#include <array>

namespace luthier::tests {

TuningProject::TuningProject(int rows, int blocks)
    : SampleProject(rows) {
    const std::filesystem::path folder = path().toStdString();
    writeTinyModel(folder / "models" / "tiny", blocks);
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    auto project =
        must(project::Project::open(folder, project::Access::ReadWrite, parts, project::Check::None));
    const auto facts = must(dataset::findDataset(project.database(), "tickets"));
    // The row without an answer is a finding of its own.
    const std::array edits = {dataset::CellEdit{RowId{3}, "answer", "answer 3", {}}};
    must(dataset::setCells(project, facts.id, edits));
    dataset::SplitRequest request;
    request.ratios = {{"train", 0.8}, {"validation", 0.2}};
    NullProgress silent;
    must(dataset::splitRows(project, facts.id, request, {}, silent));
}

void TuningProject::addTalks() const {
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    auto opened = must(project::Project::open(path().toStdString(), project::Access::ReadWrite, parts,
                                              project::Check::None));
    const std::array files = {write(
        "talks.jsonl",
        R"({"messages":[{"role":"user","content":"question"},{"role":"assistant","content":"answer","weight":0},)"
        R"({"role":"user","content":"order"},{"role":"assistant","content":"","tool_calls":[{"type":"function",)"
        R"("function":{"name":"find","arguments":{}}}]},{"role":"tool","content":"x"},)"
        R"({"role":"assistant","content":"answer","weight":0},{"role":"user","content":"the"},)"
        R"({"role":"assistant","content":"the order"}]})"
        "\n")};
    importing::ImportOptions options;
    options.name = "talks";
    NullProgress silent;
    must(importing::importFiles(opened, files, options, {}, silent));
}

OpenRecipe::OpenRecipe() {
    bridge.open(project.path());
    EXPECT_TRUE(waitFor([&] { return recipe.hasArrived() && !recipe.datasets().empty(); }));
}

bool OpenRecipe::settle() {
    int quiet = 0;
    return waitFor(
        [&] {
            quiet =
                preview.isSettled() && recipe.isSettled() && engine.pending() == 0 && bridge.pending() == 0
                    ? quiet + 1
                    : 0;
            return quiet > 4;
        },
        60000);
}

} // namespace luthier::tests

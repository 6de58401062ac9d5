#include "preflight_fixture.h"

#include <cleaning/duplicates.h>
#include <dataset/part.h>
#include <importing/importing.h>
#include <support/tiny_model.h>

#include <algorithm>
#include <array>

namespace luthier::preflight {
namespace {

project::Project newProject(const std::filesystem::path& folder) {
    const std::array parts = {dataset::projectPart(), cleaning::duplicatesPart()};
    return must(project::Project::create(folder, "", parts));
}

} // namespace

PreflightTest::PreflightTest()
    : m_project(newProject(m_folder / "p.luthier")) {
    tests::writeTinyModel(m_folder / "tiny");
    m_recipe = recipe::defaultRecipe(recipe::Task::Sft, recipe::MethodKind::Lora);
    m_recipe.model.path = (m_folder / "tiny").string();
    m_recipe.tokens.maxLength = 128;
    m_recipe.data = {{"rows", std::nullopt, 1.0}};
    const std::filesystem::path chosen = m_project.folder() / "refusing.jinja";
    tests::writeFile(chosen,
                     "{% for message in messages %}"
                     "{% if 'Refuse' in message['content'] %}{{ raise_exception('no') }}{% endif %}"
                     "<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}");
    m_recipe.chatTemplate.source = chosen.string();
}

Result<project::Project> PreflightTest::openProject(const std::filesystem::path& folder) {
    const std::array parts = {dataset::projectPart()};
    return project::Project::open(folder, project::Access::ReadOnly, parts, project::Check::None);
}

void PreflightTest::importRows(int rows, const std::function<bool(int)>& isFaulty) {
    std::string lines;
    for (int row = 1; row <= rows; ++row)
        lines += R"({"messages": [{"role": "user", "content": ")" +
                 std::string(isFaulty(row) ? "Refuse this." : "What is it?") +
                 R"("}, {"role": "assistant", "content": "The order )" + std::to_string(row) + ".\"}]}\n";
    tests::writeFile(m_folder / "rows.jsonl", lines);
    const std::array files = {m_folder / "rows.jsonl"};
    must(importing::importFiles(m_project, files, {}, {}, m_silent));
}

CheckedRecipe PreflightTest::check(Waiting waiting) {
    const Json document = recipe::recipeToJson(m_recipe);
    return must(checkRecipe({document, {}, &m_project, waiting}, m_workshop, {}, m_silent));
}

std::vector<recipe::Finding> PreflightTest::findingsOf(const CheckedRecipe& checked,
                                                       const std::string& code) {
    std::vector<recipe::Finding> found;
    std::copy_if(checked.findings.begin(), checked.findings.end(), std::back_inserter(found),
                 [&](const recipe::Finding& finding) { return finding.code == code; });
    return found;
}

} // namespace luthier::preflight

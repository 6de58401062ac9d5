#include "preflight_fixture.h"

#include <latch>

namespace luthier::preflight {
namespace {

namespace fs = std::filesystem;

TEST_F(PreflightTest, AWorkshopOpensAgainOnlyWhatHasChanged) {
    const fs::path model = m_folder / "tiny";
    const auto first = must(m_workshop.tokenizer(model));
    EXPECT_EQ(must(m_workshop.tokenizer(model)), first);
    const auto shape = must(m_workshop.model(m_recipe.model, {}, {}));
    EXPECT_EQ(must(m_workshop.model(m_recipe.model, {}, {})), shape);
    const auto chosen = must(m_workshop.chatTemplate("model", *first));
    EXPECT_EQ(must(m_workshop.chatTemplate("model", *first)), chosen);
    fs::last_write_time(model / "tokenizer.json",
                        fs::last_write_time(model / "tokenizer.json") + std::chrono::seconds(2));
    EXPECT_NE(must(m_workshop.tokenizer(model)), first);
    fs::remove(model / "config.json");
    EXPECT_FALSE(m_workshop.model(m_recipe.model, {}, {}));
}

TEST_F(PreflightTest, AWorkshopReadsATemplateFileAgainWhenItWasEdited) {
    const auto tokenizer = must(m_workshop.tokenizer(m_folder / "tiny"));
    const std::string file = (m_folder / "own.jinja").string();
    tests::writeFile(file, "{% for m in messages %}{{ m.content }}{% endfor %}");
    const auto before = must(m_workshop.chatTemplate(file, *tokenizer));
    tests::writeFile(file, "{% for m in messages %}[{{ m.content }}]{% endfor %}");
    EXPECT_NE(must(m_workshop.chatTemplate(file, *tokenizer))->text, before->text);
}

TEST_F(PreflightTest, AProjectStaysOpenForTheNextQuestion) {
    int opened = 0;
    OpenProjects projects([&](const fs::path& folder) {
        ++opened;
        return openProject(folder);
    });
    for (int question = 0; question < 3; ++question)
        EXPECT_TRUE(projects.take(m_project.folder()));
    EXPECT_EQ(opened, 1);
    {
        const auto one = projects.take(m_project.folder());
        const auto other = projects.take(m_project.folder());
        EXPECT_NE(&**one, &**other) << "each question has its own";
    }
    EXPECT_EQ(opened, 2);
    fs::copy_file(m_project.folder() / "project.db", m_project.folder() / "copy.db");
    fs::rename(m_project.folder() / "copy.db", m_project.folder() / "project.db");
    EXPECT_TRUE(projects.take(m_project.folder()));
    EXPECT_EQ(opened, 3) << "another database at the same place";
}

/// Counting that waits in the background until it is let go.
TEST_F(PreflightTest, RowsAreCountedInTheBackgroundAndAskedForAgain) {
    importRows(3000, [](int row) { return row == 2500; });
    std::latch gate(1);
    Workshop workshop([&](const fs::path& folder) {
        gate.wait();
        return openProject(folder);
    });
    const Json document = recipe::recipeToJson(m_recipe);
    const auto ask = [&] {
        return must(checkRecipe({document, {}, &m_project, Waiting::AMoment}, workshop, {}, m_silent));
    };
    const auto early = ask();
    EXPECT_TRUE(early.counting);
    EXPECT_FALSE(early.rows);
    gate.count_down();
    ASSERT_TRUE(early.counting);
    EXPECT_EQ(early.counting->total, 3000);
    auto late = ask();
    for (int again = 0; late.counting && again < 2000; ++again)
        late = ask();
    ASSERT_TRUE(late.rows);
    EXPECT_EQ(late.rows->trainCounts().trained, 2999);
    EXPECT_EQ(findingsOf(late, "recipe.rows_refused").size(), 1U);
}

TEST_F(PreflightTest, WhatWasCountedIsKeptForWhateverAsksTheSameOfTheRows) {
    importRows(3000, [](int row) { return row == 2500; });
    check();
    // Another program, which could not count by itself.
    Workshop another([](const fs::path&) -> Result<project::Project> { return failed("job.unexpected"); });
    const auto ask = [&] {
        const Json document = recipe::recipeToJson(m_recipe);
        return checkRecipe({document, {}, &m_project, Waiting::AMoment}, another, {}, m_silent);
    };
    ASSERT_TRUE(must(ask()).rows);
    m_recipe.tokens.maxLength = 16;
    EXPECT_TRUE(must(ask()).rows) << "a shorter limit asks for nothing new";
    m_recipe.chatTemplate.system = "Be brief.";
    auto other = ask();
    for (int again = 0; other && other->counting && again < 2000; ++again)
        other = ask();
    ASSERT_FALSE(other) << "other rows are rendered";
    EXPECT_EQ(other.error().code(), "job.unexpected");
}

TEST_F(PreflightTest, ADamagedCountIsMadeAgain) {
    importRows(3000, [](int) { return false; });
    check();
    int damaged = 0;
    for (const auto& entry : fs::directory_iterator(m_project.cacheFolder() / "rows")) {
        tests::writeFile(entry.path(), "nonsense");
        ++damaged;
    }
    EXPECT_EQ(damaged, 1);
    Workshop another(openProject);
    const Json document = recipe::recipeToJson(m_recipe);
    const auto checked = must(checkRecipe({document, {}, &m_project}, another, {}, m_silent));
    EXPECT_EQ(checked.rows->trainCounts().trained, 3000);
}

} // namespace
} // namespace luthier::preflight

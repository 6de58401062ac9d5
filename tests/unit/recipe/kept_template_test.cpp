#include <recipe/kept_template.h>

#include <support/temporary_folder.h>

#include <gtest/gtest.h>

namespace luthier::recipe {
namespace {

TEST(KeptTemplate, StaysAsItWasWhateverBecomesOfTheFile) {
    const tests::TemporaryFolder folder;
    tests::writeFile(folder / "mine.jinja", "one");
    const std::string first = keepTemplate(folder / "mine.jinja", folder / "p.luthier").value();
    EXPECT_TRUE(first.starts_with("templates/mine-")) << first;
    tests::writeFile(folder / "mine.jinja", "two");
    const std::string second = keepTemplate(folder / "mine.jinja", folder / "p.luthier").value();
    EXPECT_NE(first, second);
    EXPECT_EQ(tests::readWholeFile(folder / "p.luthier" / first), "one");
    EXPECT_EQ(tests::readWholeFile(folder / "p.luthier" / second), "two");
    // What is kept already keeps its name.
    EXPECT_EQ(keepTemplate(folder / "p.luthier" / first, folder / "p.luthier").value(), first);
    tests::writeFile(folder / "empty.jinja", " \n");
    EXPECT_EQ(keepTemplate(folder / "empty.jinja", folder / "p.luthier").error().code(), "template.empty");
}

} // namespace
} // namespace luthier::recipe

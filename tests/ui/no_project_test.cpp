#include "screen_support.h"

#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace luthier::tests {
namespace {

class PagesWithoutAProject : public testing::TestWithParam<const char*> {};

TEST_P(PagesWithoutAProject, TeachAndLeadToOne) {
    const QString step = QString::fromLatin1(GetParam());
    WindowFixture fixture({}, step);
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.find<QToolButton>(("rail_" + std::string(GetParam())).c_str())->isChecked());
    EXPECT_TRUE(fixture.find<QPushButton>("noProjectCreate")->isVisible());
    EXPECT_TRUE(fixture.find<QPushButton>("noProjectOpen")->isVisible());
    EXPECT_TRUE(fixture.find<QPushButton>("noProjectSample")->isVisible());
    EXPECT_FALSE(fixture.find<QLabel>("noProjectSentence")->text().isEmpty());
    for (const QLabel* label : fixture.window->findChildren<QLabel*>())
        EXPECT_FALSE(label->isVisible() && label->text().startsWith(QStringLiteral("checking")));
    // With a project its page takes the place, without being asked again.
    const SampleProject project;
    fixture.window->bridge().open(project.path());
    ASSERT_TRUE(waitFor([&] { return fixture.window->bridge().project().has_value(); }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_FALSE(fixture.find<QWidget>("noProjectPage")->isVisible());
    EXPECT_TRUE(fixture.find<QWidget>("dataPage")->isVisible());
}

INSTANTIATE_TEST_SUITE_P(Each, PagesWithoutAProject,
                         testing::Values("data", "recipe", "train", "compare", "export"),
                         [](const auto& page) { return std::string(page.param); });

TEST(NoProjectScreen, HasNoClippedTextAndOneLanguage) {
    WindowFixture fixture({}, QStringLiteral("data"));
    ASSERT_TRUE(fixture.settle());
    eachLook(fixture, [&](const char* language, const QString& name) {
        for (const char* step : {"data", "recipe", "train", "compare", "export"}) {
            fixture.window->openPage(QString::fromLatin1(step));
            ASSERT_TRUE(fixture.settle());
            save(fixture, QStringLiteral("no-project-%1-%2.png").arg(QString::fromLatin1(step), name));
            expectSound(fixture, language);
        }
    });
}

} // namespace
} // namespace luthier::tests

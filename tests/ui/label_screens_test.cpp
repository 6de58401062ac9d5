#include "label_support.h"
#include "screen_support.h"

#include <QPushButton>
#include <QTest>

namespace luthier::tests {
namespace {

struct LabelLooks {
    LabelPage page;
    explicit LabelLooks(const std::vector<labeling::Scheme>& schemes)
        : page(schemes) {}
    void each(const char* picture) {
        eachLook(*page.fixture, [&](const char* language, const QString& name) {
            save(*page.fixture, QString::fromLatin1(picture) + u'-' + name + QStringLiteral(".png"));
            expectSound(*page.fixture, language);
        });
    }
};

TEST(LabelScreens, OfOptionsAndAgreementHaveNoClippedTextAndOneLanguage) {
    auto quality =
        labelScheme("Answer quality", "class",
                    {"Good as it is", "Right, but wordy", "Wrong or incomplete", "Unsafe or rude"});
    quality.options[1] = "Right but wordy";
    quality.question = "How good is the answer?";
    LabelLooks looks({quality});
    for (int row = 1; row <= 9; ++row) {
        looks.page.label(row, quality.name, quality.options[row % 3 == 0 ? 1 : 0], "anna");
        looks.page.label(row, quality.name, quality.options[row % 4 == 0 ? 1 : row % 3 == 0 ? 1 : 0], "ben");
    }
    looks.page.open();
    qint64 now = 0;
    looks.page.labels().paceMeter().setClock([&now] { return now += 9000; });
    for (int answer = 0; answer < 3; ++answer)
        looks.page.labels().paceMeter().count();
    ASSERT_TRUE(waitFor([&] { return looks.page.labels().agreement().has_value(); }));
    looks.each("label");
    looks.page.fixture->find<QPushButton>("reviewDisputed")->click();
    ASSERT_TRUE(looks.page.settle());
    looks.each("label-disputed");
}

TEST(LabelScreens, OfOtherKindsHaveNoClippedTextAndOneLanguage) {
    LabelLooks looks({labelScheme("note", "text"), labelScheme("topics", "multi_class", {"price", "time"}),
                      labelScheme("things", "span", {"THING", "TIME"}, {"answer"}),
                      labelScheme("better", "preference", {}, {"question", "answer"})});
    looks.page.open();
    looks.each("label-preference");
    looks.page.labels().choose(QStringLiteral("note"));
    ASSERT_TRUE(looks.page.settle());
    looks.each("label-text");
    looks.page.labels().choose(QStringLiteral("things"));
    ASSERT_TRUE(looks.page.settle());
    looks.page.labels().mark(0, 3, 0);
    looks.page.labels().mark(12, 23, 1);
    looks.each("label-passages");
    looks.page.labels().choose(QStringLiteral("topics"));
    ASSERT_TRUE(looks.page.settle());
    looks.page.press(Qt::Key_2);
    looks.each("label-list");
}

TEST(LabelScreens, OfTheFirstSchemeAndItsDialogHaveNoClippedTextAndOneLanguage) {
    LabelLooks looks({});
    looks.page.open();
    looks.each("label-none");
    looks.page.fixture->find<QPushButton>("firstScheme")->click();
    ASSERT_TRUE(looks.page.fixture->settle());
    auto* dialog = looks.page.fixture->find<QWidget>("schemeDialog");
    eachLook(*looks.page.fixture, [&](const char* language, const QString& name) {
        const QString folder = qEnvironmentVariable("LUTHIER_BUILD") + QStringLiteral("/tests/ui/screens");
        EXPECT_TRUE(
            dialog->grab().save(folder + QStringLiteral("/label-scheme-") + name + QStringLiteral(".png")));
        expectSound(*looks.page.fixture, language);
    });
}

} // namespace
} // namespace luthier::tests

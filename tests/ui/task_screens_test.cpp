#include "compare_support.h"
#include "model_kinds.h"
#include "recipe_support.h"
#include "screen_support.h"

namespace luthier::tests {
namespace {

/// An encoder with labels, an encoder–decoder, one that this version does not know, one whose weights are not
/// there.
TEST(ModelKindScreens, HaveNoClippedTextAndOneLanguage) {
    const TuningProject project;
    const ModelKinds models;
    WindowFixture fixture(project.path(), QStringLiteral("model"));
    fixture.window->modelPresenter().catalog().addFolder(models.path());
    ASSERT_TRUE(fixture.settle());
    for (const char* name : {"bert-multi", "t5", "strange", "weightless", "quantised"}) {
        fixture.window->modelPresenter().look(models.path(name));
        eachLook(fixture, [&](const char* language, const QString& look) {
            save(fixture, QStringLiteral("model-%1-%2.png").arg(QString::fromLatin1(name), look));
            expectSound(fixture, language);
        });
    }
    fixture.window->modelPresenter().catalog().removeFolder(models.path());
    ASSERT_TRUE(fixture.settle());
}

/// What comparisons of labels, numbers and hidden words look like.
TEST(CompareLabelScreens, HaveNoClippedTextAndOneLanguage) {
    const SampleProject project;
    for (const Labelled& labelled : {labelledTexts(), labelledNumbers(), hiddenWords()})
        addComparedRun(project, labelled);
    WindowFixture fixture(project.path(), QStringLiteral("compare"));
    ASSERT_TRUE(fixture.settle());
    for (const char* run : {"0001", "0002", "0003"}) {
        auto& presenter = fixture.window->comparePresenter();
        presenter.chooseRun(QString::fromLatin1(run));
        ASSERT_TRUE(waitFor([&] { return presenter.selected() != nullptr; }));
        for (const char* page : {"compare", "compare/scores"}) {
            fixture.window->openPage(QString::fromLatin1(page));
            eachLook(fixture, [&](const char* language, const QString& look) {
                save(fixture,
                     QStringLiteral("%1-%2-%3.png")
                         .arg(QString::fromLatin1(page).replace(u'/', u'-'), QString::fromLatin1(run), look));
                expectSound(fixture, language);
            });
        }
    }
}

} // namespace
} // namespace luthier::tests

#include "recipe_support.h"

#include <data/token_presenter.h>
#include <dataset/catalog.h>
#include <dataset/rows.h>
#include <widgets/token_text.h>

#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

namespace luthier::tests {
namespace {

TEST(RowTokens, AreThoseOfTheRecipe) {
    OpenRecipe open;
    data::TokenPresenter tokens(open.bridge, open.engine);
    dataset::Row row;
    row.id = RowId{1};
    open.recipe.setModel(TuningProject::model());
    tokens.setRecipe(open.recipe.document());
    tokens.look(QStringLiteral("tickets"), row);
    ASSERT_TRUE(waitFor([&] { return tokens.tokens().has_value(); }));
    const auto whole = *tokens.tokens();
    EXPECT_EQ(whole.trained + whole.ignored, static_cast<qint64>(whole.tokens.size()));
    EXPECT_GT(whole.trained, 0);
    EXPECT_TRUE(whole.tokens.front().special);
    QString trained;
    for (const auto& token : whole.tokens)
        if (token.state == data::RowTokens::State::Trained && !token.special)
            trained += token.text;
    EXPECT_TRUE(trained.startsWith(QStringLiteral("answer 1"))) << trained.toStdString();
    // A lower limit cuts, and the present view follows it.
    open.recipe.set("tokens.max_length", 12);
    tokens.setRecipe(open.recipe.document());
    ASSERT_TRUE(waitFor([&] { return tokens.tokens() && tokens.tokens()->cut > 0; }));
    EXPECT_EQ(tokens.tokens()->trained + tokens.tokens()->ignored, 12);
}

TEST(RowTokens, SayWhenARowCannotBeRendered) {
    OpenRecipe open;
    data::TokenPresenter tokens(open.bridge, open.engine);
    open.recipe.setModel(QStringLiteral("models/gone"));
    tokens.setRecipe(open.recipe.document());
    dataset::Row row;
    row.id = RowId{1};
    tokens.look(QStringLiteral("tickets"), row);
    ASSERT_TRUE(waitFor([&] { return tokens.error().has_value(); }));
    EXPECT_FALSE(tokens.tokens());
}

TEST(RowTokens, AreOneTabAwayAndAskForAModelFirst) {
    const TuningProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    fixture.find<QTabBar>("inspectorTabs")->setCurrentIndex(2);
    ASSERT_TRUE(fixture.settle());
    auto* choose = fixture.find<QPushButton>("chooseModelForTokens");
    EXPECT_TRUE(choose->isVisible());
    choose->click();
    EXPECT_TRUE(fixture.find<QWidget>("modelPage")->isVisible());
    ASSERT_TRUE(fixture.settle());
    fixture.find<QPushButton>("useModel")->click();
    fixture.window->openPage(QStringLiteral("data"));
    ASSERT_TRUE(fixture.settle());
    EXPECT_FALSE(choose->isVisible());
    auto* text = fixture.find<widgets::TokenText>("rowTokens");
    ASSERT_GT(text->count(), 5);
    QTest::keyClick(text, Qt::Key_Home);
    EXPECT_EQ(fixture.find<QLabel>("rowTokenStripText")->text(), QStringLiteral("“<|im_start|>”"));
    QTest::keyClick(text, Qt::Key_Right);
    EXPECT_EQ(text->current(), 1);
    EXPECT_EQ(fixture.find<QLabel>("rowTokenStripText")->text(), QStringLiteral("“user”"));
}

TEST(RowTokens, SayWhyATurnIsNotTrained) {
    const TuningProject project;
    project.addTalks();
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    fixture.window->recipePresenter().setModel(TuningProject::model());
    fixture.window->dataPresenter().choose(QStringLiteral("talks"));
    fixture.find<QTabBar>("inspectorTabs")->setCurrentIndex(2);
    ASSERT_TRUE(fixture.settle());
    auto* why = fixture.find<QLabel>("tokensUntrained");
    ASSERT_TRUE(why->isVisible());
    EXPECT_EQ(why->text(),
              QStringLiteral("Not trained, message 2, 6: the data says so (weight: 0).\n"
                             "Not trained, message 4: the template leaves out the tool call that it makes."));
    EXPECT_NE(why->focusPolicy(), Qt::NoFocus) << "read by keyboard";
    fixture.window->dataPresenter().choose(QStringLiteral("tickets"));
    ASSERT_TRUE(fixture.settle());
    EXPECT_FALSE(why->isVisible());
}

TEST(TokenText, NumbersThePartsOfACharacter) {
    using widgets::TokenChip;
    widgets::TokenText text(QStringLiteral("tokens"));
    const auto chip = [](const char* shown, qint64 begin, qint64 end) {
        return TokenChip{QString::fromUtf8(shown), TokenChip::State::Plain, false, begin, end};
    };
    text.show({chip("a", 0, 1), chip("가", 1, 2), chip("가", 1, 2), chip("가", 1, 2), chip("b", 2, 3),
               chip("<s>", 0, 0), chip("<s>", 0, 0)});
    EXPECT_EQ(text.partOf(0).count, 0);
    EXPECT_EQ(text.partOf(2).number, 2);
    EXPECT_EQ(text.partOf(2).count, 3);
    EXPECT_EQ(text.partOf(6).count, 0) << "control tokens stand for no character";
    EXPECT_EQ(text.partOf(99).count, 0);
}

TEST(TokenText, MarksWhatCannotBeSeen) {
    EXPECT_EQ(widgets::TokenText::marked(QStringLiteral(" a\n\tb")), QStringLiteral("·a↵⇥b"));
    EXPECT_EQ(widgets::TokenText::marked(QString()), QStringLiteral("∅"));
}

} // namespace
} // namespace luthier::tests

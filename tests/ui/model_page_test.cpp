#include "model_kinds.h"
#include "recipe_support.h"

#include <base/files.h>
#include <model/model_presenter.h>
#include <support/tiny_model.h>

#include <QApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QToolButton>

namespace luthier::tests {
namespace {

/// A folder with a model that works and two that do not.
struct ModelFolders {
    TemporaryFolder folder;
    ModelFolders() {
        writeTinyModel(folder / "good");
        std::filesystem::create_directories(folder / "strange");
        writeFile(folder / "strange" / "config.json",
                  R"({"model_type": "mamba", "architectures": ["MambaForCausalLM"]})");
        std::filesystem::create_directories(folder / "pickled");
        writeFile(folder / "pickled" / "config.json", R"({"model_type": "llama"})");
        writeFile(folder / "pickled" / "pytorch_model.bin", "x");
    }
    QString path() const {
        return QString::fromStdString(std::filesystem::canonical(folder.path()).string());
    }
};

TEST(ModelCatalog, FindsModelsInAddedFoldersAndSaysWhyNot) {
    OpenRecipe open;
    const ModelFolders folders;
    open.catalog.addFolder(folders.path());
    ASSERT_TRUE(
        waitFor([&] { return open.catalog.modelAt(folders.path() + QStringLiteral("/good")) != nullptr; }));
    const auto* good = open.catalog.modelAt(folders.path() + QStringLiteral("/good"));
    EXPECT_TRUE(good->supported);
    EXPECT_TRUE(good->hasChatTemplate);
    EXPECT_EQ(good->license, QStringLiteral("cc0-1.0"));
    EXPECT_EQ(good->modelType, QStringLiteral("llama"));
    const auto* strange = open.catalog.modelAt(folders.path() + QStringLiteral("/strange"));
    ASSERT_TRUE(strange && strange->reason);
    EXPECT_EQ(strange->reason->code(), "model.unsupported_family");
    const auto* pickled = open.catalog.modelAt(folders.path() + QStringLiteral("/pickled"));
    ASSERT_TRUE(pickled && pickled->reason);
    EXPECT_EQ(pickled->reason->code(), "model.pickle");
    EXPECT_FALSE(open.catalog.models().back().supported) << "what can be used stands first";
    open.catalog.removeFolder(folders.path());
    EXPECT_TRUE(waitFor([&] {
        return open.catalog.folders().isEmpty() &&
               !open.catalog.modelAt(folders.path() + QStringLiteral("/good"));
    }));
}

TEST(ModelCatalog, KeepsAFolderThatIsAddedWhileItLooks) {
    OpenRecipe open;
    const ModelFolders folders;
    open.catalog.addFolder(folders.path());
    open.catalog.refresh();
    EXPECT_TRUE(waitFor([&] {
        return open.catalog.folders().contains(folders.path()) &&
               open.catalog.modelAt(folders.path() + QStringLiteral("/good"));
    }));
    open.catalog.removeFolder(folders.path());
    EXPECT_TRUE(waitFor([&] { return open.catalog.folders().isEmpty(); }));
}

TEST(ModelCatalog, KeepsTheProjectsModelsByTheirPlaceInTheProject) {
    OpenRecipe open;
    const QString whole = open.catalog.absolute(TuningProject::model());
    EXPECT_TRUE(whole.startsWith(open.bridge.project()->folder));
    EXPECT_EQ(open.catalog.portable(whole), TuningProject::model());
    EXPECT_EQ(open.catalog.portable(QStringLiteral("/elsewhere/m")), QStringLiteral("/elsewhere/m"));
}

TEST(ModelPresenter, InspectsAndCuts) {
    OpenRecipe open;
    model::ModelPresenter presenter(open.bridge, open.engine, open.catalog);
    open.catalog.want();
    ASSERT_TRUE(waitFor([&] { return presenter.details().has_value(); }));
    EXPECT_EQ(presenter.details()->layers, 2);
    EXPECT_EQ(presenter.details()->linearLayers.size(), 7);
    presenter.cut(QStringLiteral("a question 가"));
    ASSERT_TRUE(waitFor([&] { return presenter.cutText() && presenter.cutText()->characters == 12; }));
    const auto& tokens = presenter.cutText()->tokens;
    ASSERT_EQ(tokens.size(), 6U) << "a, question, the blank, three bytes of 가";
    EXPECT_EQ(tokens[1].text, QStringLiteral(" question"));
    EXPECT_EQ(tokens[1].begin, 1);
    EXPECT_EQ(tokens[1].end, 10);
    presenter.cut(QStringLiteral("<|im_start|>user"));
    ASSERT_TRUE(waitFor([&] { return presenter.cutText() && presenter.cutText()->characters == 16; }));
    EXPECT_TRUE(presenter.cutText()->tokens.front().special);
    EXPECT_FALSE(presenter.cutText()->tokens.back().special);
}

TEST(ModelPresenter, ReadsOffsetsBeyondTheBasicPlane) {
    const Json answer = {{"ids", {1, 2}}, {"tokens", {"x", "y"}}, {"offsets", {{0, 1}, {1, 3}}}};
    const auto cut = model::cutFrom(QStringLiteral("🎻ab"), answer);
    ASSERT_EQ(cut.tokens.size(), 2U);
    EXPECT_EQ(cut.tokens[0].text, QStringLiteral("🎻"));
    EXPECT_EQ(cut.tokens[1].text, QStringLiteral("ab"));
    // An answer that makes no sense gives names, not a crash.
    const auto broken =
        model::cutFrom(QStringLiteral("a"), {{"ids", {1}}, {"tokens", {"x"}}, {"offsets", {{0, 9}}}});
    EXPECT_EQ(broken.tokens.front().text, QStringLiteral("x"));
}

TEST(ModelPage, UsesAModelForTheRecipe) {
    const TuningProject project;
    WindowFixture fixture(project.path(), QStringLiteral("model"));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.find<QAbstractButton>("model_tiny")->isVisible());
    EXPECT_EQ(fixture.find<QLabel>("modelState")->text(), QStringLiteral("supported"));
    EXPECT_TRUE(fixture.find<QLabel>("benchCount")->text().contains(QStringLiteral("tokens for")));
    fixture.find<QPushButton>("useModel")->click();
    EXPECT_EQ(fixture.find<QPushButton>("useModel")->text(), QStringLiteral("In use"));
    EXPECT_FALSE(fixture.find<QPushButton>("useModel")->isEnabled());
    EXPECT_EQ(fixture.find<QToolButton>("modelChip")->accessibleDescription(), QStringLiteral("tiny"));
    EXPECT_EQ(fixture.window->recipePresenter().recipe().model.path, TuningProject::model().toStdString());
    fixture.find<QPlainTextEdit>("benchInput")->setPlainText(QStringLiteral("order"));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(fixture.find<QLabel>("benchCount")->text(),
              QStringLiteral("5 tokens for 5 characters, 1.0 a token"));
}

TEST(ModelPage, TeachesWhenThereIsNone) {
    const SampleProject project;
    WindowFixture fixture(project.path(), QStringLiteral("model"));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.find<QPushButton>("emptyAddFolder")->isVisible());
}

TEST(ModelPage, TakesTheModelThatComesWithTheProgram) {
    const SampleProject project;
    WindowFixture fixture(project.path(), QStringLiteral("model"));
    ASSERT_TRUE(fixture.settle());
    ASSERT_TRUE(fixture.find<QPushButton>("emptyStarter")->isVisible());
    fixture.find<QPushButton>("emptyStarter")->setFocus();
    fixture.find<QPushButton>("emptyStarter")->click();
    EXPECT_FALSE(fixture.find<QPushButton>("emptyStarter")->isVisible()) << "while it is copied";
    ASSERT_TRUE(waitFor([&] {
        return fixture.window->findChild<QAbstractButton*>(QStringLiteral("model_starter")) != nullptr;
    }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(fixture.find<QPushButton>("useModel")->text(), QStringLiteral("In use"));
    EXPECT_EQ(fixture.window->recipePresenter().recipe().model.path, "models/starter");
    const QWidget* focused = QApplication::focusWidget();
    EXPECT_TRUE(focused && (focused->objectName() == QStringLiteral("modelPage") ||
                            fixture.find<QWidget>("modelPage")->isAncestorOf(focused)))
        << (focused ? focused->objectName().toStdString() : "nothing");
}

TEST(ModelPage, SaysWhyTheModelThatComesWithTheProgramCannotBeTaken) {
    const SampleProject project;
    WindowFixture fixture(project.path(), QStringLiteral("model"));
    ASSERT_TRUE(fixture.settle());
    const std::filesystem::path models = std::filesystem::path(project.path().toStdString()) / "models";
    std::filesystem::remove_all(models);
    writeFile(models, "a file where a folder belongs");
    fixture.find<QPushButton>("emptyStarter")->click();
    ASSERT_TRUE(waitFor([&] { return fixture.find<QWidget>("modelError")->isVisible(); }));
    EXPECT_TRUE(fixture.find<QPushButton>("emptyStarter")->isVisible()) << "to try again";
}

/// The texts of the card, one after the other.
QStringList textsOf(WindowFixture& fixture) {
    QStringList texts;
    for (const QLabel* label : fixture.find<QWidget>("modelDetails")->findChildren<QLabel*>())
        if (label->isVisible())
            texts << label->text();
    return texts;
}

TEST(ModelPage, SaysWhatAModelIsAndWhatItCanLearn) {
    const TuningProject project;
    const ModelKinds models;
    WindowFixture fixture(project.path(), QStringLiteral("model"));
    ASSERT_TRUE(fixture.settle());
    auto& presenter = fixture.window->modelPresenter();
    const auto look = [&](const char* name) {
        presenter.look(models.path(name));
        EXPECT_TRUE(fixture.settle());
        return textsOf(fixture);
    };
    const QStringList bert = look("bert");
    EXPECT_TRUE(bert.contains(QStringLiteral("encoder: reads a whole text at once and writes none")));
    EXPECT_TRUE(
        bert.contains(QStringLiteral("Classification of texts, A number for each text, Labels of words, "
                                     "Masked words")))
        << bert.join(u'|').toStdString();
    EXPECT_TRUE(bert.contains(
        QStringLiteral("Instruction and chat tuning, Continued pretraining, Text to "
                       "text, Better answers (DPO), Better answers (SimPO), Better answers (ORPO), "
                       "Reward model (scores for answers), Answers marked good or bad (KTO), Filling in the "
                       "middle of a text")))
        << bert.join(u'|').toStdString();
    EXPECT_FALSE(bert.contains(QStringLiteral("The model has no chat template."))) << "it chats with nobody";
    EXPECT_FALSE(fixture.find<QTabBar>("modelTabs")->isTabVisible(1));
    EXPECT_FALSE(bert.contains(QStringLiteral("Labels")));
    const QStringList multi = look("bert-multi");
    EXPECT_TRUE(multi.contains(QStringLiteral("any of 4 labels for a text")));
    EXPECT_TRUE(multi.contains(QStringLiteral("LABEL_0, LABEL_1, LABEL_2, LABEL_3")))
        << multi.join(u'|').toStdString();
    EXPECT_TRUE(look("bert-regression").contains(QStringLiteral("1 number for a text")));
    const QStringList t5 = look("t5");
    EXPECT_TRUE(t5.contains(QStringLiteral("encoder–decoder: reads a text, then writes another")));
    EXPECT_TRUE(t5.contains(QStringLiteral("2 of the encoder, 2 of the decoder")));
    EXPECT_TRUE(fixture.find<QTabBar>("modelTabs")->isTabVisible(1));
}

TEST(ModelPage, SaysOfWhatCannotBeTunedWhyNot) {
    const TuningProject project;
    const ModelKinds models;
    WindowFixture fixture(project.path(), QStringLiteral("model"));
    ASSERT_TRUE(fixture.settle());
    auto& presenter = fixture.window->modelPresenter();
    const auto look = [&](const char* name) {
        presenter.look(models.path(name));
        EXPECT_TRUE(fixture.settle());
        return fixture.find<QLabel>("modelReason")->text();
    };
    EXPECT_TRUE(look("strange").contains(QStringLiteral("\"mamba\" are not supported")));
    EXPECT_TRUE(textsOf(fixture).contains(models.path("strange"))) << "where it lies is told of any folder";
    EXPECT_TRUE(look("weightless").contains(QStringLiteral("holds no weights")));
    EXPECT_TRUE(look("weightless").contains(QStringLiteral("Finish the download"))) << "what to do next";
    EXPECT_EQ(fixture.find<QLabel>("modelState")->text(), QStringLiteral("incomplete"));
    EXPECT_FALSE(fixture.find<QPushButton>("useModel")->isEnabled());
    EXPECT_EQ(look("quantised"), QString());
    EXPECT_TRUE(textsOf(fixture).contains(QStringLiteral(
        "Full fine-tuning: Quantised weights cannot be trained; only an adapter on them can.")))
        << textsOf(fixture).join(u'|').toStdString();
    EXPECT_TRUE(fixture.find<QPushButton>("useModel")->isEnabled());
}

TEST(ModelCatalog, KnowsWhatKindEachModelIs) {
    OpenRecipe open;
    const ModelKinds models;
    open.catalog.addFolder(models.path());
    ASSERT_TRUE(waitFor([&] { return open.catalog.modelAt(models.path("t5")) != nullptr; }));
    EXPECT_EQ(open.catalog.modelAt(models.path("t5"))->kind, QStringLiteral("encoder_decoder"));
    EXPECT_EQ(open.catalog.modelAt(models.path("bert-multi"))->head, QStringLiteral("text_labels"));
    const auto* weightless = open.catalog.modelAt(models.path("weightless"));
    EXPECT_FALSE(weightless->supported);
    ASSERT_TRUE(weightless->reason);
    EXPECT_EQ(weightless->reason->code(), "model.no_weights");
    open.catalog.removeFolder(open.catalog.folders().front());
    EXPECT_TRUE(waitFor([&] { return open.catalog.folders().isEmpty(); }));
}

} // namespace
} // namespace luthier::tests

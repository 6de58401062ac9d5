#include "recipe_support.h"

#include <recipe/schema.h>
#include <recipes/form/field_table.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QFocusEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

#include <algorithm>

namespace luthier::tests {
namespace {

using State = recipes::PreviewPresenter::State;

/// The window on the Recipe page, with the model chosen by hand.
struct RecipeWindow {
    TuningProject project;
    WindowFixture fixture{project.path(), QStringLiteral("recipe")};
    RecipeWindow() { EXPECT_TRUE(fixture.settle()); }

    void chooseModel() {
        recipe().set("schedule.warmup_steps", 0); // of a run of three steps
        pick("field_model", TuningProject::model());
        EXPECT_TRUE(fixture.settle());
    }
    void pick(const char* name, const QVariant& key) {
        auto* box = fixture.find<QComboBox>(name);
        const int index = box->findData(key);
        ASSERT_GE(index, 0) << name;
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }
    void type(const char* name, const QString& text) {
        auto* line = fixture.find<QLineEdit>(name);
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    QString text(const char* name) { return fixture.find<QLabel>(name)->text(); }
    QString startText() { return fixture.find<QPushButton>("startButton")->text(); }
    recipes::RecipePresenter& recipe() { return fixture.window->recipePresenter(); }
    recipes::PreviewPresenter& preview() { return fixture.window->previewPresenter(); }
};

TEST(RecipePage, LeadsFromAnEmptyRecipeToStart) {
    RecipeWindow window;
    EXPECT_EQ(window.startText(), QStringLiteral("Choose a model"));
    EXPECT_FALSE(window.fixture.find<QPushButton>("startButton")->isEnabled());
    window.chooseModel();
    window.type("field_tokens.max_length", QStringLiteral("64"));
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(window.startText(), QStringLiteral("Start training"));
    EXPECT_TRUE(window.fixture.find<QPushButton>("startButton")->isEnabled());
    EXPECT_TRUE(window.text("recipeModelFacts").startsWith(QStringLiteral("llama · ")));
    EXPECT_EQ(window.text("movesText"), QStringLiteral("trainable: 16.4 K parameters"));
    window.fixture.find<QAbstractButton>("dataRemove0")->click();
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(window.startText(), QStringLiteral("Choose data"));
}

TEST(RecipePage, ShowsTheTokensOfTheDatasetThatItTrains) {
    RecipeWindow window;
    window.chooseModel();
    auto& imports = window.fixture.window->importPresenter();
    imports.begin(
        QString::fromStdString(window.project.write("other.csv", "question,answer\nq,a\n").string()));
    ASSERT_TRUE(waitFor([&] { return imports.state() == data::ImportPresenter::State::Ready; }));
    imports.run();
    data::DataPresenter& data = window.fixture.window->dataPresenter();
    ASSERT_TRUE(waitFor([&] { return data.datasets().size() == 2; }));
    data.choose(QStringLiteral("other"));
    ASSERT_TRUE(window.fixture.settle());
    // The person's own choice no longer follows the window's dataset.
    window.recipe().set("data", Json::array({{{"dataset", "tickets"}, {"split", "train"}}}));
    ASSERT_TRUE(window.fixture.settle());
    ASSERT_EQ(window.recipe().recipe().data.front().dataset, "tickets");
    window.fixture.find<QPushButton>("seeTokens")->click();
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(data.current()->name, "tickets");
    EXPECT_EQ(data.filters(), QStringList{QStringLiteral("split:train")});
    const auto train = std::ranges::find(data.splits(), std::string("train"), &dataset::SplitCount::name);
    ASSERT_NE(train, data.splits().end());
    EXPECT_EQ(window.fixture.find<QTableView>("rowsTable")->model()->rowCount(), train->rows);
    EXPECT_TRUE(waitFor([&] { return window.fixture.find<QLabel>("tokensTrained")->isVisible(); }));
}

TEST(RecipePage, AsksBeforeItTrainsWithoutManyOfTheRows) {
    RecipeWindow window;
    window.chooseModel();
    // Two of ten rows are longer than 64 tokens: 20 %.
    std::string rows;
    for (int n = 0; n < 10; ++n)
        rows += dumpJson({{"question", "q"}, {"answer", n < 2 ? std::string(600, 'x') : "a"}}) + "\n";
    auto& imports = window.fixture.window->importPresenter();
    imports.begin(QString::fromStdString(window.project.write("long.jsonl", rows).string()));
    ASSERT_TRUE(waitFor([&] { return imports.state() == data::ImportPresenter::State::Ready; }));
    imports.run();
    ASSERT_TRUE(waitFor([&] { return window.fixture.window->dataPresenter().datasets().size() == 2; }));
    window.recipe().set("data", Json::array({{{"dataset", "long"}}}));
    window.recipe().set("tokens", {{"max_length", 64}, {"overlong", "drop"}});
    ASSERT_TRUE(window.fixture.settle());
    ASSERT_EQ(window.startText(), QString::fromUtf8("Start training…"));
    window.fixture.find<QPushButton>("startButton")->click();
    auto* question = window.fixture.find<QDialog>("startQuestion");
    ASSERT_TRUE(question->isVisible());
    EXPECT_TRUE(window.text("startQuestionSentence").contains(QStringLiteral("2 of ")))
        << "counted, with the reason";
    window.fixture.find<QPushButton>("startQuestionStay")->click();
    EXPECT_EQ(window.preview().state(), State::Ready);
    EXPECT_TRUE(window.fixture.window->trainPresenter().runs().empty());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    // The shortcut asks too.
    window.fixture.find<QAction>("actionStart")->trigger();
    window.fixture.find<QPushButton>("startQuestionGoOn")->click();
    EXPECT_EQ(window.preview().state(), State::Starting);
    ASSERT_TRUE(waitFor([&] { return window.fixture.window->trainPresenter().runs().size() == 1; }, 60000));
    ASSERT_TRUE(waitFor(
        [&] {
            const auto* job = window.fixture.window->trainPresenter().job();
            return job && jobs::isFinished(job->state);
        },
        120000));
}

TEST(RecipePage, SaysThatARateIsFarOffAndMendsIt) {
    RecipeWindow window;
    window.chooseModel();
    window.type("field_optimizer.learning_rate", QStringLiteral("0.5"));
    ASSERT_TRUE(window.fixture.settle());
    const auto& findings = window.preview().findings();
    const auto found =
        std::ranges::find(findings, std::string("recipe.rate_high_lora"), &recipe::Finding::code);
    ASSERT_NE(found, findings.end());
    ASSERT_TRUE(found->fix);
    const double usual = found->fix->value.get<double>();
    const auto index = std::to_string(found - findings.begin());
    EXPECT_FALSE(window.fixture.find<QPushButton>("startButton")->isEnabled());
    auto* fix = window.fixture.find<QPushButton>(("fix_" + index).c_str());
    EXPECT_TRUE(fix->isVisible());
    fix->click();
    ASSERT_TRUE(waitFor([&] { return window.recipe().recipe().optimizer.learningRate == usual; }));
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(std::ranges::count(window.preview().findings(), std::string("recipe.rate_high_lora"),
                                 &recipe::Finding::code),
              0);
}

TEST(RecipePage, MovesTheMemoryBarWithWhatIsTyped) {
    RecipeWindow window;
    window.chooseModel();
    const QString before = window.text("memory_activations");
    // The rows are few and short: shorter sequences of them hold less, a larger batch would not hold more.
    window.type("field_tokens.max_length", QStringLiteral("64"));
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_NE(window.text("memory_activations"), before);
    window.fixture.find<QAbstractButton>("method_full")->click();
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(window.text("memory_adapters"), QStringLiteral("0 KB"));
    EXPECT_FALSE(window.fixture.find<QWidget>("field_method.r")->isVisible());
}

TEST(RecipePage, MarksWhatIsNoValueAndGivesItUp) {
    RecipeWindow window;
    auto* rate = window.fixture.find<QLineEdit>("field_optimizer.learning_rate");
    window.type("field_optimizer.learning_rate", QStringLiteral("2e"));
    EXPECT_EQ(rate->property("invalid").toString(), QStringLiteral("true"));
    QTest::keyClicks(rate, QStringLiteral("-5"));
    EXPECT_EQ(rate->property("invalid").toString(), QString());
    EXPECT_DOUBLE_EQ(window.recipe().recipe().optimizer.learningRate, 2e-5);
    QTest::keyClick(rate, Qt::Key_Up);
    EXPECT_DOUBLE_EQ(window.recipe().recipe().optimizer.learningRate, 5e-5);
    window.type("field_optimizer.learning_rate", QStringLiteral("-1"));
    QFocusEvent left(QEvent::FocusOut);
    QCoreApplication::sendEvent(rate, &left);
    EXPECT_EQ(rate->text(), QStringLiteral("5e-5"));
}

TEST(RecipePage, FixesAFindingByItsButton) {
    RecipeWindow window;
    window.chooseModel();
    window.type("field_tokens.max_length", QStringLiteral("4096"));
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(window.startText(), QStringLiteral("Fix or accept 1 finding to start"));
    window.fixture.find<QPushButton>("fix_0")->click();
    ASSERT_TRUE(waitFor([&] { return window.recipe().recipe().tokens.maxLength == 512; }));
    window.type("field_tokens.max_length", QStringLiteral("4096"));
    ASSERT_TRUE(window.fixture.settle());
    window.fixture.find<QPushButton>("accept_0")->click();
    EXPECT_TRUE(waitFor([&] { return window.startText() == QStringLiteral("Start training"); }));
}

TEST(RecipePage, GoesBackByTheActionOfUndo) {
    RecipeWindow window;
    window.recipe().keep();
    window.pick("field_schedule.type", QStringLiteral("cosine"));
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(window.text("differingBadge"), QStringLiteral("1 setting differs from the default"));
    window.fixture.find<QPushButton>("level_simple")->setFocus();
    window.fixture.find<QAction>("actionUndo")->trigger();
    EXPECT_EQ(window.fixture.find<QComboBox>("field_schedule.type")->currentData().toString(),
              QStringLiteral("linear"));
    EXPECT_FALSE(window.fixture.find<QLabel>("differingBadge")->isVisible());
    window.fixture.find<QAction>("actionRedo")->trigger();
    EXPECT_EQ(window.fixture.find<QComboBox>("field_schedule.type")->currentData().toString(),
              QStringLiteral("cosine"));
}

TEST(RecipePage, ShowsMoreToWhoWantsMore) {
    RecipeWindow window;
    EXPECT_FALSE(window.fixture.find<QWidget>("field_optimizer.eps")->isVisible());
    window.fixture.find<QPushButton>("level_advanced")->click();
    EXPECT_TRUE(window.fixture.find<QWidget>("field_optimizer.eps")->isVisible());
    EXPECT_FALSE(window.fixture.find<QWidget>("field_schedule.power")->isVisible());
    window.pick("field_schedule.type", QStringLiteral("polynomial"));
    EXPECT_TRUE(window.fixture.find<QWidget>("field_schedule.power")->isVisible());
    window.pick("field_duration", QStringLiteral("steps"));
    EXPECT_TRUE(window.fixture.find<QWidget>("field_duration.max_steps")->isVisible());
    EXPECT_FALSE(window.fixture.find<QWidget>("field_duration.num_train_epochs")->isVisible());
}

/// What a person types to give a setting of the table another value.
QString typedFor(const recipe::Setting& setting) {
    const double middle = (setting.bounds.least + setting.bounds.most) / 2;
    switch (kindOf(setting)) {
    case recipe::Kind::Integer:
        return QString::number(static_cast<qint64>(middle));
    case recipe::Kind::Number: // another than the default
        return QString::number(valueOf(setting, recipe::Recipe{}) == middle ? middle / 2 : middle, 'g', 6);
    case recipe::Kind::LayerList:
        return QStringLiteral("0-1, 3");
    case recipe::Kind::NumberMap:
        return QStringLiteral("q_proj=4, v_proj=2");
    default:
        return QStringLiteral("words");
    }
}

TEST(RecipePage, HasAControlThatWorksForEachPlainSettingOfTheTable) {
    RecipeWindow window;
    window.fixture.find<QPushButton>("level_advanced")->click();
    int seen = 0;
    for (int section = 0; section < recipes::kSections; ++section)
        for (const recipes::Level level : {recipes::Level::Simple, recipes::Level::Advanced})
            for (const recipe::Setting* setting :
                 recipes::plainSettings(static_cast<recipes::Section>(section), level)) {
                const std::string path(setting->path);
                const std::string name = "field_" + path;
                auto* control = window.fixture.find<QWidget>(name.c_str());
                ASSERT_NE(control, nullptr) << path;
                if (path == "duration.max_steps")
                    window.recipe().set("duration", {{"max_steps", 7}});
                else if (!setting->when.path.empty() && path != "duration.num_train_epochs")
                    window.recipe().set(setting->when.path, std::string(setting->when.values.front()));
                if (!applies(*setting, window.recipe().recipe()))
                    continue; // of a task that is not there yet
                ++seen;
                EXPECT_TRUE(control->isVisible()) << path;
                EXPECT_EQ(control->accessibleName(), recipes::captionWords(path)()) << path;
                EXPECT_TRUE(control->accessibleDescription().startsWith(recipes::meaningWords(path)()));
                const Json before = valueOf(*setting, window.recipe().recipe());
                if (auto* box = qobject_cast<QComboBox*>(control)) {
                    box->setCurrentIndex(box->currentIndex() == 0 ? 1 : 0);
                    Q_EMIT box->activated(box->currentIndex());
                } else {
                    window.type(name.c_str(), typedFor(*setting));
                    EXPECT_EQ(control->property("invalid").toString(), QString()) << path;
                }
                EXPECT_NE(valueOf(*setting, window.recipe().recipe()), before) << path;
            }
    EXPECT_GE(seen, 40);
}

TEST(RecipePage, LeavesANumberThatNeedNotBeGivenEmpty) {
    RecipeWindow window;
    window.pick("field_schedule.type", QStringLiteral("cosine_with_restarts"));
    auto* cycles = window.fixture.find<QLineEdit>("field_schedule.num_cycles");
    EXPECT_TRUE(cycles->isVisible());
    EXPECT_EQ(cycles->text(), QString());
    window.type("field_schedule.num_cycles", QStringLiteral("3"));
    EXPECT_EQ(window.recipe().recipe().schedule.numCycles, 3);
    cycles->selectAll();
    QTest::keyClick(cycles, Qt::Key_Backspace);
    EXPECT_EQ(cycles->property("invalid").toString(), QString());
    EXPECT_FALSE(window.recipe().recipe().schedule.numCycles);
}

TEST(RecipePage, ShowsTheCommand) {
    RecipeWindow window;
    window.fixture.find<QPushButton>("commandButton")->click();
    const QString command = window.fixture.find<QPlainTextEdit>("commandText")->toPlainText();
    EXPECT_TRUE(command.startsWith(QStringLiteral("luthier-engine train /"))) << command.toStdString();
    EXPECT_TRUE(command.contains(QStringLiteral("--recipe recipe.json --name recipe")))
        << command.toStdString();
    window.fixture.find<QPushButton>("commandCopy")->click();
    EXPECT_EQ(QGuiApplication::clipboard()->text(), command);
}

TEST(RecipePage, TakesTheModelFromTheContextBar) {
    RecipeWindow window;
    auto* chip = window.fixture.find<QToolButton>("modelChip");
    auto* menu = window.fixture.find<QMenu>("modelMenu");
    Q_EMIT menu->aboutToShow();
    ASSERT_FALSE(menu->actions().isEmpty());
    EXPECT_EQ(menu->actions().first()->text(), QStringLiteral("tiny"));
    menu->actions().first()->trigger();
    EXPECT_EQ(chip->accessibleDescription(), QStringLiteral("tiny"));
    EXPECT_EQ(window.recipe().recipe().model.path, TuningProject::model().toStdString());
    EXPECT_EQ(window.fixture.find<QComboBox>("field_model")->currentText(), QStringLiteral("tiny"));
}

TEST(RecipePage, SaysThatAProjectCanOnlyBeRead) {
    const TuningProject project;
    WindowFixture first(project.path(), QStringLiteral("home"));
    ASSERT_TRUE(first.settle());
    WindowFixture second(project.path(), QStringLiteral("recipe"));
    ASSERT_TRUE(second.settle());
    EXPECT_EQ(second.find<QPushButton>("startButton")->text(), QStringLiteral("The project is read-only"));
}

TEST(RecipePage, OffersTheModelsNamedTemplates) {
    RecipeWindow window;
    const auto model = std::filesystem::path(window.project.path().toStdString()) / "models/tiny";
    std::filesystem::create_directories(model / "additional_chat_templates");
    writeFile(model / "additional_chat_templates/rag.jinja", "{{ messages[0].content }}");
    window.chooseModel();
    auto* templates = window.fixture.find<QComboBox>("field_template.source");
    EXPECT_GE(templates->findText(QStringLiteral("The model's “rag”")), 0);
    window.pick("field_template.source", QStringLiteral("model:rag"));
    EXPECT_EQ(window.recipe().recipe().chatTemplate.source, "model:rag");
}

TEST(RecipePage, KeepsTheBasesWeightsOutOfFullTuningAndBringsThemBack) {
    RecipeWindow window;
    window.chooseModel();
    auto* weights = window.fixture.find<QComboBox>("field_quantization.type");
    EXPECT_TRUE(weights->isVisible());
    window.pick("field_quantization.type", QStringLiteral("nf4"));
    window.fixture.find<QAbstractButton>("method_full")->click();
    EXPECT_FALSE(weights->isVisible()) << "what trains is whole";
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(window.preview().errors(), 0);
    EXPECT_TRUE(window.preview().otherPlans().contains("lora"));
    window.fixture.find<QAbstractButton>("method_lora")->click();
    EXPECT_TRUE(weights->isVisible());
    EXPECT_EQ(weights->currentData(), QStringLiteral("nf4")) << "as it was set for the adapter";
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_TRUE(window.preview().otherPlans().contains("full")) << "planned with whole weights";
}

TEST(RecipePage, ShowsTheWeightsOfAFullRecipeThatNamesThemToBeMended) {
    RecipeWindow window;
    window.chooseModel();
    recipe::Recipe recipe = window.recipe().recipe();
    recipe.method = recipe::defaultRecipe(recipe.task, recipe::MethodKind::Full).method;
    recipe.quantization.kind = recipe::QuantizationKind::Nf4;
    const auto file = window.project.write("full.json", dumpJson(recipe::recipeToJson(recipe)));
    window.recipe().importFile(QString::fromStdString(file.string()));
    ASSERT_TRUE(waitFor([&] { return window.recipe().recipe().method.kind == recipe::MethodKind::Full; }));
    EXPECT_TRUE(window.fixture.find<QComboBox>("field_quantization.type")->isVisible());
}

TEST(RecipePage, TellsWhatOfAnotherProgramsFileItTakesBeforeItIsTaken) {
    RecipeWindow window;
    window.chooseModel();
    const auto before = window.recipe().names();
    const auto file = window.project.write("a.yaml", "base_model: some-org/model\nadapter: lora\nlora_r: 8\n"
                                                     "learning_rate: 1e-3\na_key_of_tomorrow: 5\n");
    window.recipe().importFile(QString::fromStdString(file.string()));
    ASSERT_TRUE(waitFor([] {
        return std::ranges::any_of(QApplication::topLevelWidgets(), [](const QWidget* shown) {
            return shown->objectName() == QStringLiteral("adoptionDialog") && shown->isVisible();
        });
    }));
    const auto cellOf = [&](int line, int at) {
        return window.fixture.find<QTableWidget>("adoptionTable")->item(line, at)->text();
    };
    EXPECT_EQ(cellOf(0, 0), QStringLiteral("base_model: some-org/model")) << "what is left out comes first";
    EXPECT_EQ(cellOf(1, 0), QStringLiteral("a_key_of_tomorrow: 5"));
    EXPECT_TRUE(window.text("adoptionNote").contains(QStringLiteral("2 left out")))
        << window.text("adoptionNote").toStdString();
    EXPECT_EQ(window.recipe().names(), before) << "nothing is made before somebody says so";
    window.fixture.find<QAbstractButton>("adoptionAccept")->click();
    ASSERT_TRUE(waitFor([&] { return window.recipe().names().size() == before.size() + 1; }));
    EXPECT_EQ(window.recipe().name(), QStringLiteral("a"));
    EXPECT_EQ(window.recipe().recipe().method.r, 8);
    EXPECT_EQ(window.recipe().recipe().optimizer.learningRate, 1e-3);
}

TEST(RecipePage, ASweepIsPutTogetherPlannedAndStarted) {
    RecipeWindow window;
    window.chooseModel();
    window.recipe().set("duration", Json{{"max_steps", 1}});
    ASSERT_TRUE(window.fixture.settle());
    window.fixture.find<QPushButton>("sweepButton")->click();
    auto* start = window.fixture.find<QPushButton>("sweepStart");
    const auto runs = [&] {
        return window.fixture.find<QTableWidget>("sweepRuns")->rowCount();
    };
    ASSERT_TRUE(waitFor([&] { return start->isEnabled(); })) << window.text("sweepSummary").toStdString();
    EXPECT_EQ(window.fixture.find<QComboBox>("sweepSetting_0")->currentData(),
              QStringLiteral("optimizer.learning_rate"));
    EXPECT_EQ(window.fixture.find<QLineEdit>("sweepValues_0")->text(),
              QStringLiteral("6.7e-05, 0.0002, 0.0006"));
    EXPECT_EQ(runs(), 3);
    window.fixture.find<QPushButton>("sweepAdd")->click();
    ASSERT_TRUE(waitFor([&] {
        const auto* values = window.fixture.window->findChild<QLineEdit*>(QStringLiteral("sweepValues_1"));
        return values && values->text() == QStringLiteral("8, 16, 32") && runs() == 9;
    }));
    window.type("sweepValues_0", QStringLiteral("1e-4, fast"));
    ASSERT_TRUE(waitFor([&] {
        return window.text("sweepSummary").contains(QStringLiteral("must be of type number"));
    })) << window.text("sweepSummary").toStdString();
    EXPECT_FALSE(start->isEnabled()) << "what cannot run does not start";
    window.type("sweepValues_0", QStringLiteral("1e-4, 1e-3"));
    window.type("sweepValues_1", QStringLiteral("4"));
    ASSERT_TRUE(waitFor([&] { return runs() == 2 && start->isEnabled(); }));
    EXPECT_TRUE(window.text("sweepSummary").startsWith(QStringLiteral("2 runs")));
    EXPECT_EQ(start->text(), QStringLiteral("Start 2 runs"));
    start->click();
    const auto& train = window.fixture.window->trainPresenter();
    ASSERT_TRUE(waitFor([&] { return train.runs().size() == 2; }));
    ASSERT_TRUE(window.fixture.settle());
    const auto& recipe = train.runs().back().recipe;
    EXPECT_EQ(recipe["method"]["r"], 4);
    ASSERT_TRUE(waitFor([&] {
        auto* picker = window.fixture.window->findChild<QComboBox*>(QStringLiteral("sweepPicker"));
        return picker && picker->count() == 2;
    })) << "the history lists the sweep";
}

TEST(RecipePage, HasACardForEachMethodOfTheTable) {
    RecipeWindow window;
    for (const std::string_view name : recipe::readyNames(*recipe::settingAt("method.type"))) {
        auto* card = window.fixture.find<QAbstractButton>(("method_" + std::string(name)).c_str());
        EXPECT_FALSE(card->text().startsWith(QStringLiteral("setting."))) << name;
        EXPECT_GT(card->accessibleDescription().size(), 20) << name;
    }
}

TEST(RecipePage, CountsMoreStepsThanAnIntHolds) {
    RecipeWindow window;
    window.chooseModel();
    window.recipe().set("duration", Json{{"max_steps", 1'000'000'000'000}});
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(window.text("previewSteps"), QStringLiteral("1,000,000,000,000 steps"));
    window.recipe().set("duration", Json{{"max_steps", 1}});
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(window.text("previewSteps"), QStringLiteral("1 step"));
}

TEST(RecipePage, DoesNotSayThatNothingStandsAgainstRowsThatAreLeftOut) {
    RecipeWindow window;
    window.chooseModel();
    EXPECT_EQ(window.text("findingsNote"), QStringLiteral("all checks passed"));
    window.recipe().set("tokens", {{"max_length", 19}, {"overlong", "drop"}});
    ASSERT_TRUE(window.fixture.settle());
    ASSERT_FALSE(window.preview().rowsLeftOut().empty());
    EXPECT_EQ(window.text("findingsNote"), QStringLiteral("Start will ask first"));
    EXPECT_EQ(window.fixture.find<QLabel>("findingsNote")->property("tone"), QStringLiteral("muted"));
    EXPECT_EQ(window.startText(), QStringLiteral("Start training…"));
}

} // namespace
} // namespace luthier::tests

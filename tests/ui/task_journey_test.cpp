// What the window does with models that give labels, or answer what an encoder reads: a file is imported, a
// recipe opened, run, compared and its result exported, all of it real.

#include "compare_support.h"
#include "screen_support.h"

#include <base/files.h>
#include <support/shared_data.h>

#include <QAbstractButton>
#include <QComboBox>
#include <QFileInfo>
#include <QFrame>
#include <QLabel>
#include <QTextEdit>

#include <fstream>

namespace luthier::tests {
namespace {

constexpr int kLong = 300'000;
/// As many reviews as take seconds; LUTHIER_JOURNEY_ROWS=2000 is a journey of minutes.
int rowsOfTheJourney() {
    bool isNumber = false;
    const int rows = qEnvironmentVariableIntValue("LUTHIER_JOURNEY_ROWS", &isNumber);
    return isNumber ? rows : 320;
}

/// Reviews with a label each, as a table of a shared file.
std::string reviews(int rows) {
    std::ifstream file(sharedData() / "datasets/nsmc/reviews_a.tsv");
    std::string line, text;
    std::getline(file, line);
    text = "number\tdocument\tlabel\n";
    for (int row = 0; row < rows && std::getline(file, line); ++row)
        text += line + "\n";
    return text;
}

Json bertConfig(std::int64_t vocabulary) {
    return {{"model_type", "bert"},       {"architectures", {"BertForMaskedLM"}},
            {"vocab_size", vocabulary},   {"hidden_size", 64},
            {"num_hidden_layers", 2},     {"num_attention_heads", 4},
            {"intermediate_size", 128},   {"max_position_embeddings", 128},
            {"hidden_dropout_prob", 0.1}, {"pad_token_id", 0}};
}

Json t5Config(std::int64_t vocabulary) {
    return {{"model_type", "t5"},
            {"architectures", {"T5ForConditionalGeneration"}},
            {"vocab_size", vocabulary},
            {"d_model", 64},
            {"d_kv", 16},
            {"d_ff", 128},
            {"num_layers", 2},
            {"num_heads", 4},
            {"decoder_start_token_id", 0}};
}

/// The window on a project, and what has gone wrong in it.
struct Journey {
    SampleProject project{24};
    WindowFixture fixture{project.path(), QStringLiteral("data")};
    std::string failure;
    const QString starter = qEnvironmentVariable("LUTHIER_SOURCE") + QStringLiteral("/resources/starter");

    Journey() {
        EXPECT_TRUE(fixture.settle());
        const auto note = [this](const Error& error) {
            failure += error.code() + " " + error.detail() + "\n";
        };
        auto* window = fixture.window.get();
        QObject::connect(&window->importPresenter(), &data::ImportPresenter::failed, window, note);
        QObject::connect(&window->recipePresenter(), &recipes::RecipePresenter::failed, window, note);
        QObject::connect(&window->previewPresenter(), &recipes::PreviewPresenter::failed, window, note);
        QObject::connect(&window->comparePresenter(), &compare::ComparePresenter::failed, window, note);
        QObject::connect(&window->exportPresenter(), &exports::ExportPresenter::failed, window, note);
    }
    std::int64_t vocabulary() const {
        return (*readJsonFile(std::filesystem::path(starter.toStdString()) / "config.json"))["vocab_size"]
            .get<std::int64_t>();
    }
    Json randomModel(const char* name, const Json& config) const {
        return {{"random_init", project.write(name, dumpJson(config)).string()},
                {"tokenizer", starter.toStdString()}};
    }
    /// A recipe of so many quick steps, opened from its file.
    void openRecipe(const Json& changes) {
        Json document = {{"recipe", 1},
                         {"name", "recipe of a task"},
                         {"tokens", {{"max_length", 64}}},
                         {"schedule", {{"warmup_steps", 0}}},
                         {"optimizer", {{"learning_rate", 2e-3}}},
                         {"batch", {{"per_device_train_batch_size", 16}, {"gradient_accumulation_steps", 1}}},
                         {"compute", {{"device", "cpu"}}}};
        document.merge_patch(changes);
        const auto file = project.write("task.json", dumpJson(document));
        auto& recipe = fixture.window->recipePresenter();
        const std::string name = document["name"];
        recipe.importFile(QString::fromStdString(file.string()));
        ASSERT_TRUE(waitFor([&] { return recipe.recipe().name == name || !failure.empty(); }));
        fixture.window->openPage(QStringLiteral("recipe"));
        ASSERT_TRUE(fixture.settle());
    }
    void train() {
        fixture.window->openPage(QStringLiteral("recipe"));
        ASSERT_TRUE(fixture.settle());
        auto& preview = fixture.window->previewPresenter();
        for (const recipe::Finding& finding : std::vector(preview.findings()))
            if (finding.severity == recipe::Severity::Warning)
                preview.accept(finding);
        ASSERT_EQ(preview.state(), recipes::PreviewPresenter::State::Ready)
            << (preview.findings().empty() ? std::string() : preview.findings().front().code);
        const std::size_t before = fixture.window->comparePresenter().runs().size();
        fixture.find<QAbstractButton>("startButton")->click();
        ASSERT_TRUE(waitFor(
            [&] { return fixture.window->comparePresenter().runs().size() > before || !failure.empty(); },
            kLong))
            << failure;
        ASSERT_EQ(failure, "");
        ASSERT_TRUE(fixture.settle());
    }
    void compare() {
        fixture.window->openPage(QStringLiteral("compare"));
        ASSERT_TRUE(fixture.settle());
        fixture.find<QAbstractButton>("compareButton")->click();
        fixture.find<QAbstractButton>("comparisonStart")->click();
        auto& presenter = fixture.window->comparePresenter();
        ASSERT_TRUE(waitFor([&] { return presenter.selected() || !failure.empty(); }, kLong)) << failure;
        ASSERT_EQ(failure, "");
        ASSERT_TRUE(waitFor([&] { return !presenter.job(); }));
        ASSERT_TRUE(fixture.settle());
    }
    /// Everything that the run gives is written by the Export page's presenter, and is there.
    void exportRun(const QString& run, std::initializer_list<exports::Kind> kinds) {
        fixture.window->openPage(QStringLiteral("export"));
        ASSERT_TRUE(fixture.settle());
        auto& presenter = fixture.window->exportPresenter();
        for (const exports::Kind kind : kinds) {
            exports::ExportRequest wanted;
            wanted.kind = kind;
            wanted.run = run;
            wanted.dtype = QStringLiteral("as_file");
            wanted.language = QStringLiteral("en");
            wanted.out = presenter.suggestion(wanted);
            ASSERT_TRUE(waitFor([&] { return !presenter.isBusy(); }, kLong));
            const std::size_t before = presenter.written().size();
            presenter.write(wanted);
            ASSERT_TRUE(
                waitFor([&] { return presenter.written().size() > before || !failure.empty(); }, kLong))
                << static_cast<int>(kind);
            ASSERT_EQ(failure, "") << static_cast<int>(kind);
            EXPECT_TRUE(QFileInfo::exists(wanted.out)) << static_cast<int>(kind);
        }
        ASSERT_TRUE(fixture.settle());
    }
    /// Pictures of pages, from all sides.
    void shoot(const char* name, std::initializer_list<const char*> pages) {
        for (const char* page : pages) {
            fixture.window->openPage(QString::fromLatin1(page));
            eachLook(fixture, [&](const char* language, const QString& look) {
                save(fixture, QStringLiteral("%1-%2-%3.png")
                                  .arg(QString::fromLatin1(name),
                                       QString::fromLatin1(page).replace(u'/', u'-'), look));
                expectSound(fixture, language);
            });
        }
        fixture.window->setLanguage(QStringLiteral("en"));
    }
    bool isShown(const char* name) {
        const auto* widget = fixture.window->findChild<QWidget*>(QString::fromLatin1(name));
        return widget && widget->isVisible();
    }
};

TEST(TaskJourney, AClassifierOfReviewsIsTrainedComparedAndTunedFurther) {
    SKIP_WITHOUT_SHARED_DATA();
    const int rows = rowsOfTheJourney();
    Journey journey;
    auto& window = *journey.fixture.window;
    auto& import = window.importPresenter();
    import.begin(QString::fromStdString(journey.project.write("reviews.tsv", reviews(rows)).string()));
    ASSERT_TRUE(waitFor([&] { return import.state() == data::ImportPresenter::State::Ready; }));
    import.setRole(QStringLiteral("document"), QStringLiteral("text"));
    import.setRole(QStringLiteral("label"), QStringLiteral("label"));
    ASSERT_TRUE(waitFor([&] { return import.state() == data::ImportPresenter::State::Ready; }));
    journey.shoot("reviews-import", {"data"});
    import.run();
    ASSERT_TRUE(waitFor(
        [&] { return window.dataPresenter().current() && window.dataPresenter().current()->rows == rows; }));
    dataset::SplitRequest split;
    split.ratios = {{"train", 0.8}, {"validation", 0.2}};
    window.dataPresenter().split(split);
    ASSERT_TRUE(waitFor([&] { return window.dataPresenter().splits().size() == 2; }));

    journey.openRecipe({{"name", "reviews"},
                        {"task", "classification"},
                        {"model", journey.randomModel("bert.json", bertConfig(journey.vocabulary()))},
                        {"method", {{"type", "full"}}},
                        {"data", {{{"dataset", "reviews"}, {"split", "train"}}}},
                        {"validation", {{{"dataset", "reviews"}, {"split", "validation"}}}},
                        {"duration", {{"num_train_epochs", 4}}}});
    journey.shoot("reviews", {"recipe"});
    journey.train();
    window.openPage(QStringLiteral("train"));
    ASSERT_TRUE(journey.fixture.settle());
    EXPECT_TRUE(journey.isShown("lossChart"));
    EXPECT_FALSE(journey.isShown("samplesPanel")) << "it writes nothing";
    EXPECT_FALSE(journey.isShown("samplesButton"));
    journey.shoot("reviews", {"train"});
    journey.compare();
    EXPECT_FALSE(journey.isShown("composer"));
    const QString answer = journey.fixture.find<QTextEdit>("adaptedText")->toPlainText();
    EXPECT_TRUE(answer == QStringLiteral("0") || answer == QStringLiteral("1")) << answer.toStdString();
    journey.shoot("reviews", {"compare", "export", "compare/scores"});
    EXPECT_TRUE(journey.isShown("measure_accuracy"));

    // What was made is a model of its own: seen, and tuned further with an adapter.
    const QString made = journey.project.path() + QStringLiteral("/runs/0001/model");
    auto& catalog = window.modelPresenter().catalog();
    catalog.addFolder(made);
    ASSERT_TRUE(waitFor([&] { return catalog.modelAt(made) != nullptr; }));
    window.openPage(QStringLiteral("model"));
    window.modelPresenter().look(made);
    ASSERT_TRUE(journey.fixture.settle());
    EXPECT_EQ(window.modelPresenter().details()->labels,
              (QStringList{QStringLiteral("0"), QStringLiteral("1")}));
    journey.shoot("reviews", {"model"});
    window.recipePresenter().setModel(made);
    window.recipePresenter().set("method.type", "lora");
    ASSERT_TRUE(journey.fixture.settle());
    journey.shoot("reviews-lora", {"recipe"});
    journey.train();
    journey.compare();
    EXPECT_FALSE(journey.fixture.find<QLabel>("compareRemarks")->isVisible()) << "this base has a head";
    journey.shoot("reviews-lora", {"compare/scores"});
    journey.exportRun(QStringLiteral("0002"),
                      {exports::Kind::Adapter, exports::Kind::Merged, exports::Kind::Card});
    journey.shoot("reviews-lora", {"export"});
    catalog.removeFolder(made);
    ASSERT_TRUE(journey.fixture.settle());
}

TEST(TaskJourney, AnEncoderDecoderAnswersAndIsAskedInTheWindow) {
    Journey journey;
    journey.openRecipe({{"name", "answers"},
                        {"task", "seq2seq"},
                        {"model", journey.randomModel("t5.json", t5Config(journey.vocabulary()))},
                        {"method", {{"type", "full"}}},
                        {"data", {{{"dataset", "tickets"}}}},
                        {"validation", {{{"dataset", "tickets"}}}},
                        {"duration", {{"max_steps", 30}}},
                        {"evaluation", {{"eval_steps", 10}, {"sample_prompts", 1}}}});
    journey.shoot("answers", {"recipe"});
    journey.train();
    journey.fixture.window->openPage(QStringLiteral("train"));
    ASSERT_TRUE(journey.fixture.settle());
    // In a narrow window they wait behind a button.
    EXPECT_TRUE(journey.isShown("samplesPanel") || journey.isShown("samplesButton"));
    journey.shoot("answers", {"train"});
    journey.compare();
    journey.shoot("answers", {"compare", "compare/scores"});
    const QString made = journey.project.path() + QStringLiteral("/runs/0001/model");
    auto& catalog = journey.fixture.window->modelPresenter().catalog();
    catalog.addFolder(made);
    ASSERT_TRUE(waitFor([&] { return catalog.modelAt(made) != nullptr; }));
    journey.fixture.window->modelPresenter().look(made);
    journey.fixture.window->openPage(QStringLiteral("model/chat"));
    ASSERT_TRUE(journey.fixture.settle());
    auto& chat = journey.fixture.window->chatPresenter();
    ASSERT_TRUE(waitFor([&] { return chat.canSend(); }));
    bridge::Decoding decoding;
    decoding.maxNewTokens = 8;
    chat.setDecoding(decoding);
    chat.send(QStringLiteral("question 3"));
    ASSERT_TRUE(waitFor([&] { return chat.phase() == model::ChatPresenter::Phase::Idle; }, kLong));
    EXPECT_EQ(chat.turns().size(), 2U) << "it answered";
    journey.shoot("answers", {"model/chat", "model"});
    catalog.removeFolder(made);
    ASSERT_TRUE(journey.fixture.settle());
}

} // namespace
} // namespace luthier::tests

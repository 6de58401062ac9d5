#include "listener.h"

#include <evaluating/loss_meter.h>
#include <generation/open_decoder.h>
#include <project/manifest.h>
#include <project/topics.h>
#include <registry/part.h>
#include <registry/series.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace luthier::evaluating {
namespace {

namespace fs = std::filesystem;
using tests::FinishedRun;

/// What a model answers by itself and what a row costs it, without any of the comparison's code.
struct Alone {
    std::shared_ptr<const tokenizing::Tokenizer> tokenizer;
    std::shared_ptr<const engine::Model> model;
    std::unique_ptr<engine::Decoder> decoder;
    std::optional<examples::ExampleMaker> maker;

    explicit Alone(const fs::path& folder) {
        tokenizer = *tokenizing::loadTokenizer(folder);
        model = *engine::Model::load(*files::ModelFolder::open(folder), {});
        decoder = *generation::openDecoder(model, {}, {});
        auto chosen = *examples::chooseTemplate("model", *tokenizer, {});
        maker.emplace(tokenizer, std::move(chosen.chatTemplate), recipe::Recipe{});
    }
    std::string answer(const Json& messages) {
        const auto prompt = *maker->prompt(messages, {});
        generation::GenerationOptions options = quickOptions().generation;
        options.endIds = tokenizer->specialTokens().endOfTurnIds;
        return generation::generate(*decoder, tokenizer, prompt.ids, options, {}, [](std::string_view) {})
            ->text;
    }
    double loss(const Json& fields) {
        const auto data = *examples::renderRows({examples::rowOfRecord(fields, 1)}, *maker, "rows.jsonl");
        auto meter = *LossMeter::create(model, {}, boundsOf(data));
        return total(*meter.measure(data, {})).mean();
    }
};

TEST(Comparison, LetsBothSidesAnswerTheSameRows) {
    FinishedRun finished;
    Listener listener;
    const auto outcome = compareIn(finished, quickOptions(), listener);
    ASSERT_TRUE(outcome) << outcome.error().code() << " " << outcome.error().detail();
    ASSERT_EQ(listener.rows.size(), 4U); // the split test, by itself
    EXPECT_EQ(listener.announced, 4);
    Alone alone(finished.model);
    std::size_t different = 0;
    for (std::size_t i = 0; i < listener.rows.size(); ++i) {
        const Json& row = listener.rows[i];
        const std::string prompt = "Where is part " + std::to_string(8 + i) + "?";
        const std::string reference = "On bench " + std::to_string((8 + i) % 5) + ".";
        EXPECT_EQ(row["prompt"], prompt);
        EXPECT_EQ(row["reference"], reference);
        EXPECT_EQ(row["base"], alone.answer(Json::array({{{"role", "user"}, {"content", prompt}}})));
        EXPECT_NEAR(row["base_nll"].get<double>(),
                    alone.loss({{"prompt", prompt}, {"completion", reference}}), 1e-6);
        EXPECT_NE(row["base_nll"], row["adapted_nll"]);
        EXPECT_NE(row["base_weights"], row["adapted_weights"]);
        different += row["base"] != row["adapted"] ? 1 : 0;
    }
    EXPECT_GT(different, 0U);
    EXPECT_EQ(outcome->summary["rows"], 4);
    EXPECT_EQ(outcome->summary["split"], "test");
    EXPECT_EQ(outcome->summary["stopped"], false);
}

TEST(Comparison, SwitchesTheAdapterOffAgainForTheBase) {
    FinishedRun finished;
    Listener first;
    Listener second;
    ComparisonOptions options = quickOptions();
    ASSERT_TRUE(compareIn(finished, options, first));
    options.limit = 1;
    ASSERT_TRUE(compareIn(finished, options, second));
    ASSERT_EQ(second.rows.size(), 1U);
    EXPECT_EQ(std::ranges::count(first.rows, second.rows.front()), 1);
}

TEST(Comparison, TakesASampleOfTheRowsInTheirOrder) {
    FinishedRun finished;
    std::set<std::vector<std::int64_t>> chosen;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        std::vector<std::int64_t> rows;
        for (int again = 0; again < 2; ++again) {
            Listener listener;
            ComparisonOptions options = quickOptions();
            options.limit = 2;
            options.generation.seed = seed;
            ASSERT_TRUE(compareIn(finished, options, listener));
            std::vector<std::int64_t> now;
            for (const Json& row : listener.rows)
                now.push_back(row["row"]);
            ASSERT_EQ(now.size(), 2U);
            EXPECT_LT(now[0], now[1]);
            EXPECT_TRUE(again == 0 || now == rows) << "the same seed, the same rows";
            rows = now;
        }
        chosen.insert(rows);
    }
    EXPECT_GT(chosen.size(), 2U) << "other seeds, other rows";
}

TEST(Comparison, SetsTheModelOfAFullRunBesideItsBase) {
    FinishedRun finished(FinishedRun::Kind::Model);
    Listener listener;
    const auto outcome = compareIn(finished, quickOptions(), listener);
    ASSERT_TRUE(outcome) << outcome.error().code();
    Alone base(finished.model);
    Alone tuned(finished.runFolder() / "model");
    for (const Json& row : listener.rows) {
        EXPECT_EQ(row["base"], base.answer(row["messages"]));
        EXPECT_EQ(row["adapted"], tuned.answer(row["messages"]));
        EXPECT_NEAR(row["adapted_nll"].get<double>(),
                    tuned.loss({{"prompt", row["prompt"]}, {"completion", row["reference"]}}), 1e-6);
    }
    EXPECT_TRUE(outcome->summary["adapted_weights"].get<std::string>().starts_with("runs/0001/model "));
}

TEST(Comparison, DrawsTheRandomWeightsThatARunStartedFrom) {
    FinishedRun finished(FinishedRun::Kind::Model);
    recipe::Recipe recipe = *recipe::recipeFromJson(finished.run.recipe);
    recipe.model.randomInit = true;
    recipe.model.path = (finished.model / "config.json").string();
    finished.run.recipe = recipe::recipeToJson(recipe);
    Listener listener;
    const auto outcome = compareIn(finished, quickOptions(), listener);
    ASSERT_TRUE(outcome) << outcome.error().code() << " " << outcome.error().detail();
    // Weights of deviation 0.02 know nothing: every token is nearly as likely as any other.
    for (const Json& row : listener.rows)
        EXPECT_NEAR(row["base_nll"].get<double>(), std::log(640.0), 0.15);
    EXPECT_TRUE(outcome->summary["base_weights"].get<std::string>().ends_with("random seed 42"));
}

TEST(Comparison, AsksThroughTheTemplateThatLiesBesideTheResult) {
    FinishedRun finished;
    recipe::Recipe recipe = *recipe::recipeFromJson(finished.run.recipe);
    recipe.chatTemplate.source = (finished.folder / "gone.jinja").string();
    finished.run.recipe = recipe::recipeToJson(recipe);
    tests::writeFile(finished.runFolder() / "adapter/chat_template.jinja",
                     *templates::builtinTemplate("builtin:plain"));
    ASSERT_TRUE(project::writeManifest(finished.runFolder() / "adapter"));
    Listener listener;
    const auto outcome = compareIn(finished, quickOptions(), listener);
    ASSERT_TRUE(outcome) << outcome.error().code();
    EXPECT_EQ(listener.rows.size(), 4U);
}

TEST(Comparison, CountsWhatWasFixedAndWhatWasBroken) {
    FinishedRun finished;
    ComparisonOptions options = quickOptions();
    Listener asked;
    ASSERT_TRUE(compareIn(finished, options, asked));
    // The answers of each side become references: so the one is right where the other is not.
    for (std::size_t i = 0; i < 4; ++i)
        options.prompts.push_back(examples::rowOfRecord(
            {{"prompt", asked.rows[i]["prompt"]}, {"reference", asked.rows[i][i == 0 ? "base" : "adapted"]}},
            static_cast<std::int64_t>(i)));
    for (const Json& row : asked.rows)
        ASSERT_NE(row["base"], row["adapted"]) << "the adapter of this test must change every answer";
    Listener listener;
    const auto outcome = compareIn(finished, options, listener);
    ASSERT_TRUE(outcome) << outcome.error().code();
    EXPECT_EQ(outcome->summary["fixed"], 3);
    EXPECT_EQ(outcome->summary["broken"], 1);
    EXPECT_EQ(outcome->summary["both_wrong"], 0);
    EXPECT_EQ(outcome->summary["base"]["exact_match"]["value"], 0.25);
    EXPECT_TRUE(listener.rows[0]["base_exact"].get<bool>());
    EXPECT_FALSE(listener.rows[0]["adapted_exact"].get<bool>());
    EXPECT_TRUE(outcome->summary["dataset"].is_null());
}

TEST(Comparison, IsKeptAsAnEvaluationThatTheProjectChecks) {
    FinishedRun finished;
    const auto before = *project::topicRevisions(finished.project.database());
    Listener listener;
    const auto outcome = compareIn(finished, quickOptions(), listener);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->folder, "evaluation/0001");
    const fs::path folder = finished.runFolder() / outcome->folder;
    EXPECT_TRUE(project::verifyManifest(folder, {})->empty());
    std::string rows;
    for (const Json& row : listener.rows)
        rows += dumpJson(row) + "\n";
    EXPECT_EQ(tests::readWholeFile(folder / "rows.jsonl"), rows);
    const auto evaluations = *registry::listEvaluations(finished.project.database(), finished.run.id);
    ASSERT_EQ(evaluations.size(), 1U);
    EXPECT_EQ(evaluations[0].kind, "compare");
    EXPECT_EQ(evaluations[0].folder, "evaluation/0001");
    EXPECT_EQ(evaluations[0].settings["max_new_tokens"], 6);
    EXPECT_EQ(evaluations[0].summary["rows"], 4);
    EXPECT_GT(project::topicRevisions(finished.project.database())->at(std::string(registry::kRunsTopic)),
              before.at(std::string(registry::kRunsTopic)));
    Listener again;
    EXPECT_EQ(compareIn(finished, quickOptions(), again)->folder, "evaluation/0002");
}

TEST(Comparison, KeepsTheRowsThatAreDoneWhenItIsStopped) {
    FinishedRun finished;
    Listener listener(2);
    const auto outcome = compareIn(finished, quickOptions(), listener);
    ASSERT_TRUE(outcome) << outcome.error().code();
    EXPECT_EQ(outcome->ending, ComparisonOutcome::Ending::Stopped);
    EXPECT_EQ(outcome->summary["rows"], 2);
    EXPECT_EQ(outcome->summary["stopped"], true);
    EXPECT_EQ(registry::listEvaluations(finished.project.database(), finished.run.id)->size(), 1U);
}

TEST(Comparison, KeepsNothingWhenItIsGivenUp) {
    FinishedRun finished;
    for (const std::size_t rows : {std::size_t{0}, std::size_t{2}}) {
        Listener listener(rows, ComparisonObserver::Wish::Discard);
        EXPECT_EQ(compareIn(finished, quickOptions(), listener).error().kind(), ErrorKind::Interrupted);
    }
    EXPECT_TRUE(fs::is_empty(finished.runFolder() / "evaluation"));
    EXPECT_TRUE(registry::listEvaluations(finished.project.database(), finished.run.id)->empty());
}

TEST(Comparison, SamplesTheSameForTheSameSeed) {
    FinishedRun finished;
    ComparisonOptions options = quickOptions();
    options.generation.sampling.temperature = 1.5;
    Listener first;
    Listener second;
    Listener other;
    ASSERT_TRUE(compareIn(finished, options, first));
    ASSERT_TRUE(compareIn(finished, options, second));
    options.generation.seed = 43;
    ASSERT_TRUE(compareIn(finished, options, other));
    EXPECT_EQ(first.rows, second.rows);
    EXPECT_NE(first.rows, other.rows);
}

} // namespace
} // namespace luthier::evaluating

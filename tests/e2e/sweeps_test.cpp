#include "journey.h"

#include <set>

namespace luthier::tests {
namespace {

class Sweeps : public Journey {
protected:
    const Answer& sweep(const std::string& recipe, std::vector<std::string> more) {
        std::vector<std::string> arguments{"sweep", "start", path("p.luthier"), "--recipe", recipe};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return engine(arguments);
    }
    std::string validated() {
        return fullRecipe({{"duration", {{"max_steps", 12}}},
                           {"schedule", {{"type", "constant"}, {"warmup_steps", 0}}},
                           {"evaluation", {{"eval_steps", 3}, {"sample_prompts", 0}, {"quick_look", 0}}}});
    }
};

TEST_F(Sweeps, RunsFollowEachOtherAndTheBestIsNamed) {
    const std::string recipe = validated();
    ASSERT_EQ(sweep(recipe, {"--vary", "optimizer.learning_rate=1e-3,1e-6", "--vary", "seed=1,2", "--plan"})
                  .exitCode,
              0)
        << last.errors;
    EXPECT_EQ(last.json()["runs"].size(), 4U);
    ASSERT_EQ(engine({"run", "list", path("p.luthier")}).exitCode, 0);
    EXPECT_TRUE(last.json()["runs"].empty()) << "a plan writes nothing";

    ASSERT_EQ(sweep(recipe,
                    {"--vary", "optimizer.learning_rate=1e-3,1e-6", "--vary", "seed=1,2", "--name", "rates"})
                  .exitCode,
              0)
        << last.errors;
    const Json standings = last.lines().back()["runs"];
    ASSERT_EQ(standings.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(standings[i]["state"], "done");
        EXPECT_EQ(standings[i]["steps"], 12);
        EXPECT_EQ(standings[i]["values"]["optimizer.learning_rate"], i < 2 ? 1e-3 : 1e-6) << standings.dump();
        if (i > 0) {
            EXPECT_LE(standings[i - 1]["best_loss"], standings[i]["best_loss"]);
        }
    }
    EXPECT_EQ(standings[0]["name"].get<std::string>().rfind("learning_rate 0.001, seed ", 0), 0U)
        << standings[0]["name"];
    ASSERT_EQ(engine({"sweep", "list", path("p.luthier")}).exitCode, 0);
    EXPECT_EQ(last.json()["sweeps"][0]["settings"], (Json{"optimizer.learning_rate", "seed"}));
    ASSERT_EQ(engine({"run", "compare", path("p.luthier"), "1", "2", "3"}).exitCode, 0);
    EXPECT_EQ(last.json()["differences"]["recipe.seed"], (Json{{"0001", 1}, {"0002", 2}, {"0003", 1}}));
}

TEST_F(Sweeps, RunsThatFallBehindAreStoppedAndKeepTheirResult) {
    ASSERT_EQ(sweep(validated(), {"--vary", "optimizer.learning_rate=1e-3,2e-3,1e-7", "--prune", "median"})
                  .exitCode,
              0)
        << last.errors;
    std::set<std::string> states;
    for (const Json& run : last.lines().back()["runs"]) {
        const bool slow = run["values"]["optimizer.learning_rate"] == 1e-7;
        EXPECT_EQ(run["state"], slow ? "stopped" : "done") << run.dump();
        EXPECT_EQ(run["pruned"].is_null(), !slow);
        EXPECT_EQ(run["steps"], slow ? 3 : 12);
    }
    ASSERT_EQ(engine({"run", "show", path("p.luthier"), "3"}).exitCode, 0);
    const Json notice = last.json()["summary"]["notices"].back();
    EXPECT_EQ(notice["code"], "notice.pruned");
    EXPECT_EQ(notice["parameters"]["step"], "3");
    EXPECT_TRUE(std::filesystem::exists(path("p.luthier/runs/0003/model/model.safetensors")));
}

TEST_F(Sweeps, WhatCannotRunIsRefusedBeforeAnythingIsWritten) {
    const std::string recipe = fullRecipe({{"validation", Json::array()}});
    const auto refused = [&](std::vector<std::string> more) {
        EXPECT_EQ(sweep(recipe, more).exitCode, 2) << last.out;
        return last.errorCode();
    };
    EXPECT_EQ(refused({"--vary", "method.rank=1,2"}), "sweep.unknown_setting");
    EXPECT_EQ(refused({"--vary", "seed"}), "sweep.bad_setting");
    EXPECT_EQ(refused({"--vary", "method.lora_dropout=0,0.1"}), "sweep.idle") << "full tuning has none";
    EXPECT_EQ(refused({"--vary", "seed=1,2", "--prune", "median"}), "sweep.no_validation");
    EXPECT_EQ(refused({"--vary", "optimizer.learning_rate=1e-3,fast"}), "recipe.wrong_type") << last.errors;
    EXPECT_EQ(last.error()["parameters"]["variant"], "learning_rate fast");
    ASSERT_EQ(engine({"run", "list", path("p.luthier")}).exitCode, 0);
    EXPECT_TRUE(last.json()["runs"].empty());
    EXPECT_EQ(engine({"sweep", "show", path("p.luthier"), "1"}).exitCode, 2);
    EXPECT_EQ(last.errorCode(), "sweep.not_found");
}

TEST_F(Sweeps, StoppingEndsWhatHasNotBegun) {
    ASSERT_EQ(sweep(fullRecipe({{"duration", {{"max_steps", 100000}}}}), {"--vary", "seed=1,2,3", "--detach"})
                  .exitCode,
              0)
        << last.errors;
    EXPECT_EQ(last.json()["runs"], (Json{"0001", "0002", "0003"}));
    ASSERT_EQ(engine({"sweep", "stop", path("p.luthier"), "1"}).exitCode, 0) << last.errors;
    EXPECT_EQ(last.json()["stopped"].size(), 3U);
    // Following a job that is to stop ends when it has stopped.
    for (const char* job : {"1", "2", "3"})
        engine({"job", "watch", path("p.luthier"), job});
    ASSERT_EQ(engine({"sweep", "show", path("p.luthier"), "1"}).exitCode, 0);
    for (const Json& run : last.json()["runs"])
        EXPECT_EQ(run["state"], "stopped") << run.dump();
}

} // namespace
} // namespace luthier::tests

#include "journey.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include <sys/wait.h>

namespace luthier::tests {
namespace {

/// Random deaths. LUTHIER_KILLS says how many (30; `test.sh --long` asks for 100), LUTHIER_SEED which.
class Kills : public Journey {
protected:
    static int numberFrom(const char* name, int otherwise) {
        const char* text = std::getenv(name);
        return text ? std::atoi(text) : otherwise;
    }
    std::string project() const { return path("p.luthier"); }

    /// Starts a command and kills everything that works on the project after a random while.
    void killAfter(const std::vector<std::string>& words, int mostMilliseconds) {
        const int child = startEngine(folder, words);
        std::this_thread::sleep_for(
            std::chrono::milliseconds(draws() % static_cast<unsigned>(mostMilliseconds)));
        kill(child, SIGKILL);
        static_cast<void>(std::system(("pkill -9 -f 'job (run|work) " + project() + "'").c_str()));
        int status = 0;
        waitpid(child, &status, 0);
    }

    /// The project opens, is sound, and holds at least what was there before.
    void expectSound(const std::string& after) {
        ASSERT_EQ(engine({"project", "check", project()}).exitCode, 0) << after << "\n"
                                                                       << last.out << last.errors;
        ASSERT_EQ(engine({"data", "list", project()}).exitCode, 0) << after << last.errors;
        for (const Json& dataset : last.json()["datasets"]) {
            const std::string name = dataset["name"];
            if (name == "rows" || name == "edited")
                EXPECT_EQ(dataset["rows"], 64) << after;
            else
                EXPECT_EQ(dataset["rows"], kManyRows) << "half an import shows after " << after;
        }
    }

    static constexpr int kManyRows = 6000;
    std::mt19937 draws;
};

TEST_F(Kills, LeaveAProjectThatOpensChecksCleanAndResumes) {
    const int kills = numberFrom("LUTHIER_KILLS", 30);
    draws.seed(static_cast<unsigned>(numberFrom("LUTHIER_SEED", 7)));
    std::string many;
    for (int i = 0; i < kManyRows; ++i)
        many +=
            dumpJson({{"prompt", "question " + std::to_string(i)}, {"completion", std::string(200, 'a')}}) +
            "\n";
    writeFile(folder / "many.jsonl", many);
    fullRecipe({{"checkpoints", {{"save_steps", 1}, {"save_total_limit", 2}, {"keep_best", false}}},
                {"evaluation", {{"eval_steps", 0}}},
                {"duration", {{"max_steps", 60}}}});
    // The rows that are edited are not those that are trained: a run whose preparation is killed reads them
    // anew.
    ASSERT_EQ(engine({"data", "import", project(), path("rows.jsonl"), "--name", "edited"}).exitCode, 0)
        << last.errors;
    ASSERT_EQ(engine({"train", project(), "--recipe", path("full.json"), "--name", "whole"}).exitCode, 0)
        << last.errors;
    ASSERT_EQ(
        engine({"train", project(), "--recipe", path("full.json"), "--name", "killed", "--detach"}).exitCode,
        0)
        << last.errors;
    const std::string job = std::to_string(last.json()["job"].get<int>());
    static_cast<void>(std::system(("pkill -9 -f 'job (run|work) " + project() + "'").c_str()));

    std::string kept = "answer 0";
    for (int n = 0; n < kills; ++n) {
        const std::string text = "answer " + std::to_string(n);
        switch (n % 3) {
        case 0:
            killAfter({"data", "import", project(), path("many.jsonl"), "--name", "many" + std::to_string(n)},
                      250);
            break;
        case 1: {
            killAfter({"data", "set", project(), "edited", "5", "completion", "--value", text}, 60);
            ASSERT_EQ(engine({"data", "show", project(), "edited", "--where", "row:5"}).exitCode, 0)
                << last.errors;
            const std::string now = last.json()["rows"][0]["fields"]["completion"];
            EXPECT_TRUE(n == 1 || now == kept || now == text) << now;
            kept = now;
            break;
        }
        default:
            engine({"job", "resume", project(), job});
            killAfter({"job", "watch", project(), job}, 1500);
        }
        expectSound("kill " + std::to_string(n));
        if (HasFatalFailure())
            return;
    }
    engine({"job", "resume", project(), job});
    engine({"job", "list", project()}); // looks for what may start, too
    ASSERT_EQ(engine({"job", "watch", project(), job}).exitCode, 0) << last.out << last.errors;
    const auto weights = [&](const char* run) {
        return readWholeFile(folder / "p.luthier/runs" / run / "model/model.safetensors");
    };
    EXPECT_TRUE(weights("0001") == weights("0002"))
        << "a run that was killed again and again ends with other bytes";
}

} // namespace
} // namespace luthier::tests

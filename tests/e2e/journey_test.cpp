#include "journey.h"

#include <devices/devices.h>
#include <project/user_state.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include <sys/wait.h>

namespace luthier::tests {
namespace {

/// What a comparison says of each row.
std::vector<Json> answersOf(const std::vector<Json>& lines) {
    std::vector<Json> answers;
    for (const Json& line : lines)
        if (line.contains("base_nll"))
            answers.push_back(
                {line["prompt"], line["base"], line["adapted"], line["base_nll"], line["adapted_nll"]});
    return answers;
}

TEST_F(Journey, GoesFromRandomWeightsToAnAdapterThatAnswers) {
    ASSERT_EQ(engine({"recipe", "check", fullRecipe(), "--project", path("p.luthier")}).exitCode, 0)
        << last.out;
    ASSERT_EQ(engine({"plan", path("p.luthier"), "--recipe", path("full.json")}).exitCode, 0) << last.errors;
    EXPECT_TRUE(last.json()["fits"].get<bool>());

    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", path("full.json")}).exitCode, 0) << last.errors;
    const auto steps = eventsOf(last, "step");
    ASSERT_EQ(steps.size(), 12U);
    EXPECT_LT(steps.back()["loss"].get<double>(), steps.front()["loss"].get<double>());
    const auto evaluations = eventsOf(last, "evaluation");
    ASSERT_EQ(evaluations.size(), 3U);
    EXPECT_EQ(evaluations[0]["step"], 0) << "what tuning starts from";
    EXPECT_GT(evaluations[0]["loss"].get<double>(), evaluations[2]["loss"].get<double>());
    EXPECT_EQ(evaluations[0]["samples"].size(), 1U);
    EXPECT_EQ(eventsOf(last, "done").back()["model"], "runs/0001/model");
    Answer log;
    log.out = readWholeFile(folder / "p.luthier/runs/0001/log.jsonl");
    const auto logged = eventsOf(log, "step");
    ASSERT_EQ(logged.size(), 12U) << log.out;
    EXPECT_EQ(logged.back()["loss"], steps.back()["loss"]);
    EXPECT_EQ(eventsOf(log, "checkpoint").back()["step"], 12);
    EXPECT_EQ(eventsOf(log, "done").back()["state"], "done");

    const std::string model = path("p.luthier/runs/0001/model");
    ASSERT_EQ(engine({"model", "inspect", model}).exitCode, 0) << last.errors;
    EXPECT_TRUE(last.json()["supported"].get<bool>());
    recipe("lora", {{"model", model},
                    {"template", {{"source", "builtin:plain"}}},
                    {"method", {{"type", "lora"}, {"r", 4}, {"lora_dropout", 0.1}}},
                    {"optimizer", {{"learning_rate", 5e-3}}}});
    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", path("lora.json")}).exitCode, 0) << last.errors;
    EXPECT_EQ(eventsOf(last, "done").back()["adapter"], "runs/0002/adapter");
    // It ends with base and result answering its held-out rows, as a comparison of the run has it.
    const Json look = eventsOf(last, "done").back()["quick_look"];
    ASSERT_TRUE(look.is_object());
    EXPECT_EQ(look["rows"], 16);
    Answer looked;
    looked.out = readWholeFile(folder / "p.luthier" / look["evaluation"].get<std::string>() / "rows.jsonl");
    ASSERT_EQ(engine({"compare", path("p.luthier"), "--run", "0002"}).exitCode, 0) << last.errors;
    ASSERT_EQ(answersOf(last.lines()).size(), 16U);
    EXPECT_EQ(answersOf(looked.lines()), answersOf(last.lines()));
    // A template that is not the tokenizer's own goes along with what was trained under it.
    EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(model) / "chat_template.jinja"));
    EXPECT_TRUE(std::filesystem::exists(folder / "p.luthier/runs/0002/adapter/chat_template.jinja"));

    writeFile(folder / "talk.jsonl", R"([{"role":"user","content":"The bow"}])"
                                     "\n");
    ASSERT_EQ(engine({"export", "adapter", path("p.luthier"), "2", "--out", path("adapter")}).exitCode, 0)
        << last.errors;
    ASSERT_EQ(engine({"model", "inspect", model, "--adapter", path("adapter")}).exitCode, 0) << last.errors;
    EXPECT_EQ(last.json()["adapter"]["r"], 4);
    ASSERT_EQ(
        engine({"model", "logits", model, "--adapter", path("adapter"), "--text", "The bow", "--seed", "1"})
            .exitCode,
        0)
        << last.errors;
    ASSERT_EQ(
        engine({"render", model, "--adapter", path("adapter"), "--messages", path("talk.jsonl")}).exitCode, 0)
        << last.errors;
    const Json tuned = last.json()["text"];
    EXPECT_EQ(tuned,
              engine({"render", model, "--template", "builtin:plain", "--messages", path("talk.jsonl")})
                  .json()["text"])
        << "the adapter's template";
    EXPECT_NE(tuned, engine({"render", model, "--messages", path("talk.jsonl")}).json()["text"]);
    ASSERT_EQ(engine({"generate", model, "--adapter", path("adapter"), "--prompt", "The bow",
                      "--max-new-tokens", "8"})
                  .exitCode,
              0)
        << last.errors;
    EXPECT_FALSE(last.json()["ids"].empty());
    ASSERT_EQ(engine({"run", "show", path("p.luthier"), "0002"}).exitCode, 0);
    EXPECT_EQ(last.json()["recipe"]["method"]["r"], 4);
    ASSERT_EQ(engine({"run", "metrics", path("p.luthier"), "0002", "--series", "loss"}).exitCode, 0);
    EXPECT_EQ(last.json()["series"]["loss"].size(), 12U);
    ASSERT_EQ(engine({"project", "check", path("p.luthier")}).exitCode, 0) << last.out;
    ASSERT_EQ(engine({"run", "rename", path("p.luthier"), "0002", "short answers"}).exitCode, 0)
        << last.errors;
    EXPECT_EQ(engine({"run", "show", path("p.luthier"), "2"}).json()["name"], "short answers");
    EXPECT_EQ(engine({"run", "rename", path("p.luthier"), "0002", ""}).exitCode, 2);
    EXPECT_EQ(last.errorCode(), "run.bad_name");
}

TEST_F(Journey, ARunThatIsKilledIsLostAndResumesToTheSameEnd) {
    fullRecipe({{"checkpoints", {{"save_steps", 1}}},
                {"evaluation", {{"eval_steps", 0}}},
                {"duration", {{"max_steps", 200}}}});
    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", path("full.json"), "--name", "whole"}).exitCode,
              0)
        << last.errors;
    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", path("full.json"), "--name", "cut", "--detach"})
                  .exitCode,
              0)
        << last.errors;
    // Wait for its third step, then kill everything that works on this project.
    for (int i = 0; i < 600; ++i) {
        engine({"run", "metrics", path("p.luthier"), "0002", "--series", "loss"});
        if (last.json().contains("series") && last.json()["series"]["loss"].size() >= 3)
            break;
        usleep(50'000);
    }
    ASSERT_EQ(std::system(("pkill -9 -f 'job (run|work) " + path("p.luthier") + "'").c_str()), 0);
    usleep(200'000);
    ASSERT_EQ(engine({"project", "check", path("p.luthier")}).exitCode, 0) << last.out;
    ASSERT_EQ(engine({"job", "list", path("p.luthier")}).exitCode, 0);
    const std::string state = last.json()["jobs"][1]["state"];
    EXPECT_EQ(state, "lost") << last.out;
    ASSERT_EQ(engine({"job", "resume", path("p.luthier"), "2"}).exitCode, 0) << last.errors;
    ASSERT_EQ(engine({"job", "watch", path("p.luthier"), "2"}).exitCode, 0) << last.errors;
    EXPECT_TRUE(readWholeFile(folder / "p.luthier/runs/0001/model/model.safetensors") ==
                readWholeFile(folder / "p.luthier/runs/0002/model/model.safetensors"));
}

TEST_F(Journey, TheNumberFormatIsTheOneAskedForOrTheFasterOneMeasured) {
    const auto train = [this](const char* dtype) {
        engine({"train", path("p.luthier"), "--recipe", fullRecipe({{"compute", {{"dtype", dtype}}}})});
        EXPECT_EQ(last.exitCode, 0) << last.errors;
        const std::string run = eventsOf(last, "done").back()["run"];
        EXPECT_EQ(engine({"run", "show", path("p.luthier"), run}).exitCode, 0) << last.errors;
        return std::pair(last.json()["dtype"].get<std::string>(),
                         readWholeFile(folder / "p.luthier/runs" / run / "model/model.safetensors"));
    };
    const auto exact = train("fp32");
    const auto rounded = train("bf16");
    EXPECT_EQ(exact.first, "fp32");
    EXPECT_EQ(rounded.first, "bf16");
    EXPECT_FALSE(exact.second == rounded.second);
    EXPECT_TRUE(train("auto") == exact) << "nothing was measured";

    auto user = project::UserState::open(folder / "state/luthier");
    ASSERT_TRUE(user);
    const std::string cpu = devices::measurementKey(devices::findDevices(nullptr).front());
    ASSERT_TRUE(user->putMeasurement(cpu, "fp32_gflops", 100));
    ASSERT_TRUE(user->putMeasurement(cpu, "bf16_gflops", 50));
    EXPECT_TRUE(train("auto") == exact);
    engine({"recipe", "check", fullRecipe({{"compute", {{"dtype", "bf16"}}}})});
    EXPECT_EQ(last.json()["findings"].back()["code"], "recipe.bf16_slower") << last.out;
    ASSERT_TRUE(user->putMeasurement(cpu, "bf16_gflops", 200));
    EXPECT_TRUE(train("auto") == rounded);
    EXPECT_EQ(engine({"plan", path("p.luthier"), "--recipe", path("full.json")}).json()["dtype"], "bf16");

    // A loss is that of fp32 unless bf16 is asked for.
    const std::string model = path("p.luthier/runs/0001/model");
    const auto loss = [&](const std::vector<std::string>& options) {
        std::vector<std::string> words = {"model", "loss", model, "--data", path("rows.jsonl")};
        words.insert(words.end(), options.begin(), options.end());
        EXPECT_EQ(engine(words).exitCode, 0) << last.errors;
        return last.json()["loss"].get<double>();
    };
    EXPECT_EQ(loss({}), loss({"--dtype", "fp32"}));
    EXPECT_EQ(loss({"--dtype", "auto"}), loss({"--dtype", "bf16"}));
    EXPECT_NE(loss({}), loss({"--dtype", "bf16"}));
    EXPECT_NEAR(loss({}), loss({"--dtype", "bf16"}), 0.02);
    EXPECT_EQ(engine({"model", "loss", model, "--data", path("rows.jsonl"), "--dtype", "fp16"}).errorCode(),
              "usage.not_yet");
}

TEST_F(Journey, InterruptingPausesWithACheckpointAndResumeGoesOn) {
    fullRecipe({{"evaluation", {{"eval_steps", 0}}}, {"duration", {{"max_steps", 400}}}});
    const int child =
        startEngine(folder, {"train", path("p.luthier"), "--recipe", path("full.json"), "--json"});
    for (int i = 0; i < 600 && readWholeFile(folder / "out").find("\"event\":\"step\"") == std::string::npos;
         ++i)
        usleep(50'000);
    kill(child, SIGINT);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 130);
    ASSERT_EQ(engine({"job", "list", path("p.luthier")}).exitCode, 0);
    EXPECT_EQ(last.json()["jobs"][0]["state"], "paused");
    ASSERT_EQ(engine({"job", "resume", path("p.luthier"), "1"}).exitCode, 0) << last.errors;
    ASSERT_EQ(engine({"job", "stop", path("p.luthier"), "1"}).exitCode, 0) << last.errors;
}

TEST_F(Journey, ADamagedCheckpointIsPassedOverAndSaidSo) {
    fullRecipe({{"checkpoints", {{"save_steps", 4}, {"save_total_limit", 5}, {"keep_best", false}}},
                {"evaluation", {{"eval_steps", 0}}},
                {"duration", {{"max_steps", 400}}}});
    const int child =
        startEngine(folder, {"train", path("p.luthier"), "--recipe", path("full.json"), "--json"});
    for (int i = 0; i < 600 && readWholeFile(folder / "out").find("\"step\":9,") == std::string::npos; ++i)
        usleep(50'000);
    kill(child, SIGINT);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_EQ(WEXITSTATUS(status), 130) << readWholeFile(folder / "errors");
    const auto checkpoints = folder / "p.luthier/runs/0001/checkpoints";
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(checkpoints))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    ASSERT_GE(names.size(), 2U);
    writeFile(checkpoints / names.back() / "state.json", "{}");
    ASSERT_EQ(engine({"job", "resume", path("p.luthier"), "1"}).exitCode, 0) << last.errors;
    engine({"job", "watch", path("p.luthier"), "1"});
    const auto notices = eventsOf(last, "notice");
    ASSERT_EQ(notices.size(), 1U) << last.out;
    EXPECT_EQ(notices[0]["code"], "notice.checkpoint_damaged");
    EXPECT_NE(notices[0]["message"].get<std::string>().find(names.back()), std::string::npos);
    EXPECT_EQ(eventsOf(last, "done").back()["steps"], 400);
}

TEST_F(Journey, SaysWhenTheNameOfAnExportContradictsItsFormat) {
    writeFile(folder / "pairs.csv", "question,answer\na,b\n");
    ASSERT_EQ(engine({"data", "import", path("p.luthier"), path("pairs.csv")}).exitCode, 0) << last.errors;
    const Json told = engine({"data", "export", path("p.luthier"), "pairs", path("out.jsonl")}).json();
    ASSERT_EQ(told["notices"].size(), 1U) << last.out;
    EXPECT_EQ(told["notices"][0]["code"], "notice.name_contradicts");
    EXPECT_EQ(told["notices"][0]["parameters"]["ending"], ".csv");
    EXPECT_EQ(readWholeFile(folder / "out.jsonl"), "question,answer\r\na,b\r\n")
        << "it is written all the same";
    EXPECT_TRUE(
        engine({"data", "export", path("p.luthier"), "pairs", path("out.csv")}).json()["notices"].empty());
    EXPECT_TRUE(
        engine({"data", "export", path("p.luthier"), "pairs", path("out.jsonl"), "--format", "messages"})
            .json()["notices"]
            .empty());
}

} // namespace
} // namespace luthier::tests

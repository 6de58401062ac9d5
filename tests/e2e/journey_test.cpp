#include "program.h"

#include <gtest/gtest.h>

#include <csignal>

#include <sys/wait.h>

namespace luthier::tests {
namespace {

/// A text to train a tokenizer on and examples of questions and answers, all of one small world.
class Journey : public testing::Test {
protected:
    void SetUp() override {
        std::string text;
        std::string rows;
        const std::vector<std::string> things = {"bow", "bridge", "string", "peg", "neck", "scroll", "varnish", "soundpost"};
        for (int i = 0; i < 400; ++i) {
            const std::string& thing = things[static_cast<std::size_t>(i) % things.size()];
            text += "The " + thing + " of the violin lies on bench " + std::to_string(i % 17) + ". 바이올린의 부품을 작업대에 둡니다.\n";
        }
        for (int i = 0; i < 64; ++i) {
            const std::string& thing = things[static_cast<std::size_t>(i) % things.size()];
            rows += dumpJson({{"prompt", "Where is the " + thing + "?"}, {"completion", "The " + thing + " lies on bench " + std::to_string(i % 8) + "."}}) + "\n";
        }
        writeFile(folder / "text.txt", text);
        writeFile(folder / "rows.jsonl", rows);
        writeFile(folder / "config.json", dumpJson({{"model_type", "llama"}, {"architectures", {"LlamaForCausalLM"}}, {"hidden_size", 32}, {"intermediate_size", 64}, {"num_hidden_layers", 2}, {"num_attention_heads", 4}, {"num_key_value_heads", 2}, {"vocab_size", 400}, {"max_position_embeddings", 256}, {"rms_norm_eps", 1e-5}, {"hidden_act", "silu"}, {"tie_word_embeddings", true}, {"torch_dtype", "float32"}}));
        ASSERT_EQ(engine({"tokenizer", "train", "--input", path("text.txt"), "--kind", "bpe", "--vocab-size", "400", "--out", path("tokenizer")}).exitCode, 0) << last.errors;
        ASSERT_EQ(engine({"project", "new", path("p.luthier")}).exitCode, 0) << last.errors;
        ASSERT_EQ(engine({"data", "import", path("p.luthier"), path("rows.jsonl"), "--name", "rows"}).exitCode, 0) << last.errors;
        ASSERT_EQ(engine({"data", "split", path("p.luthier"), "rows", "--ratio", "train=0.75,validation=0.25"}).exitCode, 0) << last.errors;
    }

    const Answer& engine(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        last = runEngine(folder, arguments);
        return last;
    }
    std::string path(const std::string& name) const { return (folder / name).string(); }

    /// A recipe of few steps, with changes merged in.
    std::string recipe(const std::string& name, const Json& changes) {
        Json document = {{"name", name},
                         {"data", {{{"dataset", "rows"}, {"split", "train"}}}},
                         {"validation", {{{"dataset", "rows"}, {"split", "validation"}}}},
                         {"tokens", {{"max_length", 64}}},
                         {"batch", {{"per_device_train_batch_size", 4}, {"gradient_accumulation_steps", 1}}},
                         {"duration", {{"max_steps", 12}}},
                         {"schedule", {{"warmup_steps", 0}}},
                         {"evaluation", {{"eval_steps", 6}, {"sample_prompts", 1}}},
                         {"checkpoints", {{"save_steps", 4}}}};
        document.merge_patch(changes);
        writeFile(folder / (name + ".json"), dumpJson(document));
        return path(name + ".json");
    }

    std::string fullRecipe(const Json& changes = Json::object()) {
        Json document = {{"model", {{"random_init", path("config.json")}, {"tokenizer", path("tokenizer")}}}, {"method", {{"type", "full"}}}, {"optimizer", {{"learning_rate", 3e-3}}}};
        document.merge_patch(changes);
        return recipe("full", document);
    }

    TemporaryFolder folder;
    Answer last;
};

std::vector<Json> eventsOf(const Answer& answer, const std::string& kind) {
    std::vector<Json> found;
    for (const Json& line : answer.lines())
        if (line.value("event", "") == kind)
            found.push_back(line);
    return found;
}

TEST_F(Journey, GoesFromRandomWeightsToAnAdapterThatAnswers) {
    ASSERT_EQ(engine({"recipe", "check", fullRecipe(), "--project", path("p.luthier")}).exitCode, 0) << last.out;
    ASSERT_EQ(engine({"plan", path("p.luthier"), "--recipe", path("full.json")}).exitCode, 0) << last.errors;
    EXPECT_TRUE(last.json()["fits"].get<bool>());

    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", path("full.json")}).exitCode, 0) << last.errors;
    const auto steps = eventsOf(last, "step");
    ASSERT_EQ(steps.size(), 12U);
    EXPECT_LT(steps.back()["loss"].get<double>(), steps.front()["loss"].get<double>());
    EXPECT_EQ(eventsOf(last, "evaluation").size(), 2U);
    EXPECT_EQ(eventsOf(last, "done").back()["model"], "runs/0001/model");

    const std::string model = path("p.luthier/runs/0001/model");
    ASSERT_EQ(engine({"model", "inspect", model}).exitCode, 0) << last.errors;
    EXPECT_TRUE(last.json()["supported"].get<bool>());
    recipe("lora", {{"model", model}, {"method", {{"type", "lora"}, {"r", 4}, {"lora_dropout", 0.1}}}, {"optimizer", {{"learning_rate", 5e-3}}}});
    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", path("lora.json")}).exitCode, 0) << last.errors;
    EXPECT_EQ(eventsOf(last, "done").back()["adapter"], "runs/0002/adapter");

    ASSERT_EQ(engine({"export", "adapter", path("p.luthier"), "2", "--out", path("adapter")}).exitCode, 0) << last.errors;
    ASSERT_EQ(engine({"generate", model, "--adapter", path("adapter"), "--prompt", "The bow", "--max-new-tokens", "8"}).exitCode, 0) << last.errors;
    EXPECT_FALSE(last.json()["ids"].empty());
    ASSERT_EQ(engine({"run", "show", path("p.luthier"), "0002"}).exitCode, 0);
    EXPECT_EQ(last.json()["recipe"]["method"]["r"], 4);
    ASSERT_EQ(engine({"run", "metrics", path("p.luthier"), "0002", "--series", "loss"}).exitCode, 0);
    EXPECT_EQ(last.json()["series"]["loss"].size(), 12U);
    ASSERT_EQ(engine({"project", "check", path("p.luthier")}).exitCode, 0) << last.out;
}

TEST_F(Journey, ARunThatIsKilledIsLostAndResumesToTheSameEnd) {
    fullRecipe({{"checkpoints", {{"save_steps", 1}}}, {"evaluation", {{"eval_steps", 0}}}, {"duration", {{"max_steps", 200}}}});
    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", path("full.json"), "--name", "whole"}).exitCode, 0) << last.errors;
    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", path("full.json"), "--name", "cut", "--detach"}).exitCode, 0) << last.errors;
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
    EXPECT_EQ(readWholeFile(folder / "p.luthier/runs/0001/model/model.safetensors"), readWholeFile(folder / "p.luthier/runs/0002/model/model.safetensors"));
}

TEST_F(Journey, InterruptingPausesWithACheckpointAndResumeGoesOn) {
    fullRecipe({{"evaluation", {{"eval_steps", 0}}}, {"duration", {{"max_steps", 400}}}});
    const int child = startEngine(folder, {"train", path("p.luthier"), "--recipe", path("full.json"), "--json"});
    for (int i = 0; i < 600 && readWholeFile(folder / "out").find("\"event\":\"step\"") == std::string::npos; ++i)
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

} // namespace
} // namespace luthier::tests

#include "journey.h"

#include <map>

#include <sys/wait.h>

namespace luthier::tests {
namespace {

/// `serve` asked one thing after the other; answers come in any order.
class Serve : public Journey {
protected:
    std::map<int, Json> ask(const std::vector<Json>& questions, const std::string& rest = {}) {
        std::string input;
        int id = 0;
        for (Json question : questions) {
            question["jsonrpc"] = "2.0";
            question["id"] = ++id;
            input += dumpJson(question) + "\n";
        }
        last = runEngine(folder, {"serve"}, input + rest);
        EXPECT_EQ(last.exitCode, 0) << last.errors;
        std::map<int, Json> answers;
        for (const Json& line : last.lines())
            if (line.contains("id"))
                answers[line["id"].is_null() ? 0 : line["id"].get<int>()] = line;
        return answers;
    }
    std::string project() const { return path("p.luthier"); }
};

TEST_F(Serve, AnswersAsTheCommandsDo) {
    const std::string source = fullRecipe();
    const Json document = parseJson(readWholeFile(source)).value();
    const std::string chats = path("chats.jsonl");
    writeFile(chats, "[{\"role\": \"user\", \"content\": \"x\"}]\n{\"messages\": 3}\n");
    const auto answers =
        ask({{{"method", "tokens.row"},
              {"params", {{"project", project()}, {"dataset", "rows"}, {"row", 3}, {"recipe", document}}}},
             {{"method", "plan"}, {"params", {{"project", project()}, {"recipe", document}}}},
             {{"method", "recipe.check"}, {"params", {{"project", project()}, {"file", source}}}},
             {{"method", "tokens.text"},
              {"params", {{"model", path("tokenizer")}, {"text", "The bow 바이올린"}}}},
             {{"method", "render"},
              {"params",
               {{"model", path("tokenizer")},
                {"messages", {{{"role", "user"}, {"content", "x"}}}},
                {"add-generation-prompt", true}}}},
             {{"method", "render"},
              {"params", {{"model", path("tokenizer")}, {"messages", chats}, {"mask", true}}}}});
    ASSERT_EQ(answers.size(), 6U) << last.out;
    EXPECT_EQ(answers.at(1)["result"],
              engine({"data", "tokens", project(), "rows", "3", "--recipe", source}).json());
    EXPECT_EQ(answers.at(2)["result"]["items"],
              engine({"plan", project(), "--recipe", source}).json()["items"]);
    EXPECT_EQ(answers.at(3)["result"], engine({"recipe", "check", source, "--project", project()}).json());
    EXPECT_EQ(answers.at(4)["result"],
              engine({"tokenize", path("tokenizer"), "--text", "The bow 바이올린"}).json());
    EXPECT_EQ(answers.at(5)["result"]["text"], "<|im_start|>user\nx<|im_end|>\n<|im_start|>assistant\n");
    const auto rendered = engine({"render", path("tokenizer"), "--messages", chats, "--mask"}).lines();
    ASSERT_EQ(rendered.size(), 2U) << last.out;
    EXPECT_EQ(rendered.back()["error"]["code"], "template.messages_invalid");
    EXPECT_EQ(answers.at(6)["result"], Json(rendered));
}

TEST_F(Serve, InspectsAModelAsTheCommandDoes) {
    ASSERT_EQ(
        engine({"train", project(), "--recipe", fullRecipe({{"duration", {{"max_steps", 1}}}})}).exitCode, 0)
        << last.errors;
    const std::string model = path("p.luthier/runs/0001/model");
    const auto answers = ask({{{"method", "model.inspect"}, {"params", {{"model", model}}}}});
    const Json inspected = engine({"model", "inspect", model}).json();
    EXPECT_EQ(answers.at(1)["result"], inspected);
    EXPECT_TRUE(inspected["hash"].is_string()) << inspected;
}

TEST_F(Serve, SaysWhatIsWrongAndGoesOn) {
    const auto answers =
        ask({{{"method", "nonsense"}},
             {{"method", "plan"}, {"params", {{"project", project()}, {"recipe", path("nowhere.json")}}}},
             {{"method", "tokens.row"},
              {"params",
               {{"project", project()}, {"dataset", "nobody"}, {"row", 1}, {"model", path("tokenizer")}}}},
             {{"method", "train"}, {"params", {{"project", project()}, {"recipe", {{"name", "empty"}}}}}},
             {{"method", "hello"}}},
            "{\"cut\": \n\n[1, 2]\n");
    EXPECT_EQ(answers.at(1)["error"]["data"]["error"]["code"], "serve.unknown_method");
    EXPECT_EQ(answers.at(2)["error"]["data"]["error"]["code"], "file.not_found");
    EXPECT_EQ(answers.at(3)["error"]["data"]["error"]["code"], "dataset.not_found");
    EXPECT_EQ(answers.at(4)["error"]["data"]["error"]["code"], "recipe.no_model");
    EXPECT_EQ(answers.at(5)["result"]["name"], "luthier");
    EXPECT_TRUE(answers.count(0)) << "an unreadable line is answered without an id";
    EXPECT_NE(last.out.find("stdin is not valid JSON"), std::string::npos) << last.out;
}

TEST_F(Serve, StartsARunThatOutlivesIt) {
    const Json document = parseJson(readWholeFile(fullRecipe())).value();
    const auto answers =
        ask({{{"method", "train"},
              {"params", {{"project", project()}, {"recipe", document}, {"name", "asked"}}}}});
    ASSERT_TRUE(answers.at(1).contains("result")) << last.out;
    const std::string job = std::to_string(answers.at(1)["result"]["job"].get<int>());
    ASSERT_EQ(engine({"job", "watch", project(), job}).exitCode, 0) << last.errors;
    EXPECT_EQ(eventsOf(last, "done").back()["state"], "done");
}

TEST_F(Serve, ChatsWithAModelAndGivesItsDeviceToAJob) {
    ASSERT_EQ(engine({"train", project(), "--recipe", fullRecipe()}).exitCode, 0) << last.errors;
    const std::string model = path("p.luthier/runs/0001/model");
    const Json messages = {{{"role", "user"}, {"content", "Where is the bow?"}}};
    const Json question = {{"messages", messages}, {"max-new-tokens", 12}, {"temperature", 0}};
    ServedProgram chat(folder, {"serve", "--model", model});
    EXPECT_EQ(chat.ask("chat.open", {{"adapter", true}})["error"]["data"]["error"]["code"],
              "chat.no_adapter");
    const Json opened = chat.ask("chat.open", Json::object());
    ASSERT_EQ(opened["result"]["chat"], 1) << opened;
    Json asked = question;
    asked["chat"] = 1;
    const Json answer = chat.ask("chat.send", asked);
    ASSERT_TRUE(answer.contains("result")) << answer;
    std::string streamed;
    for (const Json& note : chat.notifications)
        if (note["method"] == "chat.token")
            streamed += note["params"]["text"].get<std::string>();
    EXPECT_EQ(streamed, answer["result"]["text"]);
    asked["temperature"] = 1000;
    EXPECT_TRUE(chat.ask("chat.send", asked).contains("error"));
    asked["temperature"] = 0;

    // A job that wants the device gets it, and the chat says that it left.
    const int job = startEngine(folder, {"train", project(), "--recipe", path("full.json"), "--json"});
    EXPECT_EQ(chat.notification()["method"], "chat.left");
    EXPECT_EQ(chat.ask("chat.send", asked)["error"]["data"]["error"]["code"], "chat.not_open");
    int status = 0;
    waitpid(job, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    ASSERT_EQ(chat.ask("chat.open", Json::object())["result"]["chat"], 2);
    asked["chat"] = 2;
    EXPECT_EQ(chat.ask("chat.send", asked)["result"]["text"], answer["result"]["text"]);
    EXPECT_EQ(chat.finish(), 0);
    writeFile(folder / "m.jsonl", dumpJson(messages) + "\n");
    EXPECT_EQ(
        engine({"generate", model, "--messages", path("m.jsonl"), "--max-new-tokens", "12"}).json()["text"],
        answer["result"]["text"]);
}

TEST_F(Serve, ChatsWithAnAdapterInTheTemplateThatItCarries) {
    ASSERT_EQ(engine({"train", project(), "--recipe", fullRecipe()}).exitCode, 0) << last.errors;
    const std::string model = path("p.luthier/runs/0001/model");
    recipe("lora", {{"model", model},
                    {"template", {{"source", "builtin:plain"}}},
                    {"method", {{"type", "lora"}, {"r", 4}}}});
    ASSERT_EQ(engine({"train", project(), "--recipe", path("lora.json")}).exitCode, 0) << last.errors;
    ASSERT_EQ(engine({"export", "adapter", project(), "2", "--out", path("adapter")}).exitCode, 0)
        << last.errors;
    writeFile(folder / "adapter/chat_template.jinja", "{{ raise_exception('of the adapter') }}");

    ServedProgram chat(folder, {"serve", "--model", model, "--adapter", path("adapter")});
    ASSERT_EQ(chat.ask("chat.open", {{"adapter", true}})["result"]["chat"], 1);
    const Json messages = {{{"role", "user"}, {"content", "Where is the bow?"}}};
    const Json answer = chat.ask("chat.send", {{"chat", 1}, {"messages", messages}, {"max-new-tokens", 4}});
    EXPECT_NE(dumpJson(answer).find("of the adapter"), std::string::npos) << answer;
    EXPECT_EQ(chat.finish(), 0);
}

TEST_F(Serve, ChatsByTheRecipeOfTheRunThatIsAsked) {
    ASSERT_EQ(engine({"train", project(), "--recipe", fullRecipe()}).exitCode, 0) << last.errors;
    const std::string model = path("p.luthier/runs/0001/model");
    // Says what it was given instead of rendering it.
    writeFile(
        folder / "p.luthier/said.jinja",
        "{{ raise_exception(messages[0].role ~ ': ' ~ messages[0].content ~ ', ' ~ messages[1].content) }}");
    const Json recipe = {
        {"model", model},
        {"data", {{{"dataset", "rows"}}}},
        {"template", {{"source", path("p.luthier/said.jinja")}, {"system", "Answer in one word."}}}};
    ServedProgram chat(folder, {"serve", "--model", model});
    ASSERT_EQ(chat.ask("chat.open", {{"recipe", recipe}, {"project", project()}})["result"]["chat"], 1);
    const Json messages = {{{"role", "user"}, {"content", "Where is the bow?"}}};
    const Json answer = chat.ask("chat.send", {{"chat", 1}, {"messages", messages}, {"max-new-tokens", 4}});
    EXPECT_NE(dumpJson(answer).find("system: Answer in one word., Where is the bow?"), std::string::npos)
        << answer;
    EXPECT_EQ(chat.ask("chat.open", {{"recipe", recipe}})["error"]["data"]["error"]["code"], "file.outside")
        << "a file outside the run's project";
    EXPECT_EQ(chat.ask("chat.open", {{"recipe", {{"task", "grpo"}}}})["error"]["data"]["error"]["code"],
              "usage.not_yet");
    EXPECT_EQ(chat.finish(), 0);
}

} // namespace
} // namespace luthier::tests

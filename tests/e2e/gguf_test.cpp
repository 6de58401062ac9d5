#include "journey.h"

#include <base/files.h>

#include <support/shared_data.h>

#include <algorithm>

namespace luthier::tests {
namespace {

/// What people have on their disks: a GGUF file is inspected, talked with, tuned, compared.
class GgufJourney : public Journey {
protected:
    void SetUp() override {
        Journey::SetUp();
        std::filesystem::copy_file(sourceFile("tests/golden/gguf/qwen2.gguf"), base());
    }
    std::string base() const { return path("tiny model.gguf"); }
    std::string project() const { return path("p.luthier"); }

    /// A recipe on the file; its path.
    std::string onFile(const std::string& name, Json method, const Json& more = Json::object()) {
        Json changes{{"model", base()},
                     {"method", std::move(method)},
                     {"tokens", {{"max_length", 128}}},
                     {"optimizer", {{"learning_rate", 1e-2}}}};
        changes.update(more);
        return recipe(name, changes);
    }
};

TEST_F(GgufJourney, IsInspectedAndReadAsText) {
    ASSERT_EQ(engine({"model", "inspect", base()}).exitCode, 0) << last.errors;
    const Json described = last.json();
    EXPECT_EQ(described["supported"], true);
    EXPECT_EQ(described["family"], "qwen2");
    EXPECT_EQ(described["dtype"], "Q6_K");
    EXPECT_EQ(described["tokenizer"]["kind"], "gguf");
    EXPECT_EQ(described["has_chat_template"], true);
    EXPECT_EQ(described["license"], "apache-2.0");
    std::vector<std::string> ruledOut;
    for (const Json& entry : described["ruled_out"])
        ruledOut.push_back(entry["choice"].get<std::string>());
    EXPECT_NE(std::find(ruledOut.begin(), ruledOut.end(), "full"), ruledOut.end());
    EXPECT_NE(std::find(ruledOut.begin(), ruledOut.end(), "nf4"), ruledOut.end());
    ASSERT_EQ(engine({"tokenize", base(), "--text", "안녕하세요, 세계!"}).exitCode, 0) << last.errors;
    const Json ids = last.json()["ids"];
    const auto cases = *readJsonFile(sourceFile("tests/golden/gguf/qwen2.json"));
    const auto known = std::find_if(cases.begin(), cases.end(),
                                    [](const Json& entry) { return entry[0] == "안녕하세요, 세계!"; });
    ASSERT_NE(known, cases.end());
    EXPECT_EQ(ids, (*known)[1]);
    ASSERT_EQ(engine({"model", "logits", base(), "--ids", "1,2,3"}).exitCode, 0) << last.errors;
    EXPECT_EQ(last.json()["shape"][0], 3);
}

TEST_F(GgufJourney, IsTunedComparedAndTalkedWith) {
    ASSERT_EQ(
        engine({"plan", project(), "--recipe", onFile("planned", {{"type", "lora"}, {"r", 4}})}).exitCode, 0)
        << last.errors;
    const std::int64_t planned = last.json()["items"][0]["bytes"].get<std::int64_t>();
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(base()));
    EXPECT_LT(planned, size) << "weights take what they take in the file";
    EXPECT_GT(planned, size / 2);
    int number = 0;
    for (const Json& method :
         {Json{{"type", "lora"}, {"r", 4}}, Json{{"type", "lora"}, {"r", 4}, {"use_dora", true}},
          Json{{"type", "lora"}, {"r", 4}, {"trainable_token_indices", {101, 7}}}}) {
        SCOPED_TRACE(method.dump());
        const std::string run = "000" + std::to_string(++number);
        ASSERT_EQ(engine({"train", project(), "--recipe", onFile("tuned" + run, method)}).exitCode, 0)
            << last.errors;
        const auto steps = eventsOf(last, "step");
        ASSERT_GT(steps.size(), 2U);
        EXPECT_LT(steps.back()["loss"].get<double>(), steps.front()["loss"].get<double>());
        const std::string adapter = path("p.luthier/runs/" + run + "/adapter");
        EXPECT_EQ((*readJsonFile(adapter + "/adapter_config.json"))["base_model_name_or_path"], base());
        ASSERT_EQ(engine({"compare", project(), "--run", run, "--max-new-tokens", "4"}).exitCode, 0)
            << last.errors;
        const Json summary = last.lines().back()["summary"];
        EXPECT_LT(summary["adapted"]["loss"].get<double>(), summary["base"]["loss"].get<double>());
        ASSERT_EQ(
            engine({"generate", base(), "--adapter", adapter, "--prompt", "Hello", "--max-new-tokens", "3"})
                .exitCode,
            0)
            << last.errors;
        // A merge has nowhere to go.
        EXPECT_EQ(engine({"merge", base(), "--adapter", adapter, "--out", path("merged")}).exitCode, 3);
        EXPECT_EQ(last.errorCode(), "gguf.no_merge");
    }
    ServedProgram chat(folder, {"serve", "--model", base()});
    const Json opened = chat.ask("chat.open", Json::object());
    ASSERT_EQ(opened["result"]["chat"], 1) << opened;
    const Json answer = chat.ask(
        "chat.send",
        {{"chat", 1}, {"messages", {{{"role", "user"}, {"content", "안녕"}}}}, {"max-new-tokens", 4}});
    EXPECT_TRUE(answer.contains("result")) << answer;
    EXPECT_EQ(chat.finish(), 0);
}

TEST_F(GgufJourney, StaysAsItIs) {
    EXPECT_NE(engine({"train", project(), "--recipe", onFile("full", {{"type", "full"}})}).exitCode, 0);
    EXPECT_EQ(last.errorCode(), "recipe.gguf_full") << last.errors;
    EXPECT_NE(engine({"train", project(), "--recipe",
                      onFile("again", {{"type", "lora"}}, {{"quantization", {{"type", "nf4"}}}})})
                  .exitCode,
              0);
    EXPECT_EQ(last.errorCode(), "gguf.stays_as_it_is") << last.errors;
    EXPECT_EQ(engine({"generate", base(), "--prompt", "x", "--quantize", "int8"}).exitCode, 3);
    EXPECT_EQ(last.errorCode(), "gguf.stays_as_it_is") << last.errors;
}

/// Files that lie about their sizes end every command with a sentence.
TEST_F(GgufJourney, OfAHostileFileIsRefused) {
    const std::string whole = *readFile(base(), std::size_t{1} << 24);
    const auto refusal = [&](const std::string& bytes) {
        writeFile(path("hostile.gguf"), bytes);
        std::string codes;
        for (const std::vector<std::string>& words :
             std::vector<std::vector<std::string>>{{"model", "inspect", path("hostile.gguf")},
                                                   {"tokenize", path("hostile.gguf"), "--text", "x"},
                                                   {"model", "logits", path("hostile.gguf"), "--ids", "1"}}) {
            EXPECT_EQ(engine(words).exitCode, 3) << last.errors;
            codes += (codes.empty() ? "" : " ") + last.errorCode();
        }
        return codes;
    };
    const auto three = [](const std::string& code) {
        return code + " " + code + " " + code;
    };
    EXPECT_EQ(refusal("GGUF"), three("gguf.cut_off"));
    EXPECT_EQ(refusal(whole.substr(0, whole.size() / 2)), three("gguf.cut_off"));
    std::string counts = whole;
    counts[15] = '\x7f'; // of tensors
    EXPECT_EQ(refusal(counts), three("gguf.too_large"));
    const auto name = whole.find("token_embd.weight");
    std::string wide = whole;
    wide[name + 17 + 4 + 7] = '\x40'; // of the first dimension
    EXPECT_EQ(refusal(wide), three("gguf.bad_shape"));
}

} // namespace
} // namespace luthier::tests

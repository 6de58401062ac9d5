#include "journey.h"

namespace luthier::tests {
namespace {

/// What becomes of rows: told by the check, by the plan, by the preparation, at the end and on the run.
class Rows : public Journey {
protected:
    std::string project() const { return path("p.luthier"); }
    /// A second dataset; the template of its recipe refuses row `bad` of `count`.
    void importWithOneBadRow(int count, int bad) {
        std::string lines;
        for (int row = 1; row <= count; ++row)
            lines += R"({"messages": [{"role": "user", "content": ")" +
                     std::string(row == bad ? "Refuse" : "Where is") + " peg " + std::to_string(row) +
                     R"(?"}, {"role": "assistant", "content": "On bench )" + std::to_string(row % 7) +
                     ".\"}]}\n";
        writeFile(folder / "more.jsonl", lines);
        ASSERT_EQ(engine({"data", "import", project(), path("more.jsonl"), "--name", "more"}).exitCode, 0)
            << last.errors;
    }
    std::string recipeOfMore(const Json& changes) {
        writeFile(folder / "refusing.jinja",
                  "{% for message in messages %}"
                  "{% if 'Refuse' in message['content'] %}{{ raise_exception('no') }}{% endif %}"
                  "<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}");
        Json all = {{"data", {{{"dataset", "more"}}}}, {"template", {{"source", path("refusing.jinja")}}}};
        all.merge_patch(changes);
        return fullRecipe(all);
    }
};

TEST_F(Rows, OneThatCannotBeRenderedIsToldFromTheCheckToTheEnd) {
    importWithOneBadRow(260, 250);
    const std::string recipe = recipeOfMore({{"duration", {{"max_steps", 3}}}});
    ASSERT_EQ(engine({"recipe", "check", recipe, "--project", project()}).exitCode, 0) << last.out;
    const Json checked = last.json();
    EXPECT_EQ(checked["rows"]["rows"], 260);
    EXPECT_EQ(checked["rows"]["trained"], 259);
    EXPECT_EQ(checked["rows"]["left_out"], 1);
    EXPECT_EQ(checked["rows"]["ask"], false);
    EXPECT_TRUE(checked["counting"].is_null());
    ASSERT_EQ(checked["rows"]["refused"].size(), 1U);
    const std::string code = checked["rows"]["refused"].begin().key();
    EXPECT_EQ(engine({"plan", project(), "--recipe", recipe}).json()["rows"], checked["rows"]);

    ASSERT_EQ(engine({"train", project(), "--recipe", recipe}).exitCode, 0) << last.errors;
    const auto notices = eventsOf(last, "notice");
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0]["code"], "run.rows_left_out");
    EXPECT_NE(notices[0]["message"].get<std::string>().find(": 1 refused by the template."),
              std::string::npos);
    EXPECT_EQ(eventsOf(last, "done").back()["rows"]["trained"], 259);
    const Json run = engine({"run", "show", project(), "1"}).json();
    EXPECT_EQ(run["train"]["refused"][code], 1);
    EXPECT_EQ(run["summary"]["notices"][0]["code"], "run.rows_left_out");
    const Answer people = runEngine(folder, {"job", "watch", project(), "1"});
    EXPECT_NE(people.out.find("259 rows trained, 1 left out: 1 refused by the template"), std::string::npos)
        << people.out;
}

TEST_F(Rows, ThePlanKnowsTheStepsOfTheRun) {
    for (const bool packing : {true, false}) {
        const std::string recipe =
            fullRecipe({{"duration", {{"max_steps", nullptr}, {"num_train_epochs", 2}}},
                        {"tokens", {{"max_length", 64}, {"packing", packing}}}});
        const Json planned = engine({"plan", project(), "--recipe", recipe}).json();
        ASSERT_TRUE(planned["steps"].is_number()) << planned.dump();
        EXPECT_GT(planned["disk_bytes"], 0);
        ASSERT_EQ(engine({"train", project(), "--recipe", recipe}).exitCode, 0) << last.errors;
        EXPECT_EQ(eventsOf(last, "done").back()["steps"], planned["steps"]);
        const Json run = engine({"run", "show", project(), packing ? "1" : "2"}).json();
        EXPECT_EQ(run["summary"]["planned_bytes"], planned["peak_bytes"]) << "and its memory";
    }
    const Answer people = runEngine(folder, {"plan", project(), "--recipe", path("full.json")});
    EXPECT_NE(people.out.find("steps"), std::string::npos) << people.out;
    EXPECT_NE(people.out.find("48 rows trained, 0 left out"), std::string::npos) << people.out;
}

TEST_F(Rows, ThePlanShowsTheStepThatRuns) {
    const std::string recipe = fullRecipe();
    const Json planned = engine({"plan", project(), "--recipe", recipe}).json();
    std::int64_t most = 0;
    std::vector<std::string> regions;
    for (const Json& visit : planned["timeline"]) {
        std::int64_t bytes = 0;
        for (const Json& part : visit["parts"])
            bytes += part.get<std::int64_t>();
        most = std::max(most, bytes);
        regions.push_back(visit["phase"].get<std::string>() + " " + visit["region"].get<std::string>());
    }
    const std::vector<std::string> order{"forward embedding", "forward layers.0",  "forward layers.1",
                                         "forward head",      "backward layers.1", "backward layers.0",
                                         "backward embedding"};
    EXPECT_EQ(regions, order);
    std::int64_t step = 0; // of the plan's items, those that a step has
    for (const Json& item : planned["items"])
        if (item["name"] != "runtime" && item["name"] != "rows" && item["name"] != "samples")
            step += item["bytes"].get<std::int64_t>();
    EXPECT_LE(most, step);
    EXPECT_GE(most, step * 9 / 10) << "what the placement leaves between buffers";
    const Answer listing = runEngine(folder, {"plan", project(), "--recipe", recipe, "--program"});
    EXPECT_EQ(listing.exitCode, 0) << listing.errors;
    EXPECT_NE(listing.out.find("attention_backward d.layers.1.rotated_query"), std::string::npos)
        << listing.out;
    EXPECT_NE(listing.out.find("head, once a chunk of rows"), std::string::npos) << listing.out;
}

/// A model large enough that copies of its parameters or moments would show: 27 million weights, 433 MB with
/// gradients and moments.
TEST_F(Rows, ARunTakesNoMoreMemoryThanItsPlanSays) {
    const Json config = *parseJson(readWholeFile(folder / "config.json"));
    Json wide = config;
    wide.merge_patch({{"hidden_size", 512},
                      {"intermediate_size", 1536},
                      {"num_hidden_layers", 8},
                      {"num_attention_heads", 8},
                      {"num_key_value_heads", 8}});
    writeFile(folder / "wide.json", wide.dump());
    // What the full tuning makes is the base of the adapters.
    const Json drawn = {{"random_init", path("wide.json")}, {"tokenizer", path("tokenizer")}};
    for (const auto& [method, model] :
         {std::pair<std::string, Json>{"full", drawn}, {"lora", path("p.luthier/runs/0001/model")}}) {
        Json changes = {{"model", model},
                        {"method", {{"type", method}}},
                        {"duration", {{"max_steps", 3}}},
                        {"schedule", {{"warmup_steps", 0}}},
                        {"evaluation", {{"eval_steps", 1}, {"sample_prompts", 2}}},
                        {"checkpoints", {{"save_steps", 1}, {"keep_best", true}, {"save_total_limit", 1}}},
                        {"compute", {{"dtype", "fp32"}}}};
        const std::string recipe = this->recipe(method, changes);
        ASSERT_EQ(engine({"train", project(), "--recipe", recipe}).exitCode, 0) << last.errors;
        const std::string run = eventsOf(last, "done").back()["run"];
        const Json summary = engine({"run", "show", project(), run}).json()["summary"];
        const double planned = summary["planned_bytes"], measured = summary["peak_bytes"];
        EXPECT_GE(planned, 0.97 * measured) << method;
        EXPECT_LE(planned, 1.25 * measured) << method << ": the runtime of the debug build is smaller";
    }
}

} // namespace
} // namespace luthier::tests

#include "journey.h"

namespace luthier::tests {
namespace {

/// What moves: every kind of adapter from the recipe to the comparison, on a base that was made by full
/// tuning.
class Methods : public Journey {
protected:
    void SetUp() override {
        Journey::SetUp();
        ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", fullRecipe()}).exitCode, 0) << last.errors;
    }

    std::string base() const { return path("p.luthier/runs/0001/model"); }

    /// Trains, and gives the adapter's folder of the run of this number.
    std::string train(const std::string& run, const Json& method, double rate) {
        EXPECT_EQ(engine({"train", path("p.luthier"), "--recipe",
                          recipe("adapter" + run, {{"model", base()},
                                                   {"method", method},
                                                   {"optimizer", {{"learning_rate", rate}}}})})
                      .exitCode,
                  0)
            << last.errors;
        return path("p.luthier/runs/" + run + "/adapter");
    }

    Json summaryOf(const std::string& run) {
        EXPECT_EQ(engine({"compare", path("p.luthier"), "--run", run, "--max-new-tokens", "8"}).exitCode, 0)
            << last.errors;
        return last.lines().back()["summary"];
    }

    double lossOf(const std::vector<std::string>& more) {
        std::vector<std::string> arguments = {"model", "loss", base(), "--data", path("rows.jsonl")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        EXPECT_EQ(engine(arguments).exitCode, 0) << last.errors;
        return last.json()["loss"].get<double>();
    }
};

struct Kind {
    Json method;
    double rate;
    std::string peftType;
    std::string whyNotMerged = {}; ///< empty: it is merged
};

const std::vector<Kind> kKinds = {
    {{{"type", "lora"}, {"r", 4}, {"use_dora", true}}, 1e-3, "LORA"},
    {{{"type", "lora"},
      {"r", 4},
      {"bias", "all"},
      {"modules_to_save", {"norm"}},
      {"exclude_modules", {"down_proj"}}},
     1e-3,
     "LORA"},
    {{{"type", "lora"}, {"r", 4}, {"lora_bias", true}}, 1e-3, "LORA", "merge.lora_bias"},
    {{{"type", "lora"}, {"r", 4}, {"trainable_token_indices", {101, 7}}}, 1e-3, "LORA"},
    {{{"type", "ia3"}}, 3e-3, "IA3"},
    {{{"type", "prefix"}, {"num_virtual_tokens", 6}}, 1e-2, "PREFIX_TUNING", "merge.virtual_tokens"},
    {{{"type", "prompt"}, {"num_virtual_tokens", 6}}, 3e-2, "PROMPT_TUNING", "merge.virtual_tokens"},
};

TEST_F(Methods, EachKindIsTrainedComparedUsedAndMerged) {
    const double before = lossOf({});
    int number = 1;
    for (const Kind& kind : kKinds) {
        SCOPED_TRACE(kind.method.dump());
        const std::string run = "000" + std::to_string(++number);
        const std::string adapter = train(run, kind.method, kind.rate);
        const auto config = readJsonFile(adapter + "/adapter_config.json");
        EXPECT_EQ((*config)["peft_type"], kind.peftType);
        const Json summary = summaryOf(run);
        const double after = lossOf({"--adapter", adapter});
        EXPECT_NE(after, before);
        EXPECT_LT(summary["adapted"]["loss"].get<double>(), summary["base"]["loss"].get<double>() + 0.5);
        ASSERT_EQ(engine({"generate", base(), "--adapter", adapter, "--prompt", "Where is the bow?",
                          "--max-new-tokens", "4"})
                      .exitCode,
                  0)
            << last.errors;
        const int merged =
            engine({"merge", base(), "--adapter", adapter, "--out", path("merged" + run)}).exitCode;
        EXPECT_EQ(merged, kind.whyNotMerged.empty() ? 0 : 3) << last.errors;
        if (!kind.whyNotMerged.empty()) {
            EXPECT_EQ(last.errorCode(), kind.whyNotMerged);
            continue;
        }
        ASSERT_EQ(engine({"model", "loss", path("merged" + run), "--data", path("rows.jsonl")}).exitCode, 0);
        EXPECT_NEAR(last.json()["loss"].get<double>(), after, 1e-4);
    }
}

TEST_F(Methods, TheNextRunBeginsFromAnAdapterOfItsKind) {
    const std::string adapter = train("0002", {{"type", "ia3"}}, 3e-3);
    Json method = {{"type", "ia3"}, {"init_adapter", adapter}};
    train("0003", method, 3e-3);
    method["type"] = "prompt";
    EXPECT_NE(engine({"train", path("p.luthier"), "--recipe",
                      recipe("other", {{"model", base()}, {"method", method}})})
                  .exitCode,
              0);
    EXPECT_EQ(last.errorCode(), "adapter.other_targets");
}

TEST_F(Methods, VirtualTokensCountAmongTheModelsPositions) {
    const Json check = {{"model", base()}, {"method", {{"type", "prompt"}, {"num_virtual_tokens", 200}}}};
    EXPECT_EQ(engine({"recipe", "check", recipe("long", check), "--project", path("p.luthier")}).exitCode, 0)
        << last.errors;
    bool told = false;
    const Json answer = last.json();
    for (const Json& finding : answer["findings"])
        told = told || finding["code"] == "recipe.longer_than_model";
    EXPECT_TRUE(told) << answer.dump();
}

} // namespace
} // namespace luthier::tests

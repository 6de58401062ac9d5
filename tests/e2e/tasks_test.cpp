#include "journey.h"

namespace luthier::tests {
namespace {

/// What encoders and encoder–decoders are for, from random weights: trained, compared, adapted and merged.
class Tasks : public Journey {
protected:
    void SetUp() override {
        Journey::SetUp();
        std::string labels;
        for (int i = 0; i < 64; ++i)
            labels += dumpJson({{"text", (i % 2 == 0 ? "The bow is warm and good, number "
                                                     : "A cracked and bad peg, number ") +
                                             std::to_string(i)},
                                {"label", i % 2 == 0 ? "good" : "bad"}}) +
                      "\n";
        writeFile(folder / "labels.jsonl", labels);
        ASSERT_EQ(
            engine({"data", "import", path("p.luthier"), path("labels.jsonl"), "--name", "labels"}).exitCode,
            0)
            << last.errors;
        ASSERT_EQ(
            engine({"data", "split", path("p.luthier"), "labels", "--ratio", "train=0.75,validation=0.25"})
                .exitCode,
            0)
            << last.errors;
        writeFile(folder / "bert.json", dumpJson({{"model_type", "bert"},
                                                  {"architectures", {"BertForMaskedLM"}},
                                                  {"vocab_size", 400},
                                                  {"hidden_size", 32},
                                                  {"num_hidden_layers", 2},
                                                  {"num_attention_heads", 4},
                                                  {"intermediate_size", 64},
                                                  {"max_position_embeddings", 128},
                                                  {"pad_token_id", 0}}));
        writeFile(folder / "t5.json", dumpJson({{"model_type", "t5"},
                                                {"architectures", {"T5ForConditionalGeneration"}},
                                                {"vocab_size", 400},
                                                {"d_model", 32},
                                                {"d_kv", 8},
                                                {"d_ff", 64},
                                                {"num_layers", 2},
                                                {"num_heads", 4},
                                                {"decoder_start_token_id", 0}}));
    }
    Json randomModel(const std::string& config) const {
        return {{"random_init", path(config)}, {"tokenizer", path("tokenizer")}};
    }
    /// Trains a recipe of 24 steps; its result is the run's.
    void train(const std::string& name, const Json& changes) {
        Json document = {{"duration", {{"max_steps", 24}}}, {"optimizer", {{"learning_rate", 1e-2}}}};
        document.merge_patch(changes);
        ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", recipe(name, document)}).exitCode, 0)
            << last.errors;
    }
    Json compared(const std::string& run) {
        EXPECT_EQ(engine({"compare", path("p.luthier"), "--run", run, "--max-new-tokens", "8"}).exitCode, 0)
            << last.errors;
        return last.lines().back()["summary"];
    }
    Json series(const std::string& run, const std::string& name) {
        EXPECT_EQ(engine({"run", "metrics", path("p.luthier"), run, "--series", name}).exitCode, 0)
            << last.errors;
        return last.json()["series"][name];
    }
    void importPairs() {
        std::string pairs;
        for (int i = 0; i < 48; ++i)
            pairs += dumpJson({{"prompt", "Where is the bow, number " + std::to_string(i) + "?"},
                               {"chosen", "It is on the wall."},
                               {"rejected", i % 2 == 0 ? "Go away." : "Nobody knows, and nobody asks."}}) +
                     "\n";
        writeFile(folder / "pairs.jsonl", pairs);
        ASSERT_EQ(
            engine({"data", "import", path("p.luthier"), path("pairs.jsonl"), "--name", "pairs"}).exitCode, 0)
            << last.errors;
        EXPECT_EQ(last.json()["layout"], "preference");
        ASSERT_EQ(
            engine({"data", "split", path("p.luthier"), "pairs", "--ratio", "train=0.75,validation=0.25"})
                .exitCode,
            0)
            << last.errors;
    }
    const Json m_labels = {{"data", {{{"dataset", "labels"}, {"split", "train"}}}},
                           {"validation", {{{"dataset", "labels"}, {"split", "validation"}}}},
                           {"task", "classification"}};
};

TEST_F(Tasks, AClassifierIsTrainedComparedAdaptedAndMerged) {
    Json full = m_labels;
    full["model"] = randomModel("bert.json");
    full["method"] = {{"type", "full"}};
    train("full", full);
    const Json first = compared("0001");
    EXPECT_EQ(first["adapted"]["metrics"]["accuracy"], 1.0) << first.dump();
    EXPECT_EQ(first["base_head"], "random");
    const std::string model = path("p.luthier/runs/0001/model");
    const auto config = readJsonFile(model + "/config.json");
    EXPECT_EQ((*config)["architectures"][0], "BertForSequenceClassification");
    EXPECT_EQ((*config)["id2label"]["0"], "bad");

    Json lora = m_labels;
    lora["model"] = model;
    lora["method"] = {{"type", "lora"}, {"r", 4}};
    train("lora", lora);
    EXPECT_EQ(compared("0002")["base"]["metrics"], first["adapted"]["metrics"]);
    ASSERT_EQ(
        engine({"merge", model, "--adapter", path("p.luthier/runs/0002/adapter"), "--out", path("merged")})
            .exitCode,
        0)
        << last.errors;
    ASSERT_EQ(engine({"model", "logits", path("merged"), "--ids", "5,6,7"}).exitCode, 0) << last.errors;
    EXPECT_EQ(last.json()["shape"], (Json{1, 2}));
    ASSERT_EQ(engine({"model", "loss", path("merged"), "--data", path("labels.jsonl")}).exitCode, 0)
        << last.errors;
    EXPECT_LT(last.json()["loss"].get<double>(), 0.1);
    EXPECT_EQ(last.json()["tokens"], 64) << "a label a row";
    EXPECT_EQ(engine({"model", "loss", path("merged"), "--data", path("rows.jsonl")}).exitCode, 3)
        << "rows without a label";
    EXPECT_EQ(last.errorCode(), "labels.no_role");
    EXPECT_EQ(engine({"generate", path("merged"), "--prompt", "x"}).exitCode, 3);
    EXPECT_EQ(last.errorCode(), "model.writes_nothing");
}

TEST_F(Tasks, AnEncoderDecoderLearnsToAnswerWhatItsEncoderReads) {
    train("answers",
          {{"task", "seq2seq"}, {"model", randomModel("t5.json")}, {"method", {{"type", "full"}}}});
    const Json summary = compared("0001");
    EXPECT_LT(summary["adapted"]["loss"].get<double>(), summary["base"]["loss"].get<double>());
    const std::string model = path("p.luthier/runs/0001/model");
    ASSERT_EQ(engine({"generate", model, "--prompt", "Where is the bow?", "--max-new-tokens", "4"}).exitCode,
              0)
        << last.errors;
    ASSERT_EQ(engine({"model", "loss", model, "--data", path("rows.jsonl")}).exitCode, 0) << last.errors;
    EXPECT_GT(last.json()["tokens"], 64);
    ASSERT_EQ(engine({"model", "logits", model, "--ids", "5,6,7", "--decoder-ids", "0,8"}).exitCode, 0)
        << last.errors;
    EXPECT_EQ(last.json()["shape"], (Json{2, 400}));
}

TEST_F(Tasks, OfTwoAnswersTheBetterOneBecomesLikelier) {
    ASSERT_NO_FATAL_FAILURE(importPairs());
    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", fullRecipe()}).exitCode, 0) << last.errors;
    Json dpo = {{"task", "dpo"},
                {"model", path("p.luthier/runs/0001/model")},
                {"method", {{"type", "lora"}, {"r", 4}}},
                {"data", {{{"dataset", "pairs"}, {"split", "train"}}}},
                {"validation", {{{"dataset", "pairs"}, {"split", "validation"}}}}};
    train("dpo", dpo);
    for (const Json& event : last.lines())
        if (event["event"] == "step") {
            EXPECT_TRUE(event["rewards"].contains("margins")) << event.dump();
        }
    EXPECT_TRUE(std::filesystem::exists(path("p.luthier/runs/0002/data/references.safetensors")));
    const Json losses = series("0002", "loss");
    EXPECT_NEAR(losses.front()[1].get<double>(), 0.6931, 1e-4) << "nothing has moved";
    EXPECT_LT(losses.back()[1].get<double>(), 0.3);
    const Json margins = series("0002", "rewards.margins");
    EXPECT_EQ(margins.size(), losses.size());
    EXPECT_NEAR(margins.front()[1].get<double>(), 0.0, 1e-4);
    EXPECT_GT(margins.back()[1].get<double>(), 1.0);
    EXPECT_EQ(series("0002", "evaluation.rewards.accuracies").back()[1], 1.0);
    const Json summary = compared("0002");
    EXPECT_EQ(summary["scored"], 12) << "the better answers are what should be said";

    dpo["method"] = {{"type", "prefix"}};
    EXPECT_EQ(engine({"train", path("p.luthier"), "--recipe", recipe("prefix", dpo)}).exitCode, 2);
    EXPECT_EQ(last.errorCode(), "recipe.pairs_need_base");
    dpo["method"] = {{"type", "full"}};
    dpo["model"] = randomModel("t5.json");
    EXPECT_EQ(engine({"train", path("p.luthier"), "--recipe", recipe("t5", dpo)}).exitCode, 2);
    EXPECT_EQ(last.errorCode(), "recipe.pairs_need_answers");
}

TEST_F(Tasks, AnswersThatAreMarkedGoodBecomeLikelier) {
    std::string rows;
    for (int i = 0; i < 48; ++i)
        rows += dumpJson({{"prompt", "What does it say, " + std::to_string(i) + "?"},
                          {"completion", i % 2 == 0 ? "It sings and sings." : "No, no, no!"},
                          {"label", i % 2 == 0}}) +
                "\n";
    tests::writeFile(path("judged.jsonl"), rows);
    ASSERT_EQ(
        engine({"data", "import", path("p.luthier"), path("judged.jsonl"), "--name", "judged"}).exitCode, 0)
        << last.errors;
    ASSERT_EQ(engine({"data", "split", path("p.luthier"), "judged", "--ratio", "train=0.75,validation=0.25"})
                  .exitCode,
              0)
        << last.errors;
    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", fullRecipe()}).exitCode, 0) << last.errors;
    Json kto = {{"task", "kto"},
                {"model", path("p.luthier/runs/0001/model")},
                {"method", {{"type", "lora"}, {"r", 4}}},
                {"preference", {{"beta", 0.5}, {"undesirable_weight", 1.5}}},
                {"data", {{{"dataset", "judged"}, {"split", "train"}}}},
                {"validation", {{{"dataset", "judged"}, {"split", "validation"}}}}};
    train("kto", kto);
    const Json losses = series("0002", "loss");
    EXPECT_GT(losses.front()[1].get<double>(), 0.5) << "half of what an answer weighs: nothing has moved";
    EXPECT_LT(losses.back()[1].get<double>(), 0.3);
    EXPECT_GT(series("0002", "evaluation.rewards.chosen").back()[1].get<double>(), 0.5);
    EXPECT_LT(series("0002", "evaluation.rewards.rejected").back()[1].get<double>(), -0.5);
    EXPECT_GT(series("0002", "evaluation.rewards.margins").back()[1].get<double>(), 1);
    EXPECT_TRUE(series("0002", "rewards.accuracies").empty()) << "no answer stands beside another";
    const Json summary = compared("0002");
    EXPECT_LT(summary["scored"], 12) << "answers that are not wanted are none to be measured by";
    EXPECT_GT(summary["scored"], 0);
    kto["batch"] = {{"per_device_train_batch_size", 1}};
    EXPECT_EQ(engine({"train", path("p.luthier"), "--recipe", recipe("alone", kto)}).exitCode, 2);
    EXPECT_EQ(last.errorCode(), "recipe.kto_needs_batch");
}

TEST_F(Tasks, OddsRatiosAndRewardModelsLearnFromPairs) {
    ASSERT_NO_FATAL_FAILURE(importPairs());
    ASSERT_EQ(engine({"train", path("p.luthier"), "--recipe", fullRecipe()}).exitCode, 0) << last.errors;
    Json pairs = {{"task", "orpo"},
                  {"model", path("p.luthier/runs/0001/model")},
                  {"method", {{"type", "lora"}, {"r", 4}}},
                  {"data", {{{"dataset", "pairs"}, {"split", "train"}}}},
                  {"validation", {{{"dataset", "pairs"}, {"split", "validation"}}}}};
    train("orpo", pairs);
    EXPECT_FALSE(std::filesystem::exists(path("p.luthier/runs/0002/data/references.safetensors")));
    EXPECT_LT(series("0002", "loss").back()[1].get<double>(),
              series("0002", "loss").front()[1].get<double>());
    EXPECT_EQ(series("0002", "evaluation.rewards.accuracies").back()[1], 1.0);
    ASSERT_EQ(engine({"job", "list", path("p.luthier")}).exitCode, 0) << last.errors;
    EXPECT_EQ(last.json()["jobs"].back()["steps"], 24) << "not the rows of its quick look";
    EXPECT_EQ(last.json()["jobs"].back()["step"], 24);
    EXPECT_EQ(compared("0002")["scored"], 12);

    pairs["task"] = "reward";
    train("reward", pairs);
    EXPECT_NEAR(series("0003", "loss").front()[1].get<double>(), 0.69, 0.2)
        << "the head has said nothing yet";
    EXPECT_LT(series("0003", "loss").back()[1].get<double>(), 0.1);
    EXPECT_EQ(series("0003", "evaluation.rewards.accuracies").back()[1], 1.0);
    const std::string adapter = path("p.luthier/runs/0003/adapter");
    EXPECT_EQ((*readJsonFile(adapter + "/adapter_config.json"))["task_type"], "SEQ_CLS");
    EXPECT_EQ(engine({"compare", path("p.luthier"), "--run", "0003"}).exitCode, 2);
    EXPECT_EQ(last.errorCode(), "compare.scores_only");
    ASSERT_EQ(
        engine({"merge", path("p.luthier/runs/0001/model"), "--adapter", adapter, "--out", path("scorer")})
            .exitCode,
        0)
        << last.errors;
    ASSERT_EQ(engine({"model", "logits", path("scorer"), "--ids", "5,6,7"}).exitCode, 0) << last.errors;
    EXPECT_EQ(last.json()["shape"], (Json{1, 1}));
}

TEST_F(Tasks, WhatAModelCannotLearnIsRefusedByName) {
    Json wrong = m_labels;
    wrong["task"] = "seq2seq";
    wrong["model"] = randomModel("bert.json");
    wrong["method"] = {{"type", "full"}};
    EXPECT_EQ(engine({"train", path("p.luthier"), "--recipe", recipe("wrong", wrong)}).exitCode, 2);
    EXPECT_EQ(last.errorCode(), "recipe.task_not_of_model");
    wrong["task"] = "mlm";
    EXPECT_EQ(engine({"train", path("p.luthier"), "--recipe", recipe("wrong", wrong)}).exitCode, 2);
    EXPECT_EQ(last.errorCode(), "recipe.no_mask_token");
}

} // namespace
} // namespace luthier::tests

#include "journey.h"

namespace luthier::tests {

void Journey::SetUp() {
    std::string text;
    std::string rows;
    const std::vector<std::string> things = {"bow",  "bridge", "string",  "peg",
                                             "neck", "scroll", "varnish", "soundpost"};
    for (int i = 0; i < 400; ++i) {
        const std::string& thing = things[static_cast<std::size_t>(i) % things.size()];
        text += "The " + thing + " of the violin lies on bench " + std::to_string(i % 17) +
                ". 바이올린의 부품을 작업대에 둡니다.\n";
    }
    for (int i = 0; i < 64; ++i) {
        const std::string& thing = things[static_cast<std::size_t>(i) % things.size()];
        rows += dumpJson({{"prompt", "Where is the " + thing + "?"},
                          {"completion", "The " + thing + " lies on bench " + std::to_string(i % 8) + "."}}) +
                "\n";
    }
    writeFile(folder / "text.txt", text);
    writeFile(folder / "rows.jsonl", rows);
    writeFile(folder / "config.json", dumpJson({{"model_type", "llama"},
                                                {"architectures", {"LlamaForCausalLM"}},
                                                {"hidden_size", 32},
                                                {"intermediate_size", 64},
                                                {"num_hidden_layers", 2},
                                                {"num_attention_heads", 4},
                                                {"num_key_value_heads", 2},
                                                {"vocab_size", 400},
                                                {"max_position_embeddings", 256},
                                                {"rms_norm_eps", 1e-5},
                                                {"hidden_act", "silu"},
                                                {"tie_word_embeddings", true},
                                                {"torch_dtype", "float32"}}));
    ASSERT_EQ(engine({"tokenizer", "train", "--input", path("text.txt"), "--kind", "bpe", "--vocab-size",
                      "400", "--out", path("tokenizer")})
                  .exitCode,
              0)
        << last.errors;
    ASSERT_EQ(engine({"project", "new", path("p.luthier")}).exitCode, 0) << last.errors;
    ASSERT_EQ(engine({"data", "import", path("p.luthier"), path("rows.jsonl"), "--name", "rows"}).exitCode, 0)
        << last.errors;
    ASSERT_EQ(engine({"data", "split", path("p.luthier"), "rows", "--ratio", "train=0.75,validation=0.25"})
                  .exitCode,
              0)
        << last.errors;
}

const Answer& Journey::engine(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    last = runEngine(folder, arguments);
    return last;
}

std::string Journey::recipe(const std::string& name, const Json& changes) {
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

std::string Journey::fullRecipe(const Json& changes) {
    Json document = {{"model", {{"random_init", path("config.json")}, {"tokenizer", path("tokenizer")}}},
                     {"method", {{"type", "full"}}},
                     {"optimizer", {{"learning_rate", 3e-3}}}};
    document.merge_patch(changes);
    return recipe("full", document);
}

std::vector<Json> eventsOf(const Answer& answer, const std::string& kind) {
    std::vector<Json> found;
    for (const Json& line : answer.lines())
        if (line.value("event", "") == kind)
            found.push_back(line);
    return found;
}

} // namespace luthier::tests

#include <families/family.h>
#include <families/spellings.h>

#include <support/shared_data.h>

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::families;

namespace {

/// Shapes and parameter counts of well-known models as transformers gives them: of the first families, and of
/// those of later ones that are computed.
Json knownModels() {
    Json models = readJsonFile(tests::sourceFile("tests/golden/models/known.json")).value();
    Json later = readJsonFile(tests::sourceFile("tests/golden/models/known_families.json")).value();
    for (Json& model : later)
        if (familyOf(model["config"]["model_type"].get<std::string>()))
            models.push_back(std::move(model));
    return models;
}

/// Names and shapes of the tensors of the first and the last layer and of the whole model.
std::map<std::string, std::vector<std::int64_t>> outerTensors(const ModelShape& shape) {
    std::map<std::string, std::vector<std::int64_t>> tensors;
    for (const WeightEntry& entry : weightsOf(shape)) {
        bool between = false;
        for (std::int64_t layer = 1; layer < shape.layers - 1; ++layer)
            for (const char* list : {"layers.", "layer.", "h.", "block."}) {
                // The parts of T5's blocks are called layers too.
                const bool isPart =
                    std::string_view(list) == "layer." && entry.name.find("block.") != std::string::npos;
                between =
                    between || (!isPart && entry.name.find("." + std::string(list) + std::to_string(layer) +
                                                           ".") != std::string::npos);
            }
        // The reference lists parameters alone.
        if (between || entry.isBuffer)
            continue;
        // The reference lists what XLM-R ties under its other name.
        const bool tied =
            shape.family == "xlm_roberta" && entry.name == "roberta.embeddings.word_embeddings.weight";
        tensors[tied ? "lm_head.decoder.weight" : entry.name] = entry.shape;
    }
    return tensors;
}

} // namespace

TEST(KnownModels, HaveTheReferencesParameterCountInBothSpellingsOfTheConfig) {
    for (const Json& model : knownModels())
        for (const char* spelling : {"config", "config_v5"}) {
            const auto shape = shapeFromConfig(model[spelling]);
            ASSERT_TRUE(shape) << model["name"] << " " << spelling << " " << shape.error().code() << " "
                               << shape.error().place().field;
            EXPECT_EQ(parameterCount(*shape), model["parameters"].get<std::int64_t>())
                << model["name"] << " " << spelling;
        }
}

TEST(KnownModels, HaveTheReferencesTensorNamesAndShapes) {
    for (const Json& model : knownModels()) {
        const auto shape = shapeFromConfig(model["config"]);
        ASSERT_TRUE(shape);
        std::map<std::string, std::vector<std::int64_t>> expected;
        for (const auto& [name, size] : model["tensors"].items())
            expected[name] = size.get<std::vector<std::int64_t>>();
        EXPECT_EQ(outerTensors(*shape), expected) << model["name"];
    }
}

TEST(KnownModels, GiveTheSameShapeInBothSpellings) {
    for (const Json& model : knownModels())
        EXPECT_EQ(shapeFromConfig(model["config"]).value(), shapeFromConfig(model["config_v5"]).value())
            << model["name"];
}

TEST(KnownModels, AreOfEveryFamily) {
    std::set<std::string> seen;
    for (const Json& model : knownModels())
        seen.insert(model["config"]["model_type"].get<std::string>());
    for (const Family* family : allFamilies())
        EXPECT_TRUE(seen.contains(std::string(family->modelType))) << family->modelType;
}

TEST(LoraTargets, AreThoseOfPeft) {
    const auto shapeNamed = [](const std::string& name) {
        for (const Json& model : knownModels())
            if (model["name"] == name)
                return shapeFromConfig(model["config"]).value();
        return ModelShape{};
    };
    using Names = std::vector<std::string>;
    const Names llama{"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"};
    EXPECT_EQ(allLinearTargets(shapeNamed("llama-3.1-8b")), llama);
    EXPECT_EQ(defaultLoraTargets(shapeNamed("qwen2.5-0.5b")), (Names{"q_proj", "v_proj"}));
    EXPECT_EQ(allLinearTargets(shapeNamed("gpt2")), (Names{"c_attn", "c_proj", "c_fc"}));
    EXPECT_EQ(defaultLoraTargets(shapeNamed("gpt2")), Names{"c_attn"});
}

TEST(Gpt2, MayLeaveItsPrefixOut) {
    ModelShape shape = shapeFromConfig(knownModels()[6]["config"]).value();
    ASSERT_EQ(shape.family, "gpt2");
    EXPECT_EQ(spellingsOf(shape, "transformer.h.3.attn.c_attn.weight"),
              (std::vector<std::string>{"transformer.h.3.attn.c_attn.weight", "h.3.attn.c_attn.weight"}));
    EXPECT_TRUE(isIgnoredTensor(shape, "h.0.attn.bias"));
    EXPECT_FALSE(isIgnoredTensor(shape, "h.0.attn.c_attn.bias"));
}

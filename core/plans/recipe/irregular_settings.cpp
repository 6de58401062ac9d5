#include "irregular_settings.h"

#include "object_reader.h"

namespace luthier::recipe {
namespace {

constexpr std::int64_t kRecipeVersion = 1;

void readSources(ObjectReader& reader, std::string_view key, std::vector<DataSource>& sources) {
    sources.clear();
    reader.objects(key, [&](ObjectReader& item) {
        DataSource source;
        item.text("dataset", source.dataset);
        item.optionalText("split", source.split);
        item.number("weight", source.weight, {1e-6, 1e6});
        if (source.dataset.empty())
            item.badValue("dataset", "", "a dataset's name");
        sources.push_back(std::move(source));
    });
}

Json sourcesToJson(const std::vector<DataSource>& sources) {
    Json list = Json::array();
    for (const DataSource& source : sources) {
        Json item = {{"dataset", source.dataset}};
        if (source.split)
            item["split"] = *source.split;
        item["weight"] = source.weight;
        list.push_back(std::move(item));
    }
    return list;
}

bool isBeta(const Json& value) {
    return value.is_number() && value.get<double>() >= 0 && value.get<double>() < 1;
}

} // namespace

void readVersion(ObjectReader& reader, std::string_view key, Recipe&) {
    std::int64_t version = kRecipeVersion;
    reader.integer(key, version, {kRecipeVersion, kRecipeVersion});
}

Json versionToJson(const Recipe&) {
    return kRecipeVersion;
}

void readModel(ObjectReader& reader, std::string_view key, Recipe& recipe) {
    const Json* value = reader.take(key);
    if (!value)
        return;
    ModelChoice& model = recipe.model;
    if (value->is_string()) {
        model.path = value->get<std::string>();
        return;
    }
    if (!value->is_object()) {
        reader.wrongType(key, "string");
        return;
    }
    reader.object(key, [&](ObjectReader& object) {
        object.text("random_init", model.path);
        object.text("tokenizer", model.tokenizer);
        model.randomInit = true;
    });
}

Json modelToJson(const Recipe& recipe) {
    const ModelChoice& model = recipe.model;
    if (!model.randomInit)
        return model.path;
    Json object = {{"random_init", model.path}};
    if (!model.tokenizer.empty())
        object["tokenizer"] = model.tokenizer;
    return object;
}

void readTrainingData(ObjectReader& reader, std::string_view key, Recipe& recipe) {
    readSources(reader, key, recipe.data);
}

Json trainingDataToJson(const Recipe& recipe) {
    return sourcesToJson(recipe.data);
}

void readValidationData(ObjectReader& reader, std::string_view key, Recipe& recipe) {
    readSources(reader, key, recipe.validation);
}

Json validationDataToJson(const Recipe& recipe) {
    return sourcesToJson(recipe.validation);
}

void readBetas(ObjectReader& reader, std::string_view key, Recipe& recipe) {
    const Json* betas = reader.take(key);
    if (!betas)
        return;
    if (!betas->is_array() || betas->size() != 2 || !isBeta((*betas)[0]) || !isBeta((*betas)[1])) {
        reader.badValue(key, dumpJson(*betas), "[0 … 1, 0 … 1]");
        return;
    }
    recipe.optimizer.beta1 = (*betas)[0].get<double>();
    recipe.optimizer.beta2 = (*betas)[1].get<double>();
}

Json betasToJson(const Recipe& recipe) {
    return {recipe.optimizer.beta1, recipe.optimizer.beta2};
}

} // namespace luthier::recipe

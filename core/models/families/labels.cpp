#include "config_reader.h"
#include "family.h"

#include <algorithm>
#include <array>
#include <string>

namespace luthier::families {
namespace {

constexpr std::string_view kFile = "config.json";
constexpr SizeRange kLabelRange{1, 65'536};
/// By Problem.
constexpr std::array<std::string_view, 3> kProblems{"single_label_classification",
                                                    "multi_label_classification", "regression"};

/// `id2label` by index; names that are missing are LABEL_i, as in Transformers.
Result<std::vector<std::string>> labelNamesAt(const Json& config) {
    std::vector<std::string> names;
    const Json* byId = member(config, "id2label");
    std::int64_t count = 2;
    if (byId && byId->is_object() && !byId->empty()) {
        count = static_cast<std::int64_t>(byId->size());
    } else {
        TRY(count, sizeAt(config, {"num_labels"}, kLabelRange, 2));
    }
    if (count > kLabelRange.most)
        return refused("model.bad_size")
            .with("value", count)
            .with("least", kLabelRange.least)
            .with("most", kLabelRange.most)
            .field("id2label")
            .at(kFile);
    for (std::int64_t i = 0; i < count; ++i) {
        const Json* name = byId && byId->is_object() ? member(*byId, std::to_string(i)) : nullptr;
        names.push_back(name && name->is_string() ? name->get<std::string>() : "LABEL_" + std::to_string(i));
    }
    return names;
}

} // namespace

Status readLabels(const Json& config, ModelShape& shape) {
    TRY(shape.labelNames, labelNamesAt(config));
    shape.labels = static_cast<std::int64_t>(shape.labelNames.size());
    const Json* type = member(config, "problem_type");
    if (!type) {
        shape.problem = shape.labels == 1 ? Problem::Regression : Problem::SingleLabel;
        return {};
    }
    const auto problem = type->is_string() ? problemNamed(type->get<std::string>()) : std::nullopt;
    if (!problem)
        return refuseUnless(config, "problem_type", nullptr);
    shape.problem = *problem;
    return {};
}

std::string_view problemName(Problem problem) {
    return kProblems[static_cast<std::size_t>(problem)];
}

std::optional<Problem> problemNamed(std::string_view name) {
    const auto found = std::find(kProblems.begin(), kProblems.end(), name);
    return found == kProblems.end() ? std::nullopt
                                    : std::optional(static_cast<Problem>(found - kProblems.begin()));
}

Result<ModelShape> withLabels(const ModelShape& shape, const LabelHead& head) {
    const Family* family = familyNamed(shape.family);
    if (!family || family->labelClass.empty() || (head.head == Head::TokenLabels && !family->labelsTokens))
        return refused("model.no_label_head").with("model_type", family ? family->modelType : shape.family);
    ModelShape labelled = shape;
    labelled.head = head.head;
    labelled.labelNames = head.names;
    if (labelled.labelNames.empty())
        labelled.labelNames.emplace_back("LABEL_0");
    labelled.labels = static_cast<std::int64_t>(labelled.labelNames.size());
    labelled.problem = head.problem;
    labelled.headIsNew = shape.head != head.head || shape.labels != labelled.labels || shape.headIsNew;
    labelled.bodyOnly = shape.head == Head::None || shape.bodyOnly;
    return labelled;
}

Json configOf(Json config, const ModelShape& shape) {
    const Family* family = familyNamed(shape.family);
    if (!family || !shape.hasLabels())
        return config;
    const bool texts = shape.head == Head::TextLabels;
    config["architectures"] = {std::string(family->labelClass) +
                               (texts ? "ForSequenceClassification" : "ForTokenClassification")};
    config["id2label"] = Json::object();
    config["label2id"] = Json::object();
    for (std::size_t i = 0; i < shape.labelNames.size(); ++i) {
        config["id2label"][std::to_string(i)] = shape.labelNames[i];
        config["label2id"][shape.labelNames[i]] = i;
    }
    config["num_labels"] = shape.labels;
    if (texts)
        config["problem_type"] = problemName(shape.problem);
    return config;
}

std::vector<std::string> headModules(const ModelShape& shape) {
    const Family* family = familyNamed(shape.family);
    if (!family || !shape.hasLabels())
        return {};
    ModelShape folders = shape;
    folders.head = shape.bodyOnly ? Head::None : Head::Words;
    const std::vector<WeightEntry> known = weightsOf(folders);
    std::vector<std::string> modules;
    for (const WeightEntry& weight : weightsOf(shape)) {
        const std::string module(program::moduleOf(weight.name));
        const bool speaks =
            module == family->labelModule || module.starts_with(std::string(family->labelModule) + ".");
        const bool isNew =
            shape.headIsNew && std::none_of(known.begin(), known.end(),
                                            [&](const auto& other) { return other.name == weight.name; });
        if ((speaks || isNew) && (modules.empty() || modules.back() != module))
            modules.push_back(module);
    }
    return modules;
}

} // namespace luthier::families

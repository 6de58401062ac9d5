#include "family.h"

#include "config_reader.h"
#include "spellings.h"

#include <algorithm>
#include <array>
#include <string>

namespace luthier::families {

// One file each.
extern const Family kLlama;
extern const Family kQwen2;
extern const Family kGpt2;
extern const Family kMistral;
extern const Family kQwen3;
extern const Family kQwen3_5;
extern const Family kGemma;
extern const Family kGemma2;
extern const Family kGemma3;
extern const Family kGemma4;
extern const Family kPhi3;
extern const Family kSmolLM3;
extern const Family kMinistral3;
extern const Family kOlmo2;
extern const Family kOlmo3;
extern const Family kExaone4;
extern const Family kHyperClovaX;
extern const Family kGranite;
extern const Family kGranite4;
extern const Family kGlm4;
extern const Family kBert;
extern const Family kRoberta;
extern const Family kXlmRoberta;
extern const Family kElectra;
extern const Family kModernBert;
extern const Family kT5;
extern const Family kMt5;

namespace {

constexpr std::string_view kFile = "config.json";

/// What `architectures[0]` says the logits are of.
Result<Head> headOf(const Json& config, const Family& family) {
    const Json* names = member(config, "architectures");
    if (!names || names->empty())
        return Head::Words;
    const Json& first = names->is_array() ? names->front() : *names;
    const std::string name =
        first.is_string() ? first.get<std::string>().substr(0, 80) : dumpJson(first).substr(0, 80);
    if (name == family.architecture ||
        std::find(family.alike.begin(), family.alike.end(), name) != family.alike.end())
        return Head::Words;
    if (std::find(family.bodies.begin(), family.bodies.end(), name) != family.bodies.end())
        return Head::None;
    std::string supported(family.architecture);
    for (const std::string_view body : family.bodies)
        supported += ", " + std::string(body);
    if (!family.labelClass.empty()) {
        const std::string ofTexts = std::string(family.labelClass) + "ForSequenceClassification";
        const std::string ofTokens = std::string(family.labelClass) + "ForTokenClassification";
        if (name == ofTexts)
            return Head::TextLabels;
        supported += ", " + ofTexts;
        if (family.labelsTokens) {
            if (name == ofTokens)
                return Head::TokenLabels;
            supported += ", " + ofTokens;
        }
    }
    return refused("model.unsupported_architecture")
        .with("architecture", name)
        .with("supported", supported)
        .field("architectures")
        .at(kFile);
}

} // namespace

std::span<const Family* const> allFamilies() {
    static constexpr std::array<const Family*, 27> kFamilies{
        &kLlama,   &kQwen2,      &kGpt2,        &kMistral,    &kQwen3,    &kQwen3_5,    &kGemma,
        &kGemma2,  &kGemma3,     &kGemma4,      &kPhi3,       &kSmolLM3,  &kMinistral3, &kOlmo2,
        &kOlmo3,   &kExaone4,    &kHyperClovaX, &kGranite,    &kGranite4, &kGlm4,       &kBert,
        &kRoberta, &kXlmRoberta, &kElectra,     &kModernBert, &kT5,       &kMt5};
    return kFamilies;
}

const Family* familyNamed(std::string_view name) {
    for (const Family* family : allFamilies())
        if (family->name == name)
            return family;
    return nullptr;
}

Result<const Family*> familyOf(std::string_view modelType) {
    std::string supported;
    for (const Family* family : allFamilies()) {
        if (family->modelType == modelType)
            return family;
        supported += (supported.empty() ? "" : ", ") + std::string(family->modelType);
    }
    return refused("model.unsupported_family")
        .with("model_type", modelType.substr(0, 80))
        .with("supported", supported)
        .field("model_type")
        .at(kFile);
}

Result<ModelShape> shapeFromConfig(const Json& config) {
    if (!config.is_object())
        return refused("model.bad_config").at(kFile);
    if (isWrapper(config)) {
        TRY(const Json text, textConfigOf(config));
        return shapeFromConfig(text);
    }
    const Json* type = member(config, "model_type");
    if (!type || !type->is_string())
        return refused("model.missing_key").field("model_type").at(kFile);
    TRY(const Family* family, familyOf(type->get_ref<const std::string&>()));
    TRY(const Head head, headOf(config, *family));
    TRY(ModelShape shape, family->shapeFromConfig(config));
    const std::vector<std::int64_t> pad =
        idsAt(config, "pad_token_id", shape.vocabularySize, shape.paddingId);
    shape.padId = pad.empty() ? -1 : pad.front();
    shape.head = head;
    if (shape.hasLabels())
        TRY_VOID(readLabels(config, shape));
    return shape;
}

program::ValueId emitBody(program::Builder& builder, const ModelShape& shape) {
    return familyNamed(shape.family)->emitBody(builder, shape);
}

program::ValueId emitHead(program::Builder& builder, const ModelShape& shape, program::ValueId rows) {
    return shape.head == Head::None ? rows : familyNamed(shape.family)->emitHead(builder, shape, rows);
}

bool scalesWithinTable(const ModelShape& shape) {
    const Family* family = familyNamed(shape.family);
    return family && family->scalesTable && shape.embeddingScale != 1.0;
}

bool takesVirtualTokens(const ModelShape& shape) {
    const Family* family = familyNamed(shape.family);
    return family && family->takesVirtualTokens;
}

std::string_view outputModule(const ModelShape& shape) {
    const Family* family = familyNamed(shape.family);
    return shape.head == Head::Words  ? family->outputModule
           : shape.head == Head::None ? std::string_view()
                                      : family->labelModule;
}

} // namespace luthier::families

#include "family.h"

#include <array>
#include <string>

namespace luthier::families {

// One file each.
extern const Family kLlama;
extern const Family kQwen2;
extern const Family kGpt2;
extern const Family kMistral;
extern const Family kQwen3;
extern const Family kGemma;
extern const Family kGemma2;
extern const Family kGemma3;
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

namespace {

constexpr std::string_view kFile = "config.json";

} // namespace

std::span<const Family* const> allFamilies() {
    static constexpr std::array<const Family*, 18> kFamilies{
        &kLlama,   &kQwen2,      &kGpt2,  &kMistral, &kQwen3,   &kGemma,       &kGemma2,  &kGemma3,   &kPhi3,
        &kSmolLM3, &kMinistral3, &kOlmo2, &kOlmo3,   &kExaone4, &kHyperClovaX, &kGranite, &kGranite4, &kGlm4};
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
    const Json* type = member(config, "model_type");
    if (!type || !type->is_string())
        return refused("model.missing_key").field("model_type").at(kFile);
    TRY(const Family* family, familyOf(type->get_ref<const std::string&>()));
    if (const Json* names = member(config, "architectures"); names && !names->empty()) {
        const Json& first = names->is_array() ? names->front() : *names;
        if (first != family->architecture)
            return refused("model.unsupported_architecture")
                .with("architecture",
                      first.is_string() ? first.get<std::string>().substr(0, 80) : dumpJson(first))
                .with("supported", family->architecture)
                .field("architectures")
                .at(kFile);
    }
    return family->shapeFromConfig(config);
}

program::ValueId emitBody(program::Builder& builder, const ModelShape& shape) {
    return familyNamed(shape.family)->emitBody(builder, shape);
}

program::ValueId emitHead(program::Builder& builder, const ModelShape& shape, program::ValueId rows) {
    return familyNamed(shape.family)->emitHead(builder, shape, rows);
}

std::string_view outputModule(const ModelShape& shape) {
    return familyNamed(shape.family)->outputModule;
}

} // namespace luthier::families

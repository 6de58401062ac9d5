#include "spellings.h"

#include "config_reader.h"
#include "family.h"

#include <algorithm>
#include <array>

namespace luthier::families {

namespace {

constexpr std::string_view kFile = "config.json";
constexpr std::string_view kBase = "model.";
/// What stands in wrappers in place of "model.", and in front of "lm_head".
constexpr std::array<std::string_view, 2> kWrappedBases{"model.language_model.", "language_model.model."};
constexpr std::string_view kWrappedHead = "language_model.";

/// A model that also sees or hears, and the family of the text model in it.
struct Wrapper {
    std::string_view modelType;
    std::string_view architecture;
    std::string_view textType;
};
constexpr std::array<Wrapper, 5> kWrappers{
    Wrapper{"gemma3", "Gemma3ForConditionalGeneration", "gemma3_text"},
    Wrapper{"gemma4", "Gemma4ForConditionalGeneration", "gemma4_text"},
    Wrapper{"mistral3", "Mistral3ForConditionalGeneration", "ministral3"},
    Wrapper{"mistral3", "Mistral3ForConditionalGeneration", "mistral"},
    Wrapper{"qwen3_5", "Qwen3_5ForConditionalGeneration", "qwen3_5_text"},
};
/// Parts of wrappers that text does not pass through, with or without "model." in front of them.
constexpr std::array<std::string_view, 7> kOtherParts{
    "vision_tower.", "multi_modal_projector.", "visual.", "audio_tower.",
    "embed_vision.", "embed_audio.",           "mtp."};

const Wrapper* wrapperOf(const Json& config) {
    const Json* type = member(config, "model_type");
    for (const Wrapper& wrapper : kWrappers)
        if (type && *type == wrapper.modelType)
            return &wrapper;
    return nullptr;
}

bool mayBeWrapped(const Family& family) {
    return std::any_of(kWrappers.begin(), kWrappers.end(),
                       [&](const Wrapper& wrapper) { return wrapper.textType == family.modelType; });
}

/// Norms were called otherwise once, in every family.
std::string olderNorm(const std::string& name) {
    constexpr std::string_view kNorm = "LayerNorm.";
    const auto at = name.rfind(kNorm);
    if (at == std::string::npos)
        return {};
    const std::string_view end = std::string_view(name).substr(at + kNorm.size());
    const char* older = end == "weight" ? "gamma" : end == "bias" ? "beta" : nullptr;
    return older ? name.substr(0, at + kNorm.size()) + older : std::string();
}

/// A layer that reads the keys and values of another needs none of its own.
bool makesUnreadKeys(const ModelShape& shape, std::string_view name) {
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        if (shape.attentionOf(layer).keysFrom < 0)
            continue;
        const std::string module = "layers." + std::to_string(layer) + ".self_attn.";
        const auto at = name.find(module);
        if (at != std::string_view::npos && (at == 0 || name[at - 1] == '.'))
            for (const char* part : {"k_proj.", "v_proj.", "k_norm.", "v_norm."})
                if (name.substr(at + module.size()).starts_with(part))
                    return true;
    }
    return false;
}

bool isOtherPart(const Family& family, std::string_view name) {
    if (!mayBeWrapped(family))
        return false;
    const std::string_view inner = name.starts_with(kBase) ? name.substr(kBase.size()) : name;
    return std::any_of(kOtherParts.begin(), kOtherParts.end(),
                       [&](std::string_view part) { return inner.starts_with(part); });
}

bool isOtherHead(const Family& family, std::string_view name) {
    return std::any_of(family.otherHeads.begin(), family.otherHeads.end(), [&](std::string_view head) {
        return name.starts_with(head) ||
               (!family.optionalPrefix.empty() &&
                (std::string(family.optionalPrefix) + std::string(name)).starts_with(head));
    });
}

} // namespace

bool isWrapper(const Json& config) {
    return wrapperOf(config) != nullptr;
}

Result<Json> textConfigOf(const Json& config) {
    const Wrapper* wrapper = wrapperOf(config);
    if (!wrapper)
        return config;
    const Json* names = member(config, "architectures");
    if (names && names->is_array() && !names->empty() && names->front() != wrapper->architecture)
        return refused("model.unsupported_architecture")
            .with("architecture", dumpJson(names->front()).substr(0, 80))
            .with("supported", wrapper->architecture)
            .field("architectures")
            .at(kFile);
    const Json* inner = member(config, "text_config");
    if (!inner || !inner->is_object())
        return refused("model.missing_key").field("text_config").at(kFile);
    Json text = *inner;
    const Json* type = member(text, "model_type");
    if (!type)
        text["model_type"] = wrapper->textType;
    TRY(const Family* family,
        familyOf(type && type->is_string() ? type->get<std::string>() : std::string(wrapper->textType)));
    text["architectures"] = {std::string(family->architecture)};
    // The head belongs to the wrapper, and so does what is said of it.
    if (const Json* tied = member(config, "tie_word_embeddings")) {
        TRY_VOID(refuseUnless(text, "tie_word_embeddings", *tied));
        text["tie_word_embeddings"] = *tied;
    }
    for (const char* key : {"eos_token_id", "bos_token_id", "quantization_config"})
        if (const Json* value = member(config, key))
            text[key] = *value;
    return text;
}

std::vector<std::string> spellingsOf(const ModelShape& shape, std::string_view tensor) {
    std::vector<std::string> names{std::string(tensor)};
    const Family* family = familyNamed(shape.family);
    if (!family)
        return names;
    if (!family->optionalPrefix.empty() && tensor.starts_with(family->optionalPrefix))
        names.emplace_back(tensor.substr(family->optionalPrefix.size()));
    if (mayBeWrapped(*family) && tensor.starts_with(kBase))
        for (const std::string_view base : kWrappedBases)
            names.push_back(std::string(base) + std::string(tensor.substr(kBase.size())));
    if (mayBeWrapped(*family) && tensor.starts_with(family->outputModule))
        names.push_back(std::string(kWrappedHead) + std::string(tensor));
    if (shape.tiedEmbeddings && shape.head == Head::Words && tensor == family->words)
        for (std::string name : spellingsOf(shape, std::string(family->outputModule) + ".weight"))
            names.push_back(std::move(name));
    const std::size_t newer = names.size();
    for (std::size_t i = 0; i < newer; ++i)
        if (std::string older = olderNorm(names[i]); !older.empty())
            names.push_back(std::move(older));
    return names;
}

bool isIgnoredTensor(const ModelShape& shape, std::string_view name) {
    const Family* family = familyNamed(shape.family);
    if (!family)
        return false;
    const std::string output(family->outputModule);
    if (shape.tiedEmbeddings || shape.head != Head::Words)
        for (const char* part : {".weight", ".bias"})
            for (const std::string& spelling : spellingsOf(shape, output + part))
                if (name == spelling)
                    return true;
    return makesUnreadKeys(shape, name) || isOtherPart(*family, name) || isOtherHead(*family, name) ||
           std::any_of(family->ignoredEndings.begin(), family->ignoredEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

} // namespace luthier::families

#include "pipeline.h"

#include <base/json.h>

namespace luthier::tokenizing {
namespace {

constexpr JsonLimits kLimits{kTokenizerFileBytes, 24, 8'000'000};

Result<Pipeline> readParts(const Json& json) {
    if (!json.is_object())
        return refused("tokenizer.part_invalid").with("part", "tokenizer");
    const Json* model = member(json, "model");
    if (model == nullptr)
        return refused("json.missing_field").field("model");
    Pipeline pipeline;
    TRY(pipeline.model, readTokenModel(*model));
    if (const Json* part = member(json, "normalizer")) {
        TRY(pipeline.normalizer, readNormalizer(*part));
    }
    if (const Json* part = member(json, "pre_tokenizer")) {
        TRY(pipeline.preTokenizer, readPreTokenizer(*part));
        TRY(const std::string type, stringAt(*part, "type", ""));
        // Its own blank stands there already, or the tokenizer is asked for one (`add_prefix_space`).
        pipeline.blankBeforeWords = type == "ByteLevel";
    }
    if (const Json* part = member(json, "post_processor")) {
        TRY(pipeline.postProcessor, readPostProcessor(*part));
    }
    if (const Json* part = member(json, "decoder")) {
        TRY(pipeline.decoder, readDecoder(*part));
    }
    if (const Json* added = member(json, "added_tokens")) {
        if (!added->is_array() || added->size() > kAddedTokens)
            return refused("tokenizer.part_invalid").with("part", "added_tokens");
        for (const Json& entry : *added) {
            TRY(AddedToken token, readAddedToken(entry));
            if (const auto known = pipeline.model->vocabulary().find(token.content))
                token.id = *known; // the model's own id counts
            pipeline.added.push_back(std::move(token));
        }
    }
    return pipeline;
}

} // namespace

Result<Pipeline> readTokenizerJson(std::string_view text, std::string_view file) {
    TRY(const Json json, parseJson(text, kLimits, file));
    Result<Pipeline> pipeline = readParts(json);
    if (!pipeline)
        return std::move(pipeline.error()).at(file);
    pipeline->hash = hash128(text);
    return pipeline;
}

} // namespace luthier::tokenizing

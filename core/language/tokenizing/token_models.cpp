#include "byte_pair.h"
#include "token_model.h"
#include "unigram.h"
#include "word_level.h"
#include "word_piece.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>

namespace luthier::tokenizing {
namespace {

struct TokenModelKind {
    std::string_view type;
    Result<TokenModelPointer> (*read)(const Json& json);
};

/// Every kind of model that is read, by the name that files give it.
constexpr std::array<TokenModelKind, 4> kKinds{{
    {"BPE", readBytePairModel},
    {"Unigram", readUnigramModel},
    {"WordPiece", readWordPieceModel},
    {"WordLevel", readWordLevelModel},
}};

/// Files from before models named their type, told by what they hold.
std::string_view typeOf(const Json& json) {
    if (member(json, "merges") != nullptr)
        return "BPE";
    if (const Json* vocab = member(json, "vocab"); vocab != nullptr && vocab->is_array())
        return "Unigram";
    return member(json, "continuing_subword_prefix") != nullptr ? "WordPiece" : "WordLevel";
}

} // namespace

std::string_view TokenModel::textOf(const WordToken& token, std::string_view) const {
    return *vocabulary().text(token.id);
}

Error noUnknownToken(std::string_view text) {
    return refused("tokenizer.no_unknown_token").with("text", utf8Prefix(text, 60));
}

Result<TokenModelPointer> readTokenModel(const Json& json) {
    TRY(const std::string type, stringAt(json, "type", std::string(typeOf(json))));
    const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                   [&](const TokenModelKind& one) { return one.type == type; });
    if (kind == kKinds.end())
        return refused("tokenizer.model_not_yet").with("model", type.substr(0, 40));
    return kind->read(json);
}

} // namespace luthier::tokenizing

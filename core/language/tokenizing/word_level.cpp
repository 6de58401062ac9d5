#include "word_level.h"

#include "part_reading.h"

namespace luthier::tokenizing {

WordLevelModel::WordLevelModel(Vocabulary vocabulary, std::string_view unknown)
    : m_vocabulary(std::move(vocabulary))
    , m_unknown(m_vocabulary.find(unknown)) {}

Status WordLevelModel::encode(std::string_view word, const ForbiddenIds* forbidden,
                              std::vector<WordToken>& out) const {
    auto id = m_vocabulary.find(word);
    if (!id || isForbidden(forbidden, *id))
        id = m_unknown;
    if (!id)
        return noUnknownToken(word);
    out.push_back({*id, 0, static_cast<std::uint32_t>(word.size())});
    return {};
}

Result<TokenModelPointer> readWordLevelModel(const Json& json) {
    const Json* vocab = member(json, "vocab");
    if (vocab == nullptr)
        return refused("json.missing_field").field("vocab");
    TRY(Vocabulary vocabulary, readVocabulary(*vocab));
    TRY(const std::string unknown, stringAt(json, "unk_token", "<unk>"));
    return TokenModelPointer(std::make_unique<WordLevelModel>(std::move(vocabulary), unknown));
}

} // namespace luthier::tokenizing

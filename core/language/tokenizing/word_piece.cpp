#include "word_piece.h"

#include "part_reading.h"

#include <base/utf8.h>

namespace luthier::tokenizing {

WordPieceModel::WordPieceModel(Vocabulary vocabulary, WordPieceOptions options)
    : m_vocabulary(std::move(vocabulary))
    , m_options(std::move(options))
    , m_unknown(m_vocabulary.find(m_options.unknown)) {
    std::vector<std::pair<std::string_view, std::int32_t>> beginnings;
    std::vector<std::pair<std::string_view, std::int32_t>> continuations;
    for (std::int32_t id = 0; id < m_vocabulary.idLimit(); ++id) {
        const std::string* text = m_vocabulary.text(id);
        if (text == nullptr)
            continue;
        beginnings.emplace_back(*text, id);
        if (text->starts_with(m_options.continuingPrefix))
            continuations.emplace_back(std::string_view(*text).substr(m_options.continuingPrefix.size()), id);
    }
    m_beginnings = PieceTrie(std::move(beginnings));
    m_continuations = PieceTrie(std::move(continuations));
}

bool WordPieceModel::cover(std::string_view word, const ForbiddenIds* forbidden,
                           std::vector<WordToken>& out) const {
    for (std::size_t at = 0; at < word.size();) {
        std::size_t longest = 0;
        std::int32_t best = -1;
        const auto take = [&](std::size_t length, std::int32_t id) {
            if (isForbidden(forbidden, id))
                return;
            longest = length;
            best = id;
        };
        (at == 0 ? m_beginnings : m_continuations).prefixesOf(word.substr(at), take);
        if (best < 0)
            return false;
        out.push_back({best, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + longest)});
        at += longest;
    }
    return true;
}

Status WordPieceModel::encode(std::string_view word, const ForbiddenIds* forbidden,
                              std::vector<WordToken>& out) const {
    const std::size_t before = out.size();
    if (static_cast<std::int64_t>(countCodePoints(word)) <= m_options.longestWord &&
        cover(word, forbidden, out))
        return {};
    out.resize(before);
    if (!m_unknown)
        return noUnknownToken(word);
    out.push_back({*m_unknown, 0, static_cast<std::uint32_t>(word.size())});
    return {};
}

Result<TokenModelPointer> readWordPieceModel(const Json& json) {
    const Json* vocab = member(json, "vocab");
    if (vocab == nullptr)
        return refused("json.missing_field").field("vocab");
    TRY(Vocabulary vocabulary, readVocabulary(*vocab));
    WordPieceOptions options;
    TRY(options.unknown, stringAt(json, "unk_token", options.unknown));
    TRY(options.continuingPrefix, stringAt(json, "continuing_subword_prefix", options.continuingPrefix));
    TRY(options.longestWord, integerAt(json, "max_input_chars_per_word", options.longestWord));
    if (options.longestWord < 0)
        return refused("tokenizer.part_invalid").with("part", "max_input_chars_per_word");
    return TokenModelPointer(std::make_unique<WordPieceModel>(std::move(vocabulary), std::move(options)));
}

} // namespace luthier::tokenizing

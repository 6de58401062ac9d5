#include "unigram.h"

#include "part_reading.h"

#include <base/utf8.h>

#include <algorithm>
#include <cmath>

namespace luthier::tokenizing {
namespace {

constexpr double kUnknownPenalty = 10.0;
constexpr std::uint32_t kNowhere = ~std::uint32_t{0};

/// The best way to a place in the word: its last piece and the sum of scores up to its end.
struct Arrival {
    double score = 0.0;
    std::int32_t id = 0;
    std::uint32_t from = kNowhere;

    void offer(double sum, std::int32_t piece, std::uint32_t begin) {
        if (from == kNowhere || sum > score)
            *this = {sum, piece, begin};
    }
};

Result<std::vector<double>> readScores(const Json& json, Vocabulary& vocabulary) {
    if (!json.is_array() || json.size() > kVocabularyTokens)
        return refused("tokenizer.part_invalid").with("part", "vocab");
    std::vector<double> scores;
    scores.reserve(json.size());
    for (const Json& entry : json) {
        if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number())
            return refused("tokenizer.part_invalid").with("part", "vocab");
        const auto& text = entry[0].get_ref<const std::string&>();
        const auto score = entry[1].get<double>();
        if (text.size() > kUnigramPieceBytes || !std::isfinite(score))
            return badToken(text);
        TRY_VOID(vocabulary.add(text, static_cast<std::int64_t>(scores.size())));
        scores.push_back(score);
    }
    return scores;
}

} // namespace

UnigramModel::UnigramModel(Vocabulary vocabulary, std::vector<double> scores,
                           std::optional<std::int32_t> unknown, ByteFallback byteFallback)
    : m_vocabulary(std::move(vocabulary))
    , m_scores(std::move(scores))
    , m_unknown(unknown) {
    if (!m_scores.empty())
        m_unknownScore = *std::min_element(m_scores.begin(), m_scores.end()) - kUnknownPenalty;
    std::vector<std::pair<std::string_view, std::int32_t>> pieces;
    for (std::int32_t id = 0; id < m_vocabulary.idLimit(); ++id)
        if (const std::string* text = m_vocabulary.text(id))
            pieces.emplace_back(*text, id);
    m_pieces = PieceTrie(std::move(pieces));
    if (byteFallback == ByteFallback::On)
        m_bytes = byteTokens(m_vocabulary);
}

std::string_view UnigramModel::textOf(const WordToken& token, std::string_view word) const {
    if (token.id == m_unknown)
        return word.substr(token.begin, token.end - token.begin);
    return TokenModel::textOf(token, word);
}

void UnigramModel::addUnknown(std::string_view word, const WordToken& run, const ForbiddenIds* forbidden,
                              std::vector<WordToken>& out) const {
    const std::string_view text = word.substr(run.begin, run.end - run.begin);
    if (const auto whole = m_vocabulary.find(text); whole && !isForbidden(forbidden, *whole)) {
        out.push_back({*whole, run.begin, run.end});
        return;
    }
    const auto known = [&](char c) {
        return (*m_bytes)[static_cast<unsigned char>(c)] >= 0;
    };
    if (!m_bytes || !std::all_of(text.begin(), text.end(), known)) {
        out.push_back(run);
        return;
    }
    for (const char c : text) // as the reference has it, each byte stands for the whole run
        out.push_back({(*m_bytes)[static_cast<unsigned char>(c)], run.begin, run.end});
}

Status UnigramModel::encodeAnew(std::string_view word, const ForbiddenIds* forbidden,
                                std::vector<WordToken>& out) const {
    std::vector<Arrival> arrivals(word.size() + 1);
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t length = decodeUtf8(word, at).length;
        const double soFar = arrivals[at].score;
        const auto begin = static_cast<std::uint32_t>(at);
        bool single = false;
        m_pieces.prefixesOf(word.substr(at), [&](std::size_t size, std::int32_t id) {
            if (isForbidden(forbidden, id))
                return;
            arrivals[at + size].offer(soFar + m_scores[static_cast<std::size_t>(id)], id, begin);
            single = single || size == length;
        });
        if (!single) {
            if (!m_unknown)
                return noUnknownToken(word.substr(at, length));
            arrivals[at + length].offer(soFar + m_unknownScore, *m_unknown, begin);
        }
        at += length;
    }
    std::vector<WordToken> backwards;
    for (auto end = static_cast<std::uint32_t>(word.size()); end > 0;) {
        const Arrival& arrival = arrivals[end];
        const bool joins =
            m_unknown && arrival.id == *m_unknown && !backwards.empty() && backwards.back().id == *m_unknown;
        if (joins)
            backwards.back().begin = arrival.from;
        else
            backwards.push_back({arrival.id, arrival.from, end});
        end = arrival.from;
    }
    for (auto token = backwards.rbegin(); token != backwards.rend(); ++token) {
        if (token->id == m_unknown)
            addUnknown(word, *token, forbidden, out);
        else
            out.push_back(*token);
    }
    return {};
}

Status UnigramModel::encode(std::string_view word, const ForbiddenIds* forbidden,
                            std::vector<WordToken>& out) const {
    const auto before = static_cast<std::ptrdiff_t>(out.size());
    if (!m_cache.find(word, out)) {
        TRY_VOID(encodeAnew(word, nullptr, out));
        m_cache.keep(word, out.begin() + before, out.end());
    }
    // The unknown token stands for what has none; but its own name, written in a text, is not one.
    if (forbidden != nullptr && std::any_of(out.begin() + before, out.end(), [&](const WordToken& token) {
            return isForbidden(forbidden, token.id);
        })) {
        out.resize(static_cast<std::size_t>(before));
        TRY_VOID(encodeAnew(word, forbidden, out));
    }
    return {};
}

Result<TokenModelPointer> readUnigramModel(const Json& json) {
    const Json* vocab = member(json, "vocab");
    if (vocab == nullptr)
        return refused("json.missing_field").field("vocab");
    for (const char* sampling : {"alpha", "nbest_size"})
        if (member(json, sampling) != nullptr)
            return partNotSupported("model", sampling);
    Vocabulary vocabulary;
    TRY(std::vector<double> scores, readScores(*vocab, vocabulary));
    std::optional<std::int32_t> unknown;
    if (member(json, "unk_id") != nullptr) {
        TRY(const std::int64_t id, integerAt(json, "unk_id"));
        if (id < 0 || id >= static_cast<std::int64_t>(scores.size()))
            return refused("tokenizer.part_invalid").with("part", "unk_id");
        unknown = static_cast<std::int32_t>(id);
    }
    TRY(const bool byteFallback, boolAt(json, "byte_fallback", false));
    return TokenModelPointer(
        std::make_unique<UnigramModel>(std::move(vocabulary), std::move(scores), unknown,
                                       byteFallback ? ByteFallback::On : ByteFallback::Off));
}

} // namespace luthier::tokenizing

#include "tokenizer.h"

#include "pipeline.h"
#include "truncation.h"

#include <base/utf8.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <unordered_map>

namespace luthier::tokenizing {
namespace {

constexpr std::size_t kTextBytes = std::size_t{256} << 20;

/// A token of the text before offsets are counted in code points.
struct Piece {
    std::int32_t id = 0;
    ByteRange origin;
};

bool overlaps(const ByteRange& range, std::span<const ByteRange> content) {
    const auto next =
        std::lower_bound(content.begin(), content.end(), range.begin,
                         [](const ByteRange& one, std::uint32_t begin) { return one.end <= begin; });
    return next != content.end() && next->begin < range.end;
}

using Clock = std::chrono::steady_clock;

/// A hundred times what a text of this length takes at most.
Clock::duration timeFor(std::size_t bytes) {
    return std::chrono::seconds(10) + std::chrono::microseconds(20) * static_cast<std::int64_t>(bytes);
}

Error tooSlow(std::size_t bytes) {
    return refused("tokenizer.pattern_too_slow").with("bytes", static_cast<std::int64_t>(bytes));
}

/// A text to encode and how.
/// All pieces of a text may grow by this much together while they are normalised.
constexpr std::size_t kAddedFloor = std::size_t{1} << 20;
constexpr std::size_t kAddedShare = 8;

struct Request {
    std::string_view text;
    const EncodeOptions& options;
    Clock::time_point deadline = Clock::now() + timeFor(text.size());
    mutable std::size_t added = 0; // bytes by which the pieces have grown so far

    bool hasContent() const {
        return options.controlTokens == ControlTokens::AsText || !options.contentRanges.empty();
    }
    /// Whether a control token may stand here. White space around it may be content: a token that is looked
    /// for after normalisation can swallow a blank, and blanks alone make no control token.
    bool allowsControl(ByteRange range) const {
        const auto blank = [&](std::uint32_t at) {
            return text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r';
        };
        while (range.begin < range.end && blank(range.begin))
            ++range.begin;
        while (range.begin < range.end && blank(range.end - 1))
            --range.end;
        return options.controlTokens == ControlTokens::Match && !overlaps(range, options.contentRanges);
    }
};

/// Byte positions as code points; the positions of a character's later bytes count as its first.
class CodePointCounter {
public:
    explicit CodePointCounter(std::string_view text)
        : m_size(static_cast<std::uint32_t>(text.size())) {
        if (std::all_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
            return;
        m_index.resize(text.size());
        std::uint32_t count = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
            count += starts ? 1U : 0U;
            m_index[i] = count - 1;
        }
    }
    /// As the reference converts: a range that starts behind the text stays in bytes.
    CodePointRange operator()(ByteRange range) const {
        if (range.begin >= m_size)
            return {range.begin, range.end};
        if (range.end < m_size)
            return {at(range.begin), at(range.end)};
        return {at(range.begin),
                range.end > 0 && range.end - 1 < m_size ? at(range.end - 1) + 1 : at(range.begin) + 2};
    }

private:
    std::uint32_t at(std::uint32_t byte) const { return m_index.empty() ? byte : m_index[byte]; }
    std::uint32_t m_size;
    std::vector<std::uint32_t> m_index;
};

} // namespace

struct Tokenizer::State {
    Pipeline parts;
    AddedTokenMatcher raw;        // looked for in the text as it is
    AddedTokenMatcher normalised; // looked for after normalisation
    AddedTokenMatcher control;    // the special ones as they are written
    ForbiddenIds special;         // by id
    std::unordered_map<std::string, std::int32_t> addedIds;
    std::unordered_map<std::int32_t, std::size_t> addedById;
    std::vector<std::string>
        addedTexts; // what an added token decodes to, normalised when it is looked for that way

    Status encodePieces(const Request& request, std::vector<Piece>& pieces,
                        std::vector<std::string>* tokens) const;
    Status encodeSegment(AlignedText segment, const Request& request, std::vector<Piece>& pieces,
                         std::vector<std::string>* tokens) const;
    Status encodeWords(AlignedText text, const Request& request, std::vector<Piece>& pieces,
                       std::vector<std::string>* tokens) const;
    bool isSpecial(std::int32_t id) const {
        return id >= 0 && static_cast<std::size_t>(id) < special.size() &&
               special[static_cast<std::size_t>(id)];
    }
};

namespace {

std::vector<std::string> rawPatterns(const std::vector<AddedToken>& tokens) {
    std::vector<std::string> patterns;
    for (const AddedToken& token : tokens)
        patterns.push_back(token.normalized ? std::string() : token.content);
    return patterns;
}

Result<std::vector<std::string>> normalisedPatterns(const std::vector<AddedToken>& tokens,
                                                    const Normalizer* normalizer) {
    const Clock::time_point deadline = Clock::now() + timeFor(0);
    std::vector<std::string> patterns;
    for (const AddedToken& token : tokens) {
        if (Clock::now() > deadline)
            return tooSlow(token.content.size());
        if (!token.normalized) {
            patterns.emplace_back();
            continue;
        }
        AlignedText content = alignedText(token.content, 0);
        if (normalizer != nullptr)
            TRY_VOID(normalizer->apply(content));
        patterns.push_back(std::move(content.text));
    }
    return patterns;
}

} // namespace

Tokenizer::Tokenizer(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
Tokenizer::~Tokenizer() = default;

Result<std::shared_ptr<const Tokenizer>> Tokenizer::make(Pipeline pipeline) {
    auto state = std::make_unique<State>();
    state->parts = std::move(pipeline);
    // Special tokens are looked for first, so that of two alike the special one counts.
    std::stable_partition(state->parts.added.begin(), state->parts.added.end(),
                          [](const AddedToken& t) { return t.special; });
    const std::vector<AddedToken>& added = state->parts.added;
    for (std::size_t i = 0; i < added.size(); ++i) {
        state->addedIds.emplace(added[i].content, added[i].id);
        const std::string* known = state->parts.model->vocabulary().text(added[i].id);
        if (known != nullptr && *known != added[i].content)
            return refused("tokenizer.added_token_invalid").with("token", utf8Prefix(added[i].content, 60));
        state->addedById[added[i].id] = i;
        if (!added[i].special)
            continue;
        const auto id = static_cast<std::size_t>(added[i].id);
        if (id > 16'000'000)
            return refused("tokenizer.added_token_invalid").with("token", utf8Prefix(added[i].content, 60));
        if (state->special.size() <= id)
            state->special.resize(id + 1);
        state->special[id] = true;
    }
    state->raw = AddedTokenMatcher(added, rawPatterns(added));
    TRY(const std::vector<std::string> patterns, normalisedPatterns(added, state->parts.normalizer.get()));
    state->normalised = AddedTokenMatcher(added, patterns);
    std::vector<std::string> special;
    for (const AddedToken& token : added)
        special.push_back(token.special ? token.content : std::string());
    state->control = AddedTokenMatcher(added, special);
    for (std::size_t i = 0; i < added.size(); ++i)
        state->addedTexts.push_back(added[i].normalized ? patterns[i] : added[i].content);
    return std::shared_ptr<const Tokenizer>(new Tokenizer(std::move(state)));
}

Status Tokenizer::State::encodeWords(AlignedText text, const Request& request, std::vector<Piece>& pieces,
                                     std::vector<std::string>* tokens) const {
    if (text.empty())
        return {};
    SplitText split;
    split.pieces = {{0, static_cast<std::uint32_t>(text.text.size())}};
    split.text = std::move(text);
    split.deadline = request.deadline;
    if (parts.preTokenizer)
        TRY_VOID(parts.preTokenizer->apply(split));
    const ForbiddenIds* forbidden = request.hasContent() ? &special : nullptr;
    std::vector<WordToken> found;
    for (const Hit& piece : split.pieces) {
        found.clear();
        const auto word = std::string_view(split.text.text).substr(piece.begin, piece.end - piece.begin);
        TRY_VOID(parts.model->encode(word, forbidden, found));
        for (const WordToken& token : found) {
            if (tokens == nullptr) { // ids alone: nobody asks where they came from
                pieces.push_back({token.id, {}});
                continue;
            }
            const bool inside = piece.begin + token.end <= piece.end;
            pieces.push_back(
                {token.id, inside ? originOf(split.text, piece.begin + token.begin, piece.begin + token.end)
                                  : ByteRange{token.begin, token.end}});
            tokens->emplace_back(parts.model->textOf(token, word));
        }
    }
    return {};
}

Status Tokenizer::State::encodeSegment(AlignedText segment, const Request& request,
                                       std::vector<Piece>& pieces, std::vector<std::string>* tokens) const {
    if (parts.normalizer) {
        const std::size_t before = segment.text.size();
        TRY_VOID(parts.normalizer->apply(segment));
        // A file that adds a little to each of very many pieces is bounded over all of them.
        request.added += segment.text.size() - std::min(before, segment.text.size());
        if (request.added > kAddedFloor + kAddedShare * request.text.size())
            return refused("tokenizer.text_grows").with("part", "normalizer");
    }
    if (normalised.empty())
        return encodeWords(std::move(segment), request, pieces, tokens);
    const auto allows = [&](const Hit& range) {
        return request.allowsControl(originOf(segment, range.begin, range.end));
    };
    for (const AddedTokenMatcher::Found& found : normalised.cut(segment.text, parts.added, allows)) {
        if (found.token >= 0) {
            pieces.push_back({parts.added[static_cast<std::size_t>(found.token)].id,
                              originOf(segment, found.range.begin, found.range.end)});
            if (tokens != nullptr)
                tokens->push_back(
                    segment.text.substr(found.range.begin, found.range.end - found.range.begin));
            continue;
        }
        AlignedText part;
        appendAligned(part, segment, found.range.begin, found.range.end);
        part.originBegin = part.origin.front().begin;
        TRY_VOID(encodeWords(std::move(part), request, pieces, tokens));
    }
    return {};
}

Status Tokenizer::State::encodePieces(const Request& request, std::vector<Piece>& pieces,
                                      std::vector<std::string>* tokens) const {
    const auto allows = [&](const Hit& range) {
        return request.allowsControl({range.begin, range.end});
    };
    const std::string_view text = request.text;
    for (const AddedTokenMatcher::Found& found : raw.cut(text, parts.added, allows)) {
        if (Clock::now() > request.deadline)
            return tooSlow(text.size());
        const std::string_view part = text.substr(found.range.begin, found.range.end - found.range.begin);
        if (found.token < 0) {
            TRY_VOID(encodeSegment(alignedText(part, found.range.begin), request, pieces, tokens));
            continue;
        }
        pieces.push_back(
            {parts.added[static_cast<std::size_t>(found.token)].id, {found.range.begin, found.range.end}});
        if (tokens != nullptr)
            tokens->emplace_back(part);
    }
    return {};
}

Result<Encoding> Tokenizer::encodePart(std::string_view text, std::int32_t type,
                                       const EncodeOptions& options) const {
    if (text.size() > kTextBytes)
        return refused("tokenizer.text_too_long").with("limit", static_cast<std::int64_t>(kTextBytes));
    if (!isValidUtf8(text)) {
        EncodeOptions without = options;
        if (!options.contentRanges.empty()) // ranges would no longer fit: all of it is content then
            without.controlTokens = ControlTokens::AsText;
        without.contentRanges = {};
        return encodePart(replaceInvalidUtf8(text), type, without);
    }
    Encoding encoding;
    std::vector<Piece> pieces;
    TRY_VOID(m_state->encodePieces({text, options}, pieces, &encoding.tokens));
    const CodePointCounter codePoints(text);
    encoding.ids.reserve(pieces.size());
    encoding.offsets.reserve(pieces.size());
    for (const Piece& piece : pieces) {
        encoding.ids.push_back(piece.id);
        encoding.offsets.push_back(codePoints(piece.origin));
    }
    encoding.types.assign(pieces.size(), type);
    encoding.texts.assign(pieces.size(), static_cast<std::int8_t>(type));
    return encoding;
}

Encoding Tokenizer::joined(std::vector<Encoding> parts, const EncodeOptions& options) const {
    const PostProcessor* around = m_state->parts.postProcessor.get();
    std::size_t cut = 0;
    if (options.maxLength > 0) {
        const bool adds = around != nullptr && options.specialTokens == Specials::Add;
        const std::size_t added = adds ? around->added(parts.size()) : 0;
        cut = truncate(parts, options.maxLength - std::min(added, options.maxLength), truncatesLeft());
    }
    if (around != nullptr)
        around->apply(parts, options.specialTokens);
    Encoding all = parts.empty() ? Encoding() : std::move(parts.front());
    all.cut = cut;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto append = [](auto& to, auto& from) {
            to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
        };
        append(all.ids, parts[i].ids);
        append(all.offsets, parts[i].offsets);
        append(all.tokens, parts[i].tokens);
        append(all.types, parts[i].types);
        append(all.texts, parts[i].texts);
        append(all.words, parts[i].words);
    }
    return all;
}

Result<Encoding> Tokenizer::encode(std::string_view text, const EncodeOptions& options) const {
    std::vector<Encoding> parts(1);
    TRY(parts.front(), encodePart(text, 0, options));
    return joined(std::move(parts), options);
}

Result<Encoding> Tokenizer::encodePair(std::string_view first, std::string_view second,
                                       const EncodeOptions& options) const {
    std::vector<Encoding> parts(2);
    EncodeOptions plain = options; // ranges count in one text, and here are two
    if (!options.contentRanges.empty())
        plain.controlTokens = ControlTokens::AsText;
    plain.contentRanges = {};
    TRY(parts[0], encodePart(first, 0, plain));
    TRY(parts[1], encodePart(second, 1, plain));
    return joined(std::move(parts), options);
}

Result<Encoding> Tokenizer::encodeWords(std::span<const std::string> words,
                                        const EncodeOptions& options) const {
    EncodeOptions plain = options;
    if (!options.contentRanges.empty())
        plain.controlTokens = ControlTokens::AsText;
    plain.contentRanges = {};
    std::vector<Encoding> parts(1);
    Encoding& all = parts.front();
    std::uint32_t begin = 0; // of the word, in code points of all of them
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool blank = m_state->parts.blankBeforeWords && !words[i].empty() && !words[i].starts_with(' ');
        TRY(const Encoding word, encodePart(blank ? " " + words[i] : words[i], 0, plain));
        const std::uint32_t added = blank ? 1 : 0;
        for (std::size_t token = 0; token < word.ids.size(); ++token) {
            const CodePointRange& range = word.offsets[token];
            all.offsets.push_back(
                {begin + std::max(range.begin, added) - added, begin + std::max(range.end, added) - added});
            all.words.push_back(static_cast<std::int32_t>(i));
        }
        all.ids.insert(all.ids.end(), word.ids.begin(), word.ids.end());
        all.tokens.insert(all.tokens.end(), word.tokens.begin(), word.tokens.end());
        begin += static_cast<std::uint32_t>(countCodePoints(words[i])) + 1;
    }
    all.types.assign(all.ids.size(), 0);
    all.texts.assign(all.ids.size(), 0);
    return joined(std::move(parts), options);
}

Result<std::vector<std::int32_t>> Tokenizer::encodeIds(std::string_view text,
                                                       const EncodeOptions& options) const {
    if (options.specialTokens == Specials::Add || options.maxLength > 0 || text.size() > kTextBytes ||
        !isValidUtf8(text)) {
        TRY(Encoding encoding, encode(text, options));
        return std::move(encoding.ids);
    }
    std::vector<Piece> pieces;
    TRY_VOID(m_state->encodePieces({text, options}, pieces, nullptr));
    std::vector<std::int32_t> ids(pieces.size());
    std::transform(pieces.begin(), pieces.end(), ids.begin(), [](const Piece& piece) { return piece.id; });
    return ids;
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, Skip skip) const {
    std::vector<std::string> tokens;
    tokens.reserve(ids.size());
    for (const std::int32_t id : ids) {
        if (skip == Skip::Specials && isSpecial(id))
            continue;
        if (const auto added = m_state->addedById.find(id); added != m_state->addedById.end())
            tokens.push_back(m_state->addedTexts[added->second]);
        else if (const std::string* token = m_state->parts.model->vocabulary().text(id))
            tokens.push_back(*token);
    }
    std::string text;
    if (m_state->parts.decoder)
        m_state->parts.decoder->apply(tokens);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (i > 0 && !m_state->parts.decoder)
            text += ' ';
        text += tokens[i];
    }
    return text;
}

std::optional<std::int32_t> Tokenizer::idOf(std::string_view token) const {
    const auto added = m_state->addedIds.find(std::string(token));
    return added != m_state->addedIds.end() ? std::optional(added->second)
                                            : m_state->parts.model->vocabulary().find(token);
}

std::optional<std::string> Tokenizer::tokenOf(std::int32_t id) const {
    if (const auto added = m_state->addedById.find(id); added != m_state->addedById.end())
        return m_state->parts.added[added->second].content;
    const std::string* text = m_state->parts.model->vocabulary().text(id);
    return text == nullptr ? std::nullopt : std::optional(*text);
}

bool Tokenizer::isSpecial(std::int32_t id) const {
    return m_state->isSpecial(id);
}

std::size_t Tokenizer::controlTokensIn(std::string_view text) const {
    if (m_state->control.empty())
        return 0;
    const auto found = m_state->control.cut(text, m_state->parts.added, [](const Hit&) { return true; });
    return static_cast<std::size_t>(
        std::count_if(found.begin(), found.end(), [](const auto& one) { return one.token >= 0; }));
}

std::size_t Tokenizer::vocabularySize() const {
    std::size_t count = m_state->parts.model->vocabulary().size();
    for (const auto& [id, index] : m_state->addedById)
        count += m_state->parts.model->vocabulary().text(id) == nullptr ? 1U : 0U;
    return count;
}

std::int32_t Tokenizer::idLimit() const {
    std::int32_t limit = m_state->parts.model->vocabulary().idLimit();
    for (const auto& [id, index] : m_state->addedById)
        limit = std::max(limit, id + 1);
    return limit;
}

std::size_t Tokenizer::addedTokenCount() const {
    return m_state->parts.added.size();
}

std::optional<std::int32_t> Tokenizer::unknownId() const {
    return m_state->parts.model->unknown();
}

const SpecialTokens& Tokenizer::specialTokens() const {
    return m_state->parts.specials;
}

const std::optional<std::string>& Tokenizer::chatTemplate() const {
    return m_state->parts.chatTemplate;
}

const std::optional<std::string>& Tokenizer::toolTemplate() const {
    return m_state->parts.toolTemplate ? m_state->parts.toolTemplate : m_state->parts.chatTemplate;
}

const std::vector<std::pair<std::string, std::string>>& Tokenizer::namedTemplates() const {
    return m_state->parts.namedTemplates;
}

bool Tokenizer::truncatesLeft() const {
    return m_state->parts.truncatesLeft;
}

const Hash128& Tokenizer::hash() const {
    return m_state->parts.hash;
}

} // namespace luthier::tokenizing

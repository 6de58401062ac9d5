#include "pre_tokenizers.h"

#include "byte_level.h"
#include "characters.h"
#include "part_reading.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

namespace luthier::tokenizing {
namespace {

constexpr std::string_view kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
// Words of Rust's expressions: unlike Oniguruma's they have joiners in them, and no raised or broken digits.
constexpr std::string_view kWhitespacePattern =
    R"([\w\x{200C}\x{200D}&&[^\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE}]]+|[[^\w\s\x{200C}\x{200D}]\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE}]+)";

// Each piece has limits of its own; many slow ones together meet the text's.
constexpr std::size_t kPiecesBetweenClocks = 16;

struct Run {
    Hit range;
    bool delimiter = false;
};

/// The hits and what lies between them, covering [0, size).
std::vector<Run> coveringRuns(const std::vector<Hit>& hits, std::uint32_t size, PatternFinds finds) {
    std::vector<Run> runs;
    runs.reserve(hits.size() * 2 + 1);
    const bool hitIsDelimiter = finds == PatternFinds::Delimiters;
    std::uint32_t done = 0;
    for (const Hit& hit : hits) {
        if (done != hit.begin)
            runs.push_back({{done, hit.begin}, !hitIsDelimiter});
        runs.push_back({hit, hitIsDelimiter});
        done = hit.end;
    }
    if (done != size)
        runs.push_back({{done, size}, !hitIsDelimiter});
    return runs;
}

/// Joins runs as the behaviour wants it; delimiters to be removed are left out.
std::vector<Hit> joinRuns(std::vector<Run> runs, DelimiterBehaviour behaviour) {
    std::vector<Hit> out;
    out.reserve(runs.size());
    const bool backwards = behaviour == DelimiterBehaviour::MergedWithNext;
    if (backwards)
        std::reverse(runs.begin(), runs.end());
    bool previous = false;
    for (const Run& run : runs) {
        bool joins = false;
        if (behaviour == DelimiterBehaviour::Contiguous)
            joins = run.delimiter == previous;
        else if (behaviour == DelimiterBehaviour::MergedWithPrevious || backwards)
            joins = run.delimiter && !previous;
        previous = run.delimiter;
        if (behaviour == DelimiterBehaviour::Removed && run.delimiter)
            continue;
        if (joins && !out.empty()) {
            if (backwards)
                out.back().begin = run.range.begin;
            else
                out.back().end = run.range.end;
        } else {
            out.push_back(run.range);
        }
    }
    if (backwards)
        std::reverse(out.begin(), out.end());
    return out;
}

std::string_view viewOf(const SplitText& split, const Hit& piece) {
    return std::string_view(split.text.text).substr(piece.begin, piece.end - piece.begin);
}

/// Cuts every piece at the hits that `find` gives for its text (relative to the piece).
template <class Find>
Status cutPieces(SplitText& split, DelimiterBehaviour behaviour, PatternFinds finds, const Find& find) {
    std::vector<Hit> out;
    out.reserve(split.pieces.size());
    std::vector<Hit> hits;
    std::size_t sinceClock = 0;
    for (const Hit& piece : split.pieces) {
        hits.clear();
        TRY_VOID(find(viewOf(split, piece), hits));
        if (++sinceClock % kPiecesBetweenClocks == 0 && std::chrono::steady_clock::now() > split.deadline)
            return refused("tokenizer.pattern_too_slow")
                .with("bytes", static_cast<std::int64_t>(split.text.text.size()));
        for (const Hit& part : joinRuns(coveringRuns(hits, piece.end - piece.begin, finds), behaviour))
            if (part.begin < part.end)
                out.push_back({piece.begin + part.begin, piece.begin + part.end});
    }
    split.pieces = std::move(out);
    return {};
}

class SplitPreTokenizer final : public PreTokenizer {
public:
    SplitPreTokenizer(Pattern pattern, DelimiterBehaviour behaviour, PatternFinds finds)
        : m_pattern(std::move(pattern))
        , m_behaviour(behaviour)
        , m_finds(finds) {}
    Status apply(SplitText& split) const override {
        return cutPieces(split, m_behaviour, m_finds, [&](std::string_view text, std::vector<Hit>& hits) {
            return m_pattern.findAll(text, hits);
        });
    }

private:
    Pattern m_pattern;
    DelimiterBehaviour m_behaviour;
    PatternFinds m_finds;
};

using CharacterTest = bool (*)(char32_t);

/// Each character that passes the test is a delimiter of its own.
class CharacterPreTokenizer final : public PreTokenizer {
public:
    CharacterPreTokenizer(CharacterTest test, DelimiterBehaviour behaviour)
        : m_test(test)
        , m_behaviour(behaviour) {}
    Status apply(SplitText& split) const override {
        return cutPieces(split, m_behaviour, PatternFinds::Delimiters,
                         [&](std::string_view text, std::vector<Hit>& hits) -> Status {
                             for (std::size_t i = 0; i < text.size();) {
                                 const CodePoint point = decodeUtf8(text, i);
                                 if (m_test(point.value))
                                     hits.push_back({static_cast<std::uint32_t>(i),
                                                     static_cast<std::uint32_t>(i + point.length)});
                                 i += point.length;
                             }
                             return {};
                         });
    }

private:
    CharacterTest m_test;
    DelimiterBehaviour m_behaviour;
};

/// Rebuilds the text from its pieces, each with `prefix` before it where `wants` says so.
template <class Wants>
void prependToPieces(SplitText& split, std::string_view prefix, const Wants& wants) {
    SplitText out;
    out.text.originBegin = split.text.originBegin;
    out.deadline = split.deadline;
    for (const Hit& piece : split.pieces) {
        const auto begin = static_cast<std::uint32_t>(out.text.text.size());
        if (wants(viewOf(split, piece), split.text.origin[piece.begin])) {
            const std::size_t first = decodeUtf8(split.text.text, piece.begin).length;
            out.text.text += prefix;
            out.text.origin.insert(out.text.origin.end(), prefix.size(),
                                   split.text.origin[piece.begin + first - 1]);
        }
        appendAligned(out.text, split.text, piece.begin, piece.end);
        out.pieces.push_back({begin, static_cast<std::uint32_t>(out.text.text.size())});
    }
    split = std::move(out);
}

class ByteLevelPreTokenizer final : public PreTokenizer {
public:
    ByteLevelPreTokenizer(bool addPrefixSpace, std::optional<Pattern> pattern)
        : m_addPrefixSpace(addPrefixSpace)
        , m_pattern(std::move(pattern)) {}
    Status apply(SplitText& split) const override {
        if (m_addPrefixSpace)
            prependToPieces(split, " ",
                            [](std::string_view piece, ByteRange) { return !piece.starts_with(' '); });
        if (m_pattern)
            TRY_VOID(cutPieces(split, DelimiterBehaviour::Isolated, PatternFinds::Delimiters,
                               [&](std::string_view text, std::vector<Hit>& hits) {
                                   return m_pattern->findAll(text, hits);
                               }));
        SplitText out;
        out.text.originBegin = split.text.originBegin;
        out.deadline = split.deadline;
        out.text.text.reserve(split.text.text.size() * 5 / 4);
        out.text.origin.reserve(split.text.text.size() * 5 / 4);
        out.pieces.reserve(split.pieces.size());
        for (const Hit& piece : split.pieces) {
            const auto begin = static_cast<std::uint32_t>(out.text.text.size());
            for (std::size_t i = piece.begin; i < piece.end; ++i) {
                const std::size_t before = out.text.text.size();
                appendUtf8(out.text.text, byteLevelCharacter(static_cast<std::uint8_t>(split.text.text[i])));
                out.text.origin.insert(out.text.origin.end(), out.text.text.size() - before,
                                       split.text.origin[i]);
            }
            out.pieces.push_back({begin, static_cast<std::uint32_t>(out.text.text.size())});
        }
        split = std::move(out);
        return {};
    }

private:
    bool m_addPrefixSpace;
    std::optional<Pattern> m_pattern;
};

class MetaspacePreTokenizer final : public PreTokenizer {
public:
    MetaspacePreTokenizer(std::string replacement, PrependScheme scheme, bool cut)
        : m_replacement(std::move(replacement))
        , m_scheme(scheme)
        , m_cut(cut)
        , m_blank(Pattern::literal(" "))
        , m_mark(Pattern::literal(m_replacement)) {}

    Status apply(SplitText& split) const override {
        TRY_VOID(replaceBlanks(split));
        if (m_scheme != PrependScheme::Never)
            prependToPieces(split, m_replacement, [&](std::string_view piece, ByteRange origin) {
                return !piece.starts_with(m_replacement) &&
                       (m_scheme == PrependScheme::Always || origin.begin == 0);
            });
        if (!m_cut)
            return {};
        return cutPieces(
            split, DelimiterBehaviour::MergedWithNext, PatternFinds::Delimiters,
            [&](std::string_view text, std::vector<Hit>& hits) { return m_mark.findAll(text, hits); });
    }

private:
    Status replaceBlanks(SplitText& split) const {
        SplitText out;
        out.text.originBegin = split.text.originBegin;
        out.deadline = split.deadline;
        std::vector<Hit> hits;
        for (const Hit& piece : split.pieces) {
            hits.clear();
            TRY_VOID(m_blank.findAll(viewOf(split, piece), hits));
            const auto begin = static_cast<std::uint32_t>(out.text.text.size());
            std::size_t done = piece.begin;
            for (const Hit& hit : hits) {
                appendAligned(out.text, split.text, done, piece.begin + hit.begin);
                out.text.text += m_replacement;
                out.text.origin.insert(out.text.origin.end(), m_replacement.size(),
                                       split.text.origin[piece.begin + hit.begin]);
                done = piece.begin + hit.end;
            }
            appendAligned(out.text, split.text, done, piece.end);
            out.pieces.push_back({begin, static_cast<std::uint32_t>(out.text.text.size())});
        }
        split = std::move(out);
        return {};
    }

    std::string m_replacement;
    PrependScheme m_scheme;
    bool m_cut;
    Pattern m_blank;
    Pattern m_mark;
};

class PreTokenizerSequence final : public PreTokenizer {
public:
    explicit PreTokenizerSequence(std::vector<PreTokenizerPointer> members)
        : m_members(std::move(members)) {}
    Status apply(SplitText& split) const override {
        const std::size_t limit = (std::size_t{1} << 16) + 8 * split.text.text.size();
        for (const PreTokenizerPointer& one : m_members) {
            TRY_VOID(one->apply(split));
            if (split.text.text.size() > limit)
                return refused("tokenizer.text_grows").with("part", "Sequence");
        }
        return {};
    }

private:
    std::vector<PreTokenizerPointer> m_members;
};

Result<DelimiterBehaviour> behaviourOf(const Json& json, std::string_view absent) {
    TRY(const std::string name, stringAt(json, "behavior", std::string(absent)));
    if (name == "Removed")
        return DelimiterBehaviour::Removed;
    if (name == "Isolated")
        return DelimiterBehaviour::Isolated;
    if (name == "MergedWithPrevious")
        return DelimiterBehaviour::MergedWithPrevious;
    if (name == "MergedWithNext")
        return DelimiterBehaviour::MergedWithNext;
    if (name == "Contiguous")
        return DelimiterBehaviour::Contiguous;
    return refused("tokenizer.part_invalid").with("part", "behavior");
}

} // namespace

Result<PreTokenizerPointer> byteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) {
    std::optional<Pattern> pattern;
    if (useRegex) {
        TRY(pattern, Pattern::expression(kGpt2Pattern));
    }
    return PreTokenizerPointer(std::make_unique<ByteLevelPreTokenizer>(addPrefixSpace, std::move(pattern)));
}

PreTokenizerPointer splitPreTokenizer(Pattern pattern, DelimiterBehaviour behaviour, PatternFinds finds) {
    return std::make_unique<SplitPreTokenizer>(std::move(pattern), behaviour, finds);
}

PreTokenizerPointer preTokenizerSequence(std::vector<PreTokenizerPointer> members) {
    return std::make_unique<PreTokenizerSequence>(std::move(members));
}

PreTokenizerPointer metaspacePreTokenizer(PrependScheme scheme) {
    return std::make_unique<MetaspacePreTokenizer>("\xE2\x96\x81", scheme, true);
}

PreTokenizerPointer whitespaceSplitPreTokenizer() {
    return std::make_unique<CharacterPreTokenizer>(&templates::isWhiteSpace, DelimiterBehaviour::Removed);
}

PreTokenizerPointer bertPreTokenizer() {
    std::vector<PreTokenizerPointer> steps;
    steps.push_back(whitespaceSplitPreTokenizer());
    steps.push_back(std::make_unique<CharacterPreTokenizer>(&isPunctuation, DelimiterBehaviour::Isolated));
    return preTokenizerSequence(std::move(steps));
}

namespace {

using Read = Result<PreTokenizerPointer> (*)(const Json& json, int depth);

Result<PreTokenizerPointer> readMetaspace(const Json& json, int) {
    TRY(const char32_t replacement, characterAt(json, "replacement"));
    TRY(const bool legacyPrefix, boolAt(json, "add_prefix_space", true));
    TRY(const std::string scheme,
        stringAt(json, "prepend_scheme", std::string(legacyPrefix ? "always" : "never")));
    TRY(const bool cut, boolAt(json, "split", true));
    if (scheme != "always" && scheme != "first" && scheme != "never")
        return refused("tokenizer.part_invalid").with("part", "prepend_scheme");
    if (!legacyPrefix && scheme != "never")
        return refused("tokenizer.part_invalid").with("part", "add_prefix_space");
    const PrependScheme chosen = scheme == "always"  ? PrependScheme::Always
                                 : scheme == "first" ? PrependScheme::First
                                                     : PrependScheme::Never;
    return PreTokenizerPointer(
        std::make_unique<MetaspacePreTokenizer>(templates::toUtf8({&replacement, 1}), chosen, cut));
}

Result<PreTokenizerPointer> readByteLevel(const Json& json, int) {
    TRY(const bool addPrefixSpace, boolAt(json, "add_prefix_space", true));
    TRY(const bool useRegex, boolAt(json, "use_regex", true));
    return byteLevelPreTokenizer(addPrefixSpace, useRegex);
}

Result<PreTokenizerPointer> readSplit(const Json& json, int) {
    TRY(Pattern pattern, patternOf(json));
    TRY(const DelimiterBehaviour behaviour, behaviourOf(json, ""));
    TRY(const bool invert, boolAt(json, "invert", false));
    return splitPreTokenizer(std::move(pattern), behaviour,
                             invert ? PatternFinds::Content : PatternFinds::Delimiters);
}

Result<PreTokenizerPointer> readWhitespace(const Json&, int) {
    TRY(Pattern pattern, Pattern::expression(kWhitespacePattern));
    return splitPreTokenizer(std::move(pattern), DelimiterBehaviour::Removed, PatternFinds::Content);
}

Result<PreTokenizerPointer> readWhitespaceSplit(const Json&, int) {
    return whitespaceSplitPreTokenizer();
}

Result<PreTokenizerPointer> readBert(const Json&, int) {
    return bertPreTokenizer();
}

Result<PreTokenizerPointer> readDigits(const Json& json, int) {
    TRY(const bool individual, boolAt(json, "individual_digits", false));
    return PreTokenizerPointer(std::make_unique<CharacterPreTokenizer>(
        &isNumeric, individual ? DelimiterBehaviour::Isolated : DelimiterBehaviour::Contiguous));
}

Result<PreTokenizerPointer> readPunctuation(const Json& json, int) {
    TRY(const DelimiterBehaviour behaviour, behaviourOf(json, "Isolated"));
    return PreTokenizerPointer(std::make_unique<CharacterPreTokenizer>(&isPunctuation, behaviour));
}

Result<PreTokenizerPointer> readDelimiter(const Json& json, int) {
    TRY(const char32_t delimiter, characterAt(json, "delimiter"));
    return splitPreTokenizer(Pattern::literal(templates::toUtf8({&delimiter, 1})),
                             DelimiterBehaviour::Removed, PatternFinds::Delimiters);
}

Result<PreTokenizerPointer> readScripts(const Json&, int) {
    return scriptPreTokenizer();
}

Result<PreTokenizerPointer> readLength(const Json& json, int) {
    TRY(const std::int64_t length, integerAt(json, "length", 5));
    return lengthPreTokenizer(length);
}

Result<PreTokenizerPointer> readSequence(const Json& json, int depth) {
    TRY(const Json* members, sequenceOf(json, "pretokenizers", depth));
    std::vector<PreTokenizerPointer> read;
    for (const Json& one : *members) {
        TRY(PreTokenizerPointer next, readPreTokenizer(one, depth + 1));
        read.push_back(std::move(next));
    }
    return preTokenizerSequence(std::move(read));
}

constexpr std::array<std::pair<std::string_view, Read>, 12> kKinds{{
    {"ByteLevel", readByteLevel},
    {"Split", readSplit},
    {"Metaspace", readMetaspace},
    {"Whitespace", readWhitespace},
    {"WhitespaceSplit", readWhitespaceSplit},
    {"BertPreTokenizer", readBert},
    {"Punctuation", readPunctuation},
    {"Digits", readDigits},
    {"CharDelimiterSplit", readDelimiter},
    {"UnicodeScripts", readScripts},
    {"FixedLength", readLength},
    {"Sequence", readSequence},
}};

} // namespace

Result<PreTokenizerPointer> readPreTokenizer(const Json& json, int depth) {
    TRY(const std::string type, partType(json, "pre_tokenizer"));
    const auto kind =
        std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& one) { return one.first == type; });
    return kind == kKinds.end() ? partNotSupported("pre_tokenizer", type) : kind->second(json, depth);
}

} // namespace luthier::tokenizing

#include "decoders.h"

#include "byte_level.h"
#include "part_reading.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace luthier::tokenizing {
namespace {

enum class Cleanup { Off, On };

/// Every `what` of a text, from the left, by `by`; an empty `what` is nowhere.
std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = text.find(what); !what.empty() && at != std::string_view::npos;
         at = text.find(what, done)) {
        out.append(text, done, at - done).append(by);
        done = at + what.size();
    }
    return out.append(text, done);
}

class ByteLevelDecoder final : public Decoder {
public:
    void apply(std::vector<std::string>& tokens) const override {
        std::string bytes;
        for (const std::string& token : tokens)
            bytes += byteLevelBytes(token);
        tokens = {lossyUtf8(bytes)};
    }
};

class MetaspaceDecoder final : public Decoder {
public:
    MetaspaceDecoder(std::string mark, bool prepended)
        : m_mark(std::move(mark))
        , m_prepended(prepended) {}
    void apply(std::vector<std::string>& tokens) const override {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const std::string_view blank = i == 0 && m_prepended ? "" : " ";
            tokens[i] = replaced(tokens[i], m_mark, blank);
        }
    }

private:
    std::string m_mark;
    bool m_prepended;
};

class SuffixDecoder final : public Decoder {
public:
    explicit SuffixDecoder(std::string suffix)
        : m_suffix(std::move(suffix)) {}
    void apply(std::vector<std::string>& tokens) const override {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const std::string_view blank = i + 1 == tokens.size() ? "" : " ";
            tokens[i] = replaced(tokens[i], m_suffix, blank);
        }
    }

private:
    std::string m_suffix;
};

/// Takes out what cutting English apart has put in.
std::string withoutArtefacts(std::string text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kRewritings{{
        {" .", "."},
        {" ?", "?"},
        {" !", "!"},
        {" ,", ","},
        {" ' ", "'"},
        {" n't", "n't"},
        {" 'm", "'m"},
        {" do not", " don't"},
        {" 's", "'s"},
        {" 've", "'ve"},
        {" 're", "'re"},
    }};
    for (const auto& [what, by] : kRewritings)
        text = replaced(text, what, by);
    return text;
}

class WordPieceDecoder final : public Decoder {
public:
    WordPieceDecoder(std::string prefix, Cleanup cleanup)
        : m_prefix(std::move(prefix))
        , m_cleanup(cleanup) {}
    void apply(std::vector<std::string>& tokens) const override {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (i > 0 && tokens[i].starts_with(m_prefix))
                tokens[i].erase(0, m_prefix.size());
            else if (i > 0)
                tokens[i].insert(0, 1, ' ');
            if (m_cleanup == Cleanup::On)
                tokens[i] = withoutArtefacts(std::move(tokens[i]));
        }
    }

private:
    std::string m_prefix;
    Cleanup m_cleanup;
};

/// Connectionist temporal classification: repeated tokens are one, the pad token parts them.
class CtcDecoder final : public Decoder {
public:
    CtcDecoder(std::string pad, std::string delimiter, Cleanup cleanup)
        : m_pad(std::move(pad))
        , m_delimiter(std::move(delimiter))
        , m_cleanup(cleanup) {}
    void apply(std::vector<std::string>& tokens) const override {
        tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
        for (std::string& token : tokens) {
            token = replaced(token, m_pad, "");
            if (m_cleanup == Cleanup::On)
                token = replaced(withoutArtefacts(std::move(token)), m_delimiter, " ");
        }
        std::erase(tokens, std::string());
    }

private:
    std::string m_pad;
    std::string m_delimiter;
    Cleanup m_cleanup;
};

/// The byte of a token such as <0x0A>.
std::optional<char> fallbackByte(std::string_view token) {
    if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>')
        return std::nullopt;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(token.data() + 3, token.data() + 5, value, 16);
    if (error != std::errc() || end != token.data() + 5)
        return std::nullopt;
    return static_cast<char>(value);
}

class ByteFallbackDecoder final : public Decoder {
public:
    void apply(std::vector<std::string>& tokens) const override {
        std::vector<std::string> out;
        std::string bytes;
        const auto flush = [&] {
            if (isValidUtf8(bytes))
                out.push_back(bytes);
            else
                out.insert(out.end(), bytes.size(), "\xEF\xBF\xBD");
            bytes.clear();
        };
        for (std::string& token : tokens) {
            if (const auto byte = fallbackByte(token)) {
                bytes.push_back(*byte);
                continue;
            }
            if (!bytes.empty())
                flush();
            out.push_back(std::move(token));
        }
        if (!bytes.empty())
            flush();
        tokens = std::move(out);
    }
};

class FuseDecoder final : public Decoder {
public:
    void apply(std::vector<std::string>& tokens) const override {
        std::string all;
        for (const std::string& token : tokens)
            all += token;
        tokens = {std::move(all)};
    }
};

class StripDecoder final : public Decoder {
public:
    StripDecoder(std::string character, std::int64_t start, std::int64_t stop)
        : m_character(std::move(character))
        , m_start(start)
        , m_stop(stop) {}
    void apply(std::vector<std::string>& tokens) const override {
        for (std::string& token : tokens) {
            std::string_view left = token;
            for (std::int64_t i = 0; i < m_start && left.starts_with(m_character); ++i)
                left.remove_prefix(m_character.size());
            for (std::int64_t i = 0; i < m_stop && left.ends_with(m_character); ++i)
                left.remove_suffix(m_character.size());
            token = std::string(left);
        }
    }

private:
    std::string m_character;
    std::int64_t m_start;
    std::int64_t m_stop;
};

class ReplaceDecoder final : public Decoder {
public:
    ReplaceDecoder(Pattern pattern, std::string content)
        : m_pattern(std::move(pattern))
        , m_content(std::move(content)) {}
    void apply(std::vector<std::string>& tokens) const override {
        std::vector<Hit> hits;
        for (std::string& token : tokens) {
            hits.clear();
            // A pattern that is too slow on a token leaves it as it is: decoding never fails.
            if (!m_pattern.findAll(token, hits) || hits.empty())
                continue;
            std::string out;
            std::size_t done = 0;
            for (const Hit& hit : hits) {
                out.append(token, done, hit.begin - done).append(m_content);
                done = hit.end;
            }
            token = out.append(token, done);
        }
    }

private:
    Pattern m_pattern;
    std::string m_content;
};

class DecoderSequence final : public Decoder {
public:
    explicit DecoderSequence(std::vector<DecoderPointer> members)
        : m_members(std::move(members)) {}
    void apply(std::vector<std::string>& tokens) const override {
        for (const DecoderPointer& one : m_members)
            one->apply(tokens);
    }

private:
    std::vector<DecoderPointer> m_members;
};

} // namespace

DecoderPointer byteLevelDecoder() {
    return std::make_unique<ByteLevelDecoder>();
}

DecoderPointer markDecoder(std::string_view mark) {
    return std::make_unique<ReplaceDecoder>(Pattern::literal(mark), " ");
}

DecoderPointer sentencePieceDecoder(std::string_view mark, bool stripStart) {
    std::vector<DecoderPointer> steps;
    steps.push_back(markDecoder(mark));
    steps.push_back(std::make_unique<ByteFallbackDecoder>());
    steps.push_back(std::make_unique<FuseDecoder>());
    if (stripStart)
        steps.push_back(std::make_unique<StripDecoder>(" ", 1, 0));
    return std::make_unique<DecoderSequence>(std::move(steps));
}

DecoderPointer metaspaceDecoder() {
    return std::make_unique<MetaspaceDecoder>("\xE2\x96\x81", true);
}

DecoderPointer wordPieceDecoder() {
    return std::make_unique<WordPieceDecoder>("##", Cleanup::On);
}

namespace {

using Read = Result<DecoderPointer> (*)(const Json& json, int depth);

template <class Part>
Result<DecoderPointer> readPlain(const Json&, int) {
    return DecoderPointer(std::make_unique<Part>());
}

Result<DecoderPointer> readMetaspace(const Json& json, int) {
    TRY(const char32_t mark, characterAt(json, "replacement"));
    TRY(const bool legacyPrefix, boolAt(json, "add_prefix_space", true));
    TRY(const std::string scheme,
        stringAt(json, "prepend_scheme", std::string(legacyPrefix ? "always" : "never")));
    return DecoderPointer(
        std::make_unique<MetaspaceDecoder>(templates::toUtf8({&mark, 1}), scheme != "never"));
}

Result<DecoderPointer> readStrip(const Json& json, int) {
    TRY(const char32_t character, characterAt(json, "content"));
    TRY(const std::int64_t start, integerAt(json, "start"));
    TRY(const std::int64_t stop, integerAt(json, "stop"));
    return DecoderPointer(std::make_unique<StripDecoder>(templates::toUtf8({&character, 1}), start, stop));
}

Result<Cleanup> cleanupAt(const Json& json) {
    TRY(const bool cleanup, boolAt(json, "cleanup", true));
    return cleanup ? Cleanup::On : Cleanup::Off;
}

Result<DecoderPointer> readWordPiece(const Json& json, int) {
    TRY(const std::string prefix, stringAt(json, "prefix", "##"));
    TRY(const Cleanup cleanup, cleanupAt(json));
    return DecoderPointer(std::make_unique<WordPieceDecoder>(prefix, cleanup));
}

Result<DecoderPointer> readCtc(const Json& json, int) {
    TRY(const std::string pad, stringAt(json, "pad_token", "<pad>"));
    TRY(const std::string delimiter, stringAt(json, "word_delimiter_token", "|"));
    if (delimiter.empty())
        return refused("tokenizer.part_invalid").with("part", "word_delimiter_token");
    TRY(const Cleanup cleanup, cleanupAt(json));
    return DecoderPointer(std::make_unique<CtcDecoder>(pad, delimiter, cleanup));
}

Result<DecoderPointer> readSuffix(const Json& json, int) {
    TRY(const std::string suffix, stringAt(json, "suffix", "</w>"));
    return DecoderPointer(std::make_unique<SuffixDecoder>(suffix));
}

Result<DecoderPointer> readReplace(const Json& json, int) {
    TRY(Pattern pattern, patternOf(json));
    TRY(const std::string content, stringAt(json, "content"));
    return DecoderPointer(std::make_unique<ReplaceDecoder>(std::move(pattern), content));
}

Result<DecoderPointer> readSequence(const Json& json, int depth) {
    TRY(const Json* members, sequenceOf(json, "decoders", depth));
    std::vector<DecoderPointer> steps;
    for (const Json& one : *members) {
        TRY(DecoderPointer next, readDecoder(one, depth + 1));
        steps.push_back(std::move(next));
    }
    return DecoderPointer(std::make_unique<DecoderSequence>(std::move(steps)));
}

constexpr std::array<std::pair<std::string_view, Read>, 10> kKinds{{
    {"ByteLevel", readPlain<ByteLevelDecoder>},
    {"ByteFallback", readPlain<ByteFallbackDecoder>},
    {"Fuse", readPlain<FuseDecoder>},
    {"Metaspace", readMetaspace},
    {"WordPiece", readWordPiece},
    {"BPEDecoder", readSuffix},
    {"CTC", readCtc},
    {"Strip", readStrip},
    {"Replace", readReplace},
    {"Sequence", readSequence},
}};

} // namespace

Result<DecoderPointer> readDecoder(const Json& json, int depth) {
    TRY(const std::string type, partType(json, "decoder"));
    const auto kind =
        std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& one) { return one.first == type; });
    return kind == kKinds.end() ? partNotSupported("decoder", type) : kind->second(json, depth);
}

} // namespace luthier::tokenizing

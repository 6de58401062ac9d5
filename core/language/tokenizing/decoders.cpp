#include "decoders.h"

#include "byte_level.h"
#include "part_reading.h"

#include <base/utf8.h>

#include <charconv>
#include <optional>
#include <utility>

namespace luthier::tokenizing {
namespace {

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
            std::string out;
            std::size_t done = 0;
            for (std::size_t at = tokens[i].find(m_mark); at != std::string::npos;
                 at = tokens[i].find(m_mark, done)) {
                out.append(tokens[i], done, at - done).append(blank);
                done = at + m_mark.size();
            }
            tokens[i] = out.append(tokens[i], done);
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
            std::string out;
            std::size_t done = 0;
            for (std::size_t at = tokens[i].find(m_suffix); !m_suffix.empty() && at != std::string::npos;
                 at = tokens[i].find(m_suffix, done)) {
                out.append(tokens[i], done, at - done).append(blank);
                done = at + m_suffix.size();
            }
            tokens[i] = out.append(tokens[i], done);
        }
    }

private:
    std::string m_suffix;
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

Result<DecoderPointer> readMetaspace(const Json& json) {
    TRY(const char32_t mark, characterAt(json, "replacement"));
    TRY(const bool legacyPrefix, boolAt(json, "add_prefix_space", true));
    TRY(const std::string scheme,
        stringAt(json, "prepend_scheme", std::string(legacyPrefix ? "always" : "never")));
    return DecoderPointer(
        std::make_unique<MetaspaceDecoder>(templates::toUtf8({&mark, 1}), scheme != "never"));
}

Result<DecoderPointer> readStrip(const Json& json) {
    TRY(const char32_t character, characterAt(json, "content"));
    TRY(const std::int64_t start, integerAt(json, "start"));
    TRY(const std::int64_t stop, integerAt(json, "stop"));
    return DecoderPointer(std::make_unique<StripDecoder>(templates::toUtf8({&character, 1}), start, stop));
}

} // namespace

DecoderPointer byteLevelDecoder() {
    return std::make_unique<ByteLevelDecoder>();
}

DecoderPointer sentencePieceDecoder(std::string_view mark, bool stripStart) {
    std::vector<DecoderPointer> steps;
    steps.push_back(std::make_unique<ReplaceDecoder>(Pattern::literal(mark), " "));
    steps.push_back(std::make_unique<ByteFallbackDecoder>());
    steps.push_back(std::make_unique<FuseDecoder>());
    if (stripStart)
        steps.push_back(std::make_unique<StripDecoder>(" ", 1, 0));
    return std::make_unique<DecoderSequence>(std::move(steps));
}

Result<DecoderPointer> readDecoder(const Json& json, int depth) {
    TRY(const std::string type, partType(json, "decoder"));
    if (type == "ByteLevel")
        return byteLevelDecoder();
    if (type == "ByteFallback")
        return DecoderPointer(std::make_unique<ByteFallbackDecoder>());
    if (type == "Fuse")
        return DecoderPointer(std::make_unique<FuseDecoder>());
    if (type == "Metaspace")
        return readMetaspace(json);
    if (type == "Strip")
        return readStrip(json);
    if (type == "BPEDecoder") {
        TRY(const std::string suffix, stringAt(json, "suffix", "</w>"));
        return DecoderPointer(std::make_unique<SuffixDecoder>(suffix));
    }
    if (type == "Replace") {
        TRY(Pattern pattern, patternOf(json));
        TRY(const std::string content, stringAt(json, "content"));
        return DecoderPointer(std::make_unique<ReplaceDecoder>(std::move(pattern), content));
    }
    if (type == "Sequence") {
        TRY(const Json* members, sequenceOf(json, "decoders", depth));
        std::vector<DecoderPointer> steps;
        for (const Json& one : *members) {
            TRY(DecoderPointer next, readDecoder(one, depth + 1));
            steps.push_back(std::move(next));
        }
        return DecoderPointer(std::make_unique<DecoderSequence>(std::move(steps)));
    }
    return partNotSupported("decoder", type);
}

} // namespace luthier::tokenizing

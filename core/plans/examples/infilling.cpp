#include "infilling.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <random>
#include <utility>

namespace luthier::examples {
namespace {

using tokenizing::CodePointRange;
using tokenizing::Rendered;

struct Spelling {
    std::string_view prefix, suffix, middle;
};
constexpr std::array<Spelling, 4> kSpellings{{
    {"<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"},
    {"<fim_prefix>", "<fim_suffix>", "<fim_middle>"},
    {"\xE2\x96\x81<PRE>", "\xE2\x96\x81<SUF>", "\xE2\x96\x81<MID>"},
    {"<\xEF\xBD\x9C"
     "fim\xE2\x96\x81"
     "begin\xEF\xBD\x9C>",
     "<\xEF\xBD\x9C"
     "fim\xE2\x96\x81"
     "hole\xEF\xBD\x9C>",
     "<\xEF\xBD\x9C"
     "fim\xE2\x96\x81"
     "end\xEF\xBD\x9C>"},
}};

/// FNV-1a: the same everywhere.
std::uint64_t numberOf(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3ULL;
    }
    return hash;
}

/// What is drawn of a text, in this order whatever becomes of it.
struct Draws {
    double whether, order, first, second;
};

Draws drawsOf(std::string_view text, std::uint64_t seed) {
    std::mt19937_64 engine(numberOf(text) ^ (seed * 0x9E3779B97F4A7C15ULL));
    const auto uniform = [&] {
        return static_cast<double>(engine() >> 11U) * 0x1.0p-53;
    };
    const double whether = uniform();
    const double order = uniform();
    const double first = uniform();
    return {whether, order, first, uniform()};
}

/// Code points [from, to) of a text.
std::string_view pointsOf(std::string_view text, std::uint32_t from, std::uint32_t to) {
    std::size_t begin = 0;
    std::uint32_t point = 0;
    for (; point < from && begin < text.size(); ++point)
        begin += decodeUtf8(text, begin).length;
    std::size_t end = begin;
    for (; point < to && end < text.size(); ++point)
        end += decodeUtf8(text, end).length;
    return text.substr(begin, end - begin);
}

/// Tokens of a text, without what the tokenizer puts around them.
struct Body {
    std::size_t begin = 0;
    std::size_t end = 0;
};

Body bodyOf(const Rendered& plain, const tokenizing::SpecialTokens& special) {
    Body body{0, plain.ids.size()};
    const auto is = [&](std::size_t at, const std::optional<tokenizing::SpecialToken>& token) {
        return token && token->id && plain.ids[at] == *token->id;
    };
    while (body.begin < body.end && is(body.begin, special.bos))
        ++body.begin;
    while (body.end > body.begin && is(body.end - 1, special.eos))
        --body.end;
    return body;
}

/// Puts an example together from pieces of a plain text, with its text in the same order.
class Assembly {
public:
    Assembly(const tokenizing::Tokenizer& tokenizer, const Rendered& plain)
        : m_tokenizer(tokenizer)
        , m_plain(plain) {}

    void add(std::int32_t id) {
        const std::string text = m_tokenizer.decode(std::span(&id, 1));
        const std::uint32_t begin = m_points;
        m_example.text += text;
        m_points += static_cast<std::uint32_t>(countCodePoints(text));
        put(id, {begin, m_points});
    }
    void add(std::size_t begin, std::size_t end) {
        if (begin == end)
            return;
        const std::uint32_t from = m_plain.offsets[begin].begin;
        const std::uint32_t to = m_plain.offsets[end - 1].end;
        m_example.text += pointsOf(m_plain.text, from, to);
        for (std::size_t at = begin; at < end; ++at)
            put(m_plain.ids[at],
                {m_points + m_plain.offsets[at].begin - from, m_points + m_plain.offsets[at].end - from});
        m_points += to - from;
    }
    std::size_t tokens() const { return m_example.ids.size(); }
    Example take() && { return std::move(m_example); }

private:
    void put(std::int32_t id, CodePointRange range) {
        m_example.ids.push_back(id);
        m_example.offsets.push_back(range);
    }

    const tokenizing::Tokenizer& m_tokenizer;
    const Rendered& m_plain;
    Example m_example;
    std::uint32_t m_points = 0;
};

} // namespace

Result<InfillingTokens> infillingTokens(const tokenizing::Tokenizer& tokenizer) {
    for (const Spelling& spelling : kSpellings) {
        const auto prefix = tokenizer.idOf(spelling.prefix);
        const auto suffix = tokenizer.idOf(spelling.suffix);
        const auto middle = tokenizer.idOf(spelling.middle);
        if (prefix && suffix && middle)
            return InfillingTokens{*prefix, *suffix, *middle};
    }
    return refused("examples.no_infilling_tokens");
}

Result<Example> infilled(const tokenizing::Tokenizer& tokenizer, std::string_view text,
                         const recipe::Recipe& recipe, Holes holes) {
    TRY(const InfillingTokens tokens, infillingTokens(tokenizer));
    TRY(const Rendered plain, tokenizing::renderPlainText(tokenizer, text, 0));
    const Body body = bodyOf(plain, tokenizer.specialTokens());
    const Draws draws = drawsOf(text, recipe.seed);
    const bool hasHole = holes == Holes::Always || draws.whether < recipe.tokens.infillingRate;
    const std::size_t around = plain.ids.size() - (body.end - body.begin) + (hasHole ? 3 : 0);
    const auto limit = static_cast<std::size_t>(recipe.tokens.maxLength);
    const std::size_t whole = body.end - body.begin;
    const std::size_t count = limit == 0 ? whole : std::min(whole, limit > around ? limit - around : 0);
    const auto place = [&](double draw) {
        std::size_t at = body.begin + static_cast<std::size_t>(draw * static_cast<double>(count + 1));
        while (at > body.begin && at < body.begin + count &&
               plain.offsets[at].begin < plain.offsets[at - 1].end)
            ++at; // no character is torn apart
        return at;
    };
    const auto [first, last] = std::minmax(place(draws.first), place(draws.second));
    const std::size_t end = body.begin + count;
    Assembly assembly(tokenizer, plain);
    for (std::size_t at = 0; at < body.begin; ++at)
        assembly.add(plain.ids[at]);
    std::size_t middle = 0;
    if (!hasHole) {
        assembly.add(body.begin, end);
    } else if (draws.order < recipe.tokens.infillingSpmRate) {
        assembly.add(tokens.prefix);
        assembly.add(tokens.suffix);
        assembly.add(last, end);
        assembly.add(tokens.middle);
        assembly.add(body.begin, first);
        middle = assembly.tokens();
        assembly.add(first, last);
    } else {
        assembly.add(tokens.prefix);
        assembly.add(body.begin, first);
        assembly.add(tokens.suffix);
        assembly.add(last, end);
        assembly.add(tokens.middle);
        middle = assembly.tokens();
        assembly.add(first, last);
    }
    for (std::size_t at = body.end; at < plain.ids.size(); ++at)
        assembly.add(plain.ids[at]);
    Example example = std::move(assembly).take();
    example.mask.assign(example.ids.size(), 1);
    example.trained = example.ids.size();
    example.cut = whole - count;
    static_cast<Rendered&>(example).source = tokenizing::MaskSource::Everything;
    example.middle = middle;
    return example;
}

} // namespace luthier::examples

#include "encoding.h"

#include <base/utf8.h>

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

#include <algorithm>
#include <vector>

namespace luthier::importing {

namespace {

constexpr char kBadByte = '\xff';

bool isTrail949(unsigned char c) {
    return (c >= 0x41 && c <= 0x5A) || (c >= 0x61 && c <= 0x7A) || (c >= 0x81 && c <= 0xFE);
}

/// Byte pairs of CP949: most of a Korean text lies among the 2,350 syllables of KS X 1001.
bool looksKorean(std::string_view sample) {
    std::size_t pairs = 0;
    std::size_t syllables = 0;
    std::size_t bad = 0;
    for (std::size_t at = 0; at < sample.size(); ++at) {
        const auto lead = static_cast<unsigned char>(sample[at]);
        if (lead < 0x80)
            continue;
        if (at + 1 == sample.size())
            break;
        const auto trail = static_cast<unsigned char>(sample[at + 1]);
        if (lead < 0x81 || lead > 0xFE || !isTrail949(trail)) {
            ++bad;
            continue;
        }
        ++pairs;
        ++at;
        if (lead >= 0xB0 && lead <= 0xC8 && trail >= 0xA1)
            ++syllables;
    }
    return pairs > 0 && bad * 100 <= pairs && syllables * 2 >= pairs;
}

struct Utf8Count {
    std::size_t characters = 0; // of more than one byte
    std::size_t bad = 0;
};

Utf8Count countUtf8(std::string_view sample) {
    Utf8Count count;
    for (std::size_t at = 0; at < sample.size();) {
        if (static_cast<unsigned char>(sample[at]) < 0x80) {
            ++at;
            continue;
        }
        const CodePoint point = decodeUtf8(sample, at);
        at += point.length;
        if (point.valid)
            ++count.characters;
        else if (at + 4 <= sample.size()) // the sample may end inside a character
            ++count.bad;
    }
    return count;
}

std::optional<Encoding> byZeroBytes(std::string_view sample) {
    std::size_t even = 0;
    std::size_t odd = 0;
    for (std::size_t at = 0; at < sample.size(); ++at)
        if (sample[at] == '\0')
            ++(at % 2 == 0 ? even : odd);
    if ((even + odd) * 100 < sample.size() || std::max(even, odd) < 9 * std::min(even, odd))
        return {};
    return odd > even ? Encoding::Utf16Le : Encoding::Utf16Be;
}

} // namespace

Encoding detectEncoding(std::string_view sample) {
    for (const auto encoding : {Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be})
        if (sample.starts_with(byteOrderMark(encoding)))
            return encoding;
    if (const auto wide = byZeroBytes(sample))
        return *wide;
    const Utf8Count utf8 = countUtf8(sample);
    // A few broken bytes in a UTF-8 file are problems of their rows, not another encoding.
    if (utf8.bad == 0 || utf8.characters >= 10 * utf8.bad)
        return Encoding::Utf8;
    if (looksKorean(sample))
        return Encoding::Cp949;
    // Text of a western code page is hardly ever UTF-8 by chance: where much of it is, two encodings were
    // mixed.
    return utf8.characters >= utf8.bad ? Encoding::Utf8 : Encoding::Latin1;
}

std::string_view byteOrderMark(Encoding encoding) {
    switch (encoding) {
    case Encoding::Utf8:
        return "\xEF\xBB\xBF";
    case Encoding::Utf16Le:
        return "\xFF\xFE";
    case Encoding::Utf16Be:
        return "\xFE\xFF";
    default:
        return "\x01\x01\x01"; // none
    }
}

struct Decoder::State {
    Encoding encoding = Encoding::Utf8;
    UConverter* converter = nullptr;
    std::string rest; // bytes of UTF-16 that wait for their other half

    ~State() {
        if (converter)
            ucnv_close(converter);
    }
    void decodeUtf16(std::string_view bytes, Piece piece, std::string& out);
    void decodeByConverter(std::string_view bytes, Piece piece, std::string& out);
};

Decoder::Decoder(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

Result<Decoder> Decoder::create(Encoding encoding) {
    auto state = std::make_unique<State>();
    state->encoding = encoding;
    if (encoding == Encoding::Cp949 || encoding == Encoding::Latin1) {
        UErrorCode error = U_ZERO_ERROR;
        state->converter = ucnv_open(encoding == Encoding::Cp949 ? "windows-949" : "windows-1252", &error);
        ucnv_setToUCallBack(state->converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
        if (U_FAILURE(error))
            return failed("import.no_converter").with("encoding", nameOf(encoding));
    }
    return Decoder(std::move(state));
}

void Decoder::decode(std::string_view bytes, Piece piece, std::string& out) {
    if (m_state->converter)
        m_state->decodeByConverter(bytes, piece, out);
    else if (m_state->encoding == Encoding::Utf8)
        out += bytes;
    else
        m_state->decodeUtf16(bytes, piece, out);
}

void Decoder::State::decodeUtf16(std::string_view bytes, Piece piece, std::string& out) {
    rest += bytes;
    const auto unitAt = [&](std::size_t at) -> char32_t {
        const auto first = static_cast<unsigned char>(rest[at]);
        const auto second = static_cast<unsigned char>(rest[at + 1]);
        return encoding == Encoding::Utf16Le ? static_cast<char32_t>(first | (second << 8))
                                             : static_cast<char32_t>(second | (first << 8));
    };
    std::size_t at = 0;
    while (at + 2 <= rest.size()) {
        const char32_t unit = unitAt(at);
        if (unit < 0xD800 || unit > 0xDFFF) {
            appendUtf8(out, unit);
            at += 2;
            continue;
        }
        if (unit < 0xDC00 && at + 4 > rest.size() && piece == Piece::Inner)
            break;
        const char32_t low = unit < 0xDC00 && at + 4 <= rest.size() ? unitAt(at + 2) : 0;
        if (low >= 0xDC00 && low <= 0xDFFF) {
            appendUtf8(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
            at += 4;
        } else {
            out += kBadByte;
            at += 2;
        }
    }
    rest.erase(0, at);
    if (piece == Piece::Last && !rest.empty()) {
        out += kBadByte;
        rest.clear();
    }
}

void Decoder::State::decodeByConverter(std::string_view bytes, Piece piece, std::string& out) {
    std::vector<UChar> units(4096);
    const char* source = bytes.data();
    const char* const end = source + bytes.size();
    while (true) {
        UChar* target = units.data();
        UErrorCode error = U_ZERO_ERROR;
        ucnv_toUnicode(converter, &target, units.data() + units.size(), &source, end, nullptr,
                       piece == Piece::Last ? 1 : 0, &error);
        const auto count = static_cast<std::size_t>(target - units.data());
        for (std::size_t at = 0; at < count; ++at)
            appendUtf8(out, units[at]); // neither code page holds characters beyond the first plane
        if (error == U_BUFFER_OVERFLOW_ERROR)
            continue;
        if (U_SUCCESS(error))
            return;
        out += kBadByte;
        if (source == end)
            return;
    }
}

std::int64_t sourceBytes(std::string_view utf8, Encoding encoding) {
    if (encoding == Encoding::Utf8)
        return static_cast<std::int64_t>(utf8.size());
    std::int64_t bytes = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0) == 0x80)
            continue;
        const bool bad = byte == 0xFF;
        switch (encoding) {
        case Encoding::Utf16Le:
        case Encoding::Utf16Be:
            bytes += byte >= 0xF0 && !bad ? 4 : 2;
            break;
        case Encoding::Cp949:
            bytes += byte < 0x80 || bad ? 1 : 2;
            break;
        default:
            bytes += 1;
            break;
        }
    }
    return bytes;
}

} // namespace luthier::importing

#include "header_parser.h"

#include <base/utf8.h>

#include <limits>
#include <utility>

namespace luthier::files {

namespace {

constexpr unsigned kSawDtype = 1;
constexpr unsigned kSawShape = 2;
constexpr unsigned kSawOffsets = 4;
constexpr std::size_t kMetadataValueBytes = 16u << 20;
constexpr std::size_t kFieldNameBytes = 32;

/// Names stand in messages: hostile ones are cut.
std::string shown(std::string_view name) {
    return std::string(utf8Prefix(name, 120));
}

} // namespace

Error HeaderParser::fault(std::string_view code) const {
    return refused(code).at(m_file);
}

Error HeaderParser::syntax() const {
    return fault("safetensors.syntax").with("byte", static_cast<std::int64_t>(m_at));
}

void HeaderParser::skipBlanks() {
    while (m_at < m_text.size() &&
           (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\r' || m_text[m_at] == '\t'))
        ++m_at;
}

bool HeaderParser::take(char wanted) {
    skipBlanks();
    if (m_at >= m_text.size() || m_text[m_at] != wanted)
        return false;
    ++m_at;
    return true;
}

Status HeaderParser::expect(char wanted) {
    if (!take(wanted))
        return syntax();
    return {};
}

Result<std::uint32_t> HeaderParser::fourHexDigits() {
    if (m_text.size() - m_at < 4)
        return syntax();
    std::uint32_t value = 0;
    for (int digit = 0; digit < 4; ++digit, ++m_at) {
        const char c = m_text[m_at];
        value <<= 4;
        if (c >= '0' && c <= '9')
            value |= static_cast<std::uint32_t>(c - '0');
        else if (c >= 'a' && c <= 'f')
            value |= static_cast<std::uint32_t>(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            value |= static_cast<std::uint32_t>(c - 'A' + 10);
        else
            return syntax();
    }
    return value;
}

Status HeaderParser::escape(std::string& out) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
    if (m_at >= m_text.size())
        return syntax();
    const char kind = m_text[m_at++];
    if (const auto index = kNames.find(kind); index != std::string_view::npos) {
        out.push_back(kValues[index]);
        return {};
    }
    if (kind != 'u')
        return syntax();
    TRY(std::uint32_t unit, fourHexDigits());
    if (unit >= 0xD800 && unit < 0xDC00) {
        if (!m_text.substr(m_at).starts_with("\\u"))
            return syntax();
        m_at += 2;
        TRY(const std::uint32_t low, fourHexDigits());
        if (low < 0xDC00 || low > 0xDFFF)
            return syntax();
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
        return syntax();
    }
    appendUtf8(out, static_cast<char32_t>(unit));
    return {};
}

Result<std::string> HeaderParser::string(std::size_t limit) {
    TRY_VOID(expect('"'));
    std::string out;
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c == '"') {
            ++m_at;
            return out;
        }
        if (static_cast<unsigned char>(c) < 0x20)
            return syntax();
        if (out.size() >= limit)
            return fault("safetensors.string_too_long")
                .with("limit", static_cast<std::int64_t>(limit))
                .with("name", shown(out));
        ++m_at;
        if (c == '\\')
            TRY_VOID(escape(out));
        else
            out.push_back(c);
    }
    return syntax();
}

Result<std::uint64_t> HeaderParser::number() {
    skipBlanks();
    const std::size_t start = m_at;
    std::uint64_t value = 0;
    while (m_at < m_text.size() && m_text[m_at] >= '0' && m_text[m_at] <= '9') {
        const auto digit = static_cast<std::uint64_t>(m_text[m_at] - '0');
        if (value > (static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) - digit) / 10)
            return fault("safetensors.number_too_large").with("byte", static_cast<std::int64_t>(start));
        value = value * 10 + digit;
        ++m_at;
    }
    const bool leadingZero = m_at - start > 1 && m_text[start] == '0';
    if (m_at == start || leadingZero)
        return syntax();
    // What follows must end the number: no fraction, no exponent.
    if (m_at < m_text.size() && std::string_view(".eE+-").find(m_text[m_at]) != std::string_view::npos)
        return syntax();
    return value;
}

template <class Element>
Status HeaderParser::sequence(char open, char close, Element element) {
    TRY_VOID(expect(open));
    if (take(close))
        return {};
    for (;;) {
        TRY_VOID(element());
        if (take(close))
            return {};
        TRY_VOID(expect(','));
    }
}

Status HeaderParser::metadata(Metadata& out) {
    return sequence('{', '}', [&]() -> Status {
        if (out.size() >= m_limits.metadataEntries)
            return fault("safetensors.too_much_metadata");
        TRY(std::string key, string(m_limits.nameBytes));
        TRY_VOID(expect(':'));
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != '"')
            return fault("safetensors.bad_metadata").with("name", shown(key));
        TRY(std::string value, string(kMetadataValueBytes));
        out.emplace_back(std::move(key), std::move(value));
        return {};
    });
}

Status HeaderParser::shape(TensorInfo& tensor) {
    const auto element = [&]() -> Status {
        if (tensor.shape.size() >= m_limits.rank)
            return fault("safetensors.rank_too_high")
                .with("name", shown(tensor.name))
                .with("limit", static_cast<std::int64_t>(m_limits.rank));
        TRY(const std::uint64_t size, number());
        tensor.shape.push_back(static_cast<std::int64_t>(size));
        return {};
    };
    TRY_VOID(sequence('[', ']', element));
    tensor.shape.shrink_to_fit();
    return {};
}

Status HeaderParser::offsets(TensorInfo& tensor) {
    std::uint64_t values[2] = {0, 0};
    std::size_t count = 0;
    const auto element = [&]() -> Status {
        TRY(const std::uint64_t value, number());
        if (count < 2)
            values[count] = value;
        ++count;
        return {};
    };
    TRY_VOID(sequence('[', ']', element));
    if (count != 2 || values[0] > values[1])
        return fault("safetensors.bad_offsets").with("name", shown(tensor.name));
    tensor.begin = values[0];
    tensor.end = values[1];
    return {};
}

Status HeaderParser::field(TensorInfo& tensor, const std::string& key, unsigned& seen) {
    const unsigned bit = key == "dtype"          ? kSawDtype
                         : key == "shape"        ? kSawShape
                         : key == "data_offsets" ? kSawOffsets
                                                 : 0;
    if (bit == 0)
        return fault("safetensors.unknown_field").with("name", shown(tensor.name)).field(shown(key));
    if (seen & bit)
        return fault("safetensors.duplicate_field").with("name", shown(tensor.name)).field(key);
    seen |= bit;
    if (bit == kSawShape)
        return shape(tensor);
    if (bit == kSawOffsets)
        return offsets(tensor);
    TRY(const std::string name, string(kFieldNameBytes));
    const auto dtype = dtypeFromName(name);
    if (!dtype)
        return fault("safetensors.unknown_dtype").with("name", shown(tensor.name)).with("dtype", name);
    tensor.dtype = *dtype;
    return {};
}

Status HeaderParser::checkSize(const TensorInfo& tensor) const {
    std::uint64_t bits = static_cast<std::uint64_t>(bitsOf(tensor.dtype));
    bool overflow = false;
    for (const std::int64_t size : tensor.shape)
        overflow = __builtin_mul_overflow(bits, static_cast<std::uint64_t>(size), &bits) || overflow;
    if (overflow)
        return fault("safetensors.shape_overflow").with("name", shown(tensor.name));
    if (bits % 8 != 0 || bits / 8 != tensor.end - tensor.begin)
        return fault("safetensors.wrong_length")
            .with("name", shown(tensor.name))
            .with("expected", static_cast<std::int64_t>(bits / 8))
            .with("found", static_cast<std::int64_t>(tensor.end - tensor.begin));
    return {};
}

Status HeaderParser::tensor(TensorInfo& tensor) {
    unsigned seen = 0;
    const auto element = [&]() -> Status {
        TRY(const std::string key, string(kFieldNameBytes));
        TRY_VOID(expect(':'));
        return field(tensor, key, seen);
    };
    TRY_VOID(sequence('{', '}', element));
    if (seen != (kSawDtype | kSawShape | kSawOffsets))
        return fault("safetensors.missing_field").with("name", shown(tensor.name));
    return checkSize(tensor);
}

Result<SafetensorsHeader> HeaderParser::parse() {
    if (!isValidUtf8(m_text))
        return fault("safetensors.not_utf8");
    SafetensorsHeader header;
    bool sawMetadata = false;
    const auto element = [&]() -> Status {
        TRY(std::string name, string(m_limits.nameBytes));
        TRY_VOID(expect(':'));
        if (name == "__metadata__") {
            if (std::exchange(sawMetadata, true))
                return fault("safetensors.duplicate_name").with("name", name);
            return metadata(header.metadata);
        }
        if (header.tensors.size() >= m_limits.tensors)
            return fault("safetensors.too_many_tensors")
                .with("limit", static_cast<std::int64_t>(m_limits.tensors));
        TensorInfo& entry = header.tensors.emplace_back();
        entry.name = std::move(name);
        return tensor(entry);
    };
    TRY_VOID(sequence('{', '}', element));
    skipBlanks();
    if (m_at != m_text.size())
        return syntax();
    return header;
}

} // namespace luthier::files

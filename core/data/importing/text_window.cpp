#include "text_window.h"

#include <algorithm>
#include <cstring>

namespace luthier::importing {

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr std::size_t kPadding = 256;
/// Detection looks this far for the first bytes beyond ASCII.
constexpr int kPiecesToDetect = 32;

/// How much of a file to read at a time: a small one, and the end behind it, at once. One that grows
/// meanwhile is read on.
std::size_t pieceBytesFor(std::uint64_t fileSize) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, fileSize + kPadding));
}

Result<Encoding> detect(const std::filesystem::path& path) {
    TRY(auto file, InputFile::open(path));
    std::string piece(pieceBytesFor(file.size()), '\0');
    for (int number = 0; number < kPiecesToDetect; ++number) {
        TRY(const auto count, file.read(piece));
        const std::string_view sample = std::string_view(piece).substr(0, count);
        const bool plain = std::all_of(sample.begin(), sample.end(), [](char c) { return c > 0; });
        if (!plain)
            return detectEncoding(sample);
        if (count == 0)
            break;
    }
    return Encoding::Utf8;
}

} // namespace

TextWindow::TextWindow(InputFile file, Encoding encoding, Decoder decoder)
    : m_file(std::move(file))
    , m_encoding(encoding)
    , m_decoder(std::move(decoder))
    , m_pieceBytes(pieceBytesFor(m_file.size()))
    , m_piece(encoding == Encoding::Utf8 ? 0 : m_pieceBytes, '\0') {}

Result<TextWindow> TextWindow::open(const std::filesystem::path& path, Encoding encoding) {
    if (encoding == Encoding::Auto)
        TRY_VOID([&]() -> Status {
            TRY(encoding, detect(path));
            return {};
        }());
    TRY(auto decoder, Decoder::create(encoding));
    TRY(auto file, InputFile::open(path));
    TextWindow window(std::move(file), encoding, std::move(decoder));
    TRY([[maybe_unused]] const bool more, window.more());
    if (window.view().starts_with("\xEF\xBB\xBF")) {
        window.m_begin += 3;
        window.m_byte = static_cast<std::int64_t>(byteOrderMark(encoding).size());
    }
    return window;
}

void TextWindow::makeRoom(std::size_t bytes) {
    if (m_begin > 0 && (m_begin == m_end || m_begin >= m_text.size() / 2)) {
        std::memmove(m_text.data(), m_text.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_text.size() < m_end + bytes + kPadding)
        m_text.resize(m_end + bytes + kPadding + m_text.size() / 2);
}

Result<bool> TextWindow::more() {
    if (m_atEnd)
        return false;
    if (m_encoding == Encoding::Utf8) {
        makeRoom(m_pieceBytes);
        TRY(const auto count, m_file.read(std::span(m_text).subspan(m_end, m_pieceBytes)));
        m_end += count;
        m_bytesRead += static_cast<std::int64_t>(count);
        m_atEnd = count == 0;
        return !m_atEnd;
    }
    TRY(const auto count, m_file.read(m_piece));
    m_bytesRead += static_cast<std::int64_t>(count);
    m_atEnd = count == 0;
    m_decoded.clear();
    m_decoder.decode(std::string_view(m_piece).substr(0, count),
                     m_atEnd ? Decoder::Piece::Last : Decoder::Piece::Inner, m_decoded);
    makeRoom(m_decoded.size());
    std::memcpy(m_text.data() + m_end, m_decoded.data(), m_decoded.size());
    m_end += m_decoded.size();
    return !m_decoded.empty() || !m_atEnd;
}

void TextWindow::consume(std::size_t bytes) {
    const std::string_view gone = view().substr(0, bytes);
    m_line += std::count(gone.begin(), gone.end(), '\n');
    m_byte += sourceBytes(gone, m_encoding);
    m_begin += gone.size();
}

} // namespace luthier::importing

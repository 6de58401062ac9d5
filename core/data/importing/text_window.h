#pragma once

#include "encoding.h"

#include <base/files.h>

#include <string>
#include <string_view>

namespace luthier::importing {

/// A window of UTF-8 that slides over a file. Behind the view there are always some bytes that may be read
/// (simdjson reads beyond the end of what it parses).
class TextWindow {
public:
    /// Opens the file; `encoding` Auto is detected. A byte order mark is skipped.
    static Result<TextWindow> open(const std::filesystem::path& path, Encoding encoding);

    /// The text that was read and not consumed; moves with more() and consume().
    std::string_view view() const { return {m_text.data() + m_begin, m_end - m_begin}; }
    /// Reads on; false when the file is at its end (then the view is all there is).
    Result<bool> more();
    bool atEnd() const { return m_atEnd; }
    void consume(std::size_t bytes);

    Encoding encoding() const { return m_encoding; }
    /// Where the view begins: line from 1, byte of the file from 0.
    std::int64_t line() const { return m_line; }
    std::int64_t byte() const { return m_byte; }
    /// Bytes read from the file and its size, for progress.
    std::int64_t bytesRead() const { return m_bytesRead; }
    std::int64_t fileSize() const { return static_cast<std::int64_t>(m_file.size()); }

private:
    TextWindow(InputFile file, Encoding encoding, Decoder decoder);
    void makeRoom(std::size_t bytes);

    InputFile m_file;
    Encoding m_encoding;
    Decoder m_decoder;
    std::size_t m_pieceBytes; // read at a time
    std::string m_piece;      // as it stands in the file, where that is not UTF-8
    std::string m_decoded;
    std::string m_text;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    bool m_atEnd = false;
    std::int64_t m_line = 1;
    std::int64_t m_byte = 0;
    std::int64_t m_bytesRead = 0;
};

} // namespace luthier::importing

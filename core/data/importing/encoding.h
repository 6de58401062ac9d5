#pragma once

#include "options.h"

#include <memory>
#include <string>
#include <string_view>

namespace luthier::importing {

/// The encoding of a sample from the beginning of a file (or from its first bytes beyond ASCII): byte order
/// marks, zero bytes, valid UTF-8, Korean syllables in pairs, else Latin-1.
Encoding detectEncoding(std::string_view sample);

/// The byte order mark a text of this encoding may begin with.
std::string_view byteOrderMark(Encoding encoding);

/// Turns bytes that arrive in pieces into UTF-8. A byte that means nothing becomes 0xFF, which no UTF-8
/// holds, so that the record it stands in is refused later.
class Decoder {
public:
    static Result<Decoder> create(Encoding encoding);
    Decoder(Decoder&&) noexcept;
    Decoder& operator=(Decoder&&) = delete;
    ~Decoder();

    /// Appends the UTF-8 of `bytes` to `out`; `last` says that no more will come.
    enum class Piece { Inner, Last };
    void decode(std::string_view bytes, Piece piece, std::string& out);

private:
    struct State;
    explicit Decoder(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// How many bytes of the file this decoded text took.
std::int64_t sourceBytes(std::string_view utf8, Encoding encoding);

} // namespace luthier::importing

#pragma once

#include <base/files.h>
#include <base/hash.h>
#include <base/result.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace luthier::exporting {

/// A file that appears whole at the end, its hash beside it. Internal to the module.
class HashedFile {
public:
    static Result<HashedFile> create(const std::filesystem::path& file) {
        TRY(auto atomic, AtomicFile::create(file));
        return HashedFile(std::move(atomic));
    }
    Status write(std::string_view text) {
        m_piece += text;
        return m_piece.size() < kPiece ? Status() : flush();
    }
    /// Gives the SHA-256 in hexadecimal digits.
    Result<std::string> finish() {
        TRY_VOID(flush());
        TRY_VOID(m_file.commit());
        return m_hash.finishHex();
    }

private:
    static constexpr std::size_t kPiece = std::size_t{1} << 20;

    explicit HashedFile(AtomicFile file)
        : m_file(std::move(file)) {}
    Status flush() {
        m_hash.update(m_piece);
        TRY_VOID(m_file.write(m_piece));
        m_piece.clear();
        return {};
    }
    AtomicFile m_file;
    Sha256 m_hash;
    std::string m_piece;
};

} // namespace luthier::exporting

#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace luthier::tests {

/// A fresh folder that goes with the object.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(std::string_view name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

/// Writes a file of a test, plainly; throws when it cannot.
void writeFile(const std::filesystem::path& path, std::string_view bytes);
/// Reads a whole file of a test; throws when it cannot.
std::string readWholeFile(const std::filesystem::path& path);

} // namespace luthier::tests

#include "file.h"

#include <algorithm>
#include <cctype>

namespace luthier::gguf {

File::File(std::filesystem::path path, std::optional<MappedFile> file, std::span<const std::byte> bytes,
           Header header)
    : m_path(std::move(path))
    , m_file(std::move(file))
    , m_bytes(bytes)
    , m_header(std::move(header)) {}

Result<std::shared_ptr<const File>> File::open(const std::filesystem::path& path) {
    TRY(MappedFile file, MappedFile::open(path));
    const auto bytes = file.bytes();
    TRY(Header header, parseHeader(bytes, path.string()));
    return std::make_shared<const File>(path, std::move(file), bytes, std::move(header));
}

Result<std::shared_ptr<const File>> File::over(std::span<const std::byte> bytes,
                                               const std::filesystem::path& path) {
    TRY(Header header, parseHeader(bytes, path.string()));
    return std::make_shared<const File>(path, std::nullopt, bytes, std::move(header));
}

const Tensor* File::tensor(std::string_view name) const {
    const auto found = std::find_if(m_header.tensors.begin(), m_header.tensors.end(),
                                    [&](const Tensor& tensor) { return tensor.name == name; });
    return found == m_header.tensors.end() ? nullptr : &*found;
}

Error File::fault(std::string_view key) const {
    return refused(has(key) ? "gguf.bad_value" : "gguf.missing_key").with("key", key).at(m_path.string());
}

Result<std::int64_t> File::integer(std::string_view key) const {
    const Value* value = m_header.find(key);
    const auto found = value ? value->integer() : std::nullopt;
    if (!found)
        return fault(key);
    return *found;
}

Result<double> File::number(std::string_view key) const {
    const Value* value = m_header.find(key);
    const auto found = value ? value->number() : std::nullopt;
    if (!found)
        return fault(key);
    return *found;
}

Result<std::string_view> File::text(std::string_view key) const {
    const Value* value = m_header.find(key);
    const auto found = value ? value->text() : std::nullopt;
    if (!found)
        return fault(key);
    return *found;
}

bool isGgufPath(const std::filesystem::path& path) {
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending == ".gguf";
}

} // namespace luthier::gguf

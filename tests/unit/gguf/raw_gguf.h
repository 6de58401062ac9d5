#pragma once

#include <gguf/header.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::gguf {

/// A GGUF file put together byte by byte, right or wrong.
class RawGguf {
public:
    std::uint32_t version = 3;
    std::uint64_t tensors = 0; ///< as announced
    std::uint64_t entries = 0;
    std::string keys;  ///< bytes behind the counts
    std::string infos; ///< behind the keys
    std::string data;
    std::uint64_t alignment = 32; ///< of the data

    /// Appends a key with its value's bytes.
    RawGguf& entry(std::string_view key, std::uint32_t type, std::string_view value);
    RawGguf& tensor(std::string_view name, std::vector<std::uint64_t> dimensions, std::uint32_t type,
                    std::uint64_t offset);
    std::string bytes() const;
    /// What the reader says of it: "" where it takes it, else the code.
    std::string code() const;
};

template <class T>
std::string raw(T value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}
std::string rawText(std::string_view text);

Result<Header> parsed(std::string_view bytes);

} // namespace luthier::gguf

#include "raw_gguf.h"

namespace luthier::gguf {

std::string rawText(std::string_view text) {
    return raw<std::uint64_t>(text.size()) + std::string(text);
}

RawGguf& RawGguf::entry(std::string_view key, std::uint32_t type, std::string_view value) {
    keys += rawText(key) + raw(type) + std::string(value);
    ++entries;
    return *this;
}

RawGguf& RawGguf::tensor(std::string_view name, std::vector<std::uint64_t> dimensions, std::uint32_t type,
                         std::uint64_t offset) {
    infos += rawText(name) + raw(static_cast<std::uint32_t>(dimensions.size()));
    for (const std::uint64_t size : dimensions)
        infos += raw(size);
    infos += raw(type) + raw(offset);
    ++tensors;
    return *this;
}

std::string RawGguf::bytes() const {
    std::string all = "GGUF" + raw(version) + raw(tensors) + raw(entries) + keys + infos;
    all.resize((all.size() + alignment - 1) / alignment * alignment);
    return all + data;
}

std::string RawGguf::code() const {
    const std::string all = bytes();
    const auto header = parsed(all);
    return header ? "" : header.error().code();
}

Result<Header> parsed(std::string_view bytes) {
    return parseHeader({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}, "test.gguf");
}

} // namespace luthier::gguf

#pragma once

#include <files/safetensors.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::tests {

/// The bytes of a file: length, header as given, `dataBytes` zeros. No rule is kept.
std::string rawSafetensors(std::string_view header, std::size_t dataBytes);

/// The same with another announced length.
std::string rawSafetensors(std::uint64_t announced, std::string_view header, std::size_t dataBytes);

/// A valid file of fp32 tensors, all zeros.
struct ZeroTensor {
    std::string name;
    std::vector<std::int64_t> shape;
    files::Dtype dtype = files::Dtype::F32;
};
void writeZeros(const std::filesystem::path& path, const std::vector<ZeroTensor>& tensors);

} // namespace luthier::tests

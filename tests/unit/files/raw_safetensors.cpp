#include "raw_safetensors.h"

#include <stdexcept>

namespace luthier::tests {

std::string rawSafetensors(std::uint64_t announced, std::string_view header, std::size_t dataBytes) {
    std::string bytes;
    for (int i = 0; i < 8; ++i)
        bytes.push_back(static_cast<char>((announced >> (8 * i)) & 0xFF));
    bytes += header;
    bytes.append(dataBytes, '\0');
    return bytes;
}

std::string rawSafetensors(std::string_view header, std::size_t dataBytes) {
    return rawSafetensors(header.size(), header, dataBytes);
}

void writeZeros(const std::filesystem::path& path, const std::vector<ZeroTensor>& tensors) {
    std::vector<std::vector<std::byte>> storage;
    std::vector<files::TensorData> data;
    for (const ZeroTensor& tensor : tensors) {
        files::TensorPlan plan{tensor.name, tensor.dtype, tensor.shape};
        storage.emplace_back(plan.bytes());
        data.push_back({std::move(plan), storage.back()});
    }
    if (const auto written = files::writeSafetensors(path, data); !written)
        throw std::runtime_error(written.error().code());
}

} // namespace luthier::tests

#pragma once

#include <files/safetensors.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::examples {

// Vectors as tensors of one dimension in a safetensors file.

/// The values themselves must outlive the tensor.
template <class T>
files::TensorData column(std::string name, files::Dtype dtype, const std::vector<T>& values) {
    return {{std::move(name), dtype, {static_cast<std::int64_t>(values.size())}},
            std::as_bytes(std::span(values))};
}

template <class T>
Result<std::vector<T>> valuesOf(const files::SafetensorsFile& file, std::string_view name,
                                files::Dtype dtype) {
    TRY(const auto found, file.values<T>(name, dtype));
    return std::vector<T>(found.begin(), found.end());
}

} // namespace luthier::examples

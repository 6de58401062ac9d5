#pragma once

#include "../compute_device.h"

#include <footprint/step_layout.h>

#include <ATen/core/Tensor.h>

#include <memory>
#include <string_view>

namespace luthier::engine {

/// The memory of a step, one allocation; buffers are views at the places that the layout gives. On the CPU
/// pages that are never touched cost nothing.
class Arena {
public:
    /// Fails with device.out_of_memory.
    static Result<std::unique_ptr<Arena>> create(footprint::StepLayout layout, const ComputeDevice& device);

    const footprint::StepLayout& layout() const { return m_layout; }
    /// The first rows · columns floats of a buffer, as a matrix.
    at::Tensor matrix(std::string_view buffer, std::int64_t rows, std::int64_t columns) const;
    /// The first `count` floats of a buffer.
    at::Tensor vector(std::string_view buffer, std::int64_t count) const;
    /// A buffer as bytes, flat.
    at::Tensor bytesOf(const footprint::Buffer& buffer) const;
    /// A buffer of bf16 elements, flat.
    at::Tensor rounded(std::string_view buffer) const;
    /// The first rows · columns bf16 elements of a buffer, as a matrix.
    at::Tensor roundedMatrix(std::string_view buffer, std::int64_t rows, std::int64_t columns) const;
    bool has(std::string_view buffer) const { return m_layout.has(buffer); }

private:
    Arena(footprint::StepLayout layout, at::Tensor bytes);
    footprint::StepLayout m_layout;
    at::Tensor m_bytes;
};

/// `size` bytes on the CPU, zero, in pages of their own that go back at once when the tensor ends: a large
/// block from the heap leaves holes there, and raises what the heap keeps. Undefined where there is no
/// memory.
at::Tensor mappedBytes(std::int64_t size);

/// Runs `body`, turning LibTorch's exceptions into errors: device.out_of_memory keeps its own code.
Status guarded(const std::function<Status()>& body);

} // namespace luthier::engine

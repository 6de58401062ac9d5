#include "arena.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <c10/util/Exception.h>

#include <new>

#include <sys/mman.h>

namespace luthier::engine {

at::Tensor mappedBytes(std::int64_t size) {
    const auto length = static_cast<std::size_t>(size);
    void* mapping =
        ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapping == MAP_FAILED)
        return {};
    return at::from_blob(
        mapping, {size}, [length](void* begin) { ::munmap(begin, length); }, at::kByte);
}

Arena::Arena(footprint::StepLayout layout, at::Tensor bytes)
    : m_layout(std::move(layout))
    , m_bytes(std::move(bytes)) {}

Result<std::unique_ptr<Arena>> Arena::create(footprint::StepLayout layout, const ComputeDevice& device) {
    const std::int64_t size = std::max<std::int64_t>(layout.arenaBytes(), 64);
    const auto tooLarge = [&] {
        return failed("device.out_of_memory").with("bytes", size).with("device", deviceName(device));
    };
    if (device.kind == ComputeDevice::Kind::Cuda) {
        std::unique_ptr<Arena> made;
        const Status status = guarded([&]() -> Status {
            const auto options = at::TensorOptions().dtype(at::kByte).device(
                at::kCUDA, static_cast<at::DeviceIndex>(device.index));
            made.reset(new Arena(std::move(layout), at::empty({size}, options).zero_()));
            return {};
        });
        if (!status)
            return status.error();
        return made;
    }
    at::Tensor bytes = mappedBytes(size);
    if (!bytes.defined())
        return tooLarge();
    return std::unique_ptr<Arena>(new Arena(std::move(layout), std::move(bytes)));
}

at::Tensor Arena::vector(std::string_view buffer, std::int64_t count) const {
    const footprint::Buffer& place = m_layout.buffer(buffer);
    TORCH_CHECK(count * 4 <= place.bytes, "buffer ", std::string(buffer), " holds ", place.bytes / 4,
                " floats, not ", count);
    return m_bytes.narrow(0, place.offset, count * 4).view(at::kFloat);
}

at::Tensor Arena::matrix(std::string_view buffer, std::int64_t rows, std::int64_t columns) const {
    return vector(buffer, rows * columns).view({rows, columns});
}

at::Tensor Arena::bytesOf(const footprint::Buffer& buffer) const {
    return m_bytes.narrow(0, buffer.offset, buffer.bytes);
}

at::Tensor Arena::rounded(std::string_view buffer) const {
    const footprint::Buffer& place = m_layout.buffer(buffer);
    return m_bytes.narrow(0, place.offset, place.bytes).view(at::kBFloat16);
}

at::Tensor Arena::roundedMatrix(std::string_view buffer, std::int64_t rows, std::int64_t columns) const {
    return rounded(buffer).narrow(0, 0, rows * columns).view({rows, columns});
}

Status guarded(const std::function<Status()>& body) {
    try {
        return body();
    } catch (const c10::OutOfMemoryError& error) {
        return failed("device.out_of_memory")
            .with("bytes", 0)
            .with("device", "cuda")
            .because(error.what_without_backtrace());
    } catch (const c10::Error& error) {
        return failed("engine.failed").because(error.what_without_backtrace());
    } catch (const std::bad_alloc& error) {
        return failed("job.out_of_memory").because(error.what());
    } catch (const std::exception& error) {
        return failed("engine.failed").because(error.what());
    }
}

} // namespace luthier::engine

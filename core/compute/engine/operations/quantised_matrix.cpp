#include "quantised_matrix.h"

#include "parallel.h"
#include "rowwise.h"

#include <kernels/common/dynamic_bytes.h>
#include <kernels/int8_rows/int8_rows.h>
#include <kernels/nf4/nf4.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/stack.h>

#include <cstring>

namespace luthier::engine {
namespace {

bool isInt8(const QuantisedMatrix& matrix) {
    return matrix.format == footprint::Stored::Int8Rows;
}

at::Tensor bytes(std::int64_t count) {
    return at::empty({count}, at::kByte);
}
at::Tensor floats(std::int64_t count) {
    return at::empty({count}, at::kFloat);
}

/// A table of constants, which nothing writes to.
at::Tensor constants(const float* values, std::int64_t count) {
    return at::from_blob(const_cast<float*>(values), {count}, at::kFloat);
}

/// Values of a file; copied where they lie so that they cannot be read in place.
at::Tensor mapped(std::span<const std::byte> values, at::ScalarType type) {
    const auto count = static_cast<std::int64_t>(values.size() / c10::elementSize(type));
    // LibTorch has no constant tensors; nothing writes to these.
    auto* data = const_cast<std::byte*>(values.data());
    const at::Tensor tensor = at::from_blob(data, {count}, type);
    return reinterpret_cast<std::uintptr_t>(data) % c10::elementSize(type) == 0 ? tensor : tensor.clone();
}

QuantisedMatrix toInt8Rows(const at::Tensor& values) {
    QuantisedMatrix matrix{footprint::Stored::Int8Rows, values.size(0), values.size(1)};
    matrix.codes = at::empty({matrix.rows, matrix.columns}, at::kChar);
    matrix.absmax = floats(matrix.rows);
    check(kernels::quantiseInt8Rows({matrix.rows, matrix.columns, values.const_data_ptr<float>(),
                                     matrix.codes.data_ptr<std::int8_t>(), matrix.absmax.data_ptr<float>()},
                                    onTorchThreads));
    return matrix;
}

QuantisedMatrix toNf4(const at::Tensor& values) {
    QuantisedMatrix matrix{footprint::Stored::Nf4, values.size(0), values.size(1)};
    matrix.codes = bytes((values.numel() + 1) / 2);
    matrix.absmax = floats(kernels::nf4Blocks(values.numel()));
    check(kernels::quantiseNf4({values.const_data_ptr<float>(), values.numel(),
                                matrix.codes.data_ptr<std::uint8_t>(), matrix.absmax.data_ptr<float>()},
                               onTorchThreads));
    return matrix;
}

void quantiseScales(QuantisedMatrix& matrix) {
    const std::int64_t blocks = matrix.absmax.numel();
    matrix.format = footprint::Stored::Nf4Double;
    matrix.absmaxCodes = bytes(blocks);
    matrix.nestedAbsmax = floats((blocks + kernels::kNf4NestedBlock - 1) / kernels::kNf4NestedBlock);
    matrix.map = constants(kernels::signedBytes().values.data(), 256);
    matrix.offset = kernels::quantiseAbsmax(matrix.absmax.const_data_ptr<float>(), blocks,
                                            matrix.absmaxCodes.data_ptr<std::uint8_t>(),
                                            matrix.nestedAbsmax.data_ptr<float>());
    matrix.absmax = at::Tensor();
}

kernels::Nf4 asKernelTakes(const QuantisedMatrix& matrix) {
    kernels::Nf4 nf4{.elements = matrix.rows * matrix.columns,
                     .block = matrix.block,
                     .codes = matrix.codes.const_data_ptr<std::uint8_t>()};
    if (matrix.absmax.defined()) {
        nf4.absmax = matrix.absmax.const_data_ptr<float>();
        return nf4;
    }
    nf4.absmaxCodes = matrix.absmaxCodes.const_data_ptr<std::uint8_t>();
    nf4.nestedAbsmax = matrix.nestedAbsmax.const_data_ptr<float>();
    nf4.map = matrix.map.const_data_ptr<float>();
    nf4.offset = matrix.offset;
    return nf4;
}

/// Each value `times` times, as many as are wanted in all.
at::Tensor repeated(const at::Tensor& values, std::int64_t times, std::int64_t count) {
    return values.unsqueeze(1).expand({values.numel(), times}).reshape({-1}).narrow(0, 0, count);
}

/// By ATen's operations, for other devices.
at::Tensor plainNf4(const QuantisedMatrix& matrix) {
    const std::int64_t elements = matrix.rows * matrix.columns;
    at::Tensor absmax = matrix.absmax;
    if (!absmax.defined())
        absmax = matrix.map.index_select(0, matrix.absmaxCodes.to(at::kInt)) *
                     repeated(matrix.nestedAbsmax, kernels::kNf4NestedBlock, matrix.absmaxCodes.numel()) +
                 matrix.offset;
    const at::Tensor pairs =
        at::stack({matrix.codes.bitwise_right_shift(4), matrix.codes.bitwise_and(15)}, 1);
    const at::Tensor table = constants(kernels::kNf4Values.data(), 16).to(matrix.codes.device());
    const at::Tensor values = table.index_select(0, pairs.reshape({-1}).narrow(0, 0, elements).to(at::kInt));
    return (values * repeated(absmax, matrix.block, elements)).view({matrix.rows, matrix.columns});
}

at::Tensor plainInt8Rows(const QuantisedMatrix& matrix) {
    return matrix.codes.to(at::kFloat) * matrix.absmax.unsqueeze(1) * 7.874015718698502e-3F;
}

template <class Value>
void expandOnCpu(const QuantisedMatrix& matrix, Value* values) {
    if (isInt8(matrix))
        check(
            kernels::expandInt8Rows({matrix.rows, matrix.columns, matrix.codes.const_data_ptr<std::int8_t>(),
                                     matrix.absmax.const_data_ptr<float>()},
                                    values, onTorchThreads));
    else
        check(kernels::expandNf4(asKernelTakes(matrix), values, onTorchThreads));
}

} // namespace

std::optional<QuantisedMatrix> quantisedMatrix(const at::Tensor& matrix, footprint::Stored format) {
    QuantisedMatrix made = format == footprint::Stored::Int8Rows ? toInt8Rows(matrix) : toNf4(matrix);
    if (!at::isfinite(made.absmax).all().item().toBool())
        return std::nullopt;
    if (format == footprint::Stored::Nf4Double)
        quantiseScales(made);
    return made;
}

std::optional<QuantisedMatrix> readMatrix(const files::QuantisedTensor& tensor,
                                          std::span<const std::byte> codes) {
    QuantisedMatrix matrix{tensor.format, tensor.rows, tensor.columns, tensor.block};
    if (isInt8(matrix)) {
        matrix.codes = mapped(codes, at::kChar).view({matrix.rows, matrix.columns});
        matrix.absmax = mapped(tensor.absmax, at::kFloat);
        return matrix;
    }
    if (std::memcmp(tensor.map.data(), kernels::kNf4Values.data(), sizeof kernels::kNf4Values) != 0)
        return std::nullopt;
    matrix.codes = mapped(codes, at::kByte);
    if (matrix.format == footprint::Stored::Nf4) {
        matrix.absmax = mapped(tensor.absmax, at::kFloat);
        return matrix;
    }
    matrix.absmaxCodes = mapped(tensor.absmax, at::kByte);
    matrix.nestedAbsmax = mapped(tensor.nestedAbsmax, at::kFloat);
    matrix.map = mapped(tensor.nestedMap, at::kFloat);
    matrix.offset = tensor.offset;
    return matrix;
}

QuantisedMatrix onDevice(QuantisedMatrix matrix, const ComputeDevice& device) {
    if (device.kind == ComputeDevice::Kind::Cuda)
        for (at::Tensor* part :
             {&matrix.codes, &matrix.absmax, &matrix.absmaxCodes, &matrix.nestedAbsmax, &matrix.map})
            if (part->defined())
                *part = part->to(at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index)));
    return matrix;
}

void expandMatrix(const QuantisedMatrix& matrix, at::Tensor target) {
    if (!usesKernels(target)) {
        target.copy_(isInt8(matrix) ? plainInt8Rows(matrix) : plainNf4(matrix));
        return;
    }
    TORCH_CHECK(target.is_contiguous(), "a matrix is expanded into rows that lie apart");
    if (target.scalar_type() == at::kBFloat16)
        expandOnCpu(matrix, reinterpret_cast<std::uint16_t*>(target.data_ptr()));
    else
        expandOnCpu(matrix, target.data_ptr<float>());
}

} // namespace luthier::engine

#include "fuzzing.h"

#include <files/quantised_tensor.h>

using namespace luthier;

namespace {

files::Dtype dtypeOf(std::uint8_t byte) {
    return byte % 3 == 0 ? files::Dtype::U8 : byte % 3 == 1 ? files::Dtype::F32 : files::Dtype::I8;
}

} // namespace

/// Three bytes of sizes and form; then for each tensor its type, its length and, of the state, its text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr const char* kNames[] = {"m.weight",
                                      "m.weight.absmax",
                                      "m.weight.quant_map",
                                      "m.weight.nested_absmax",
                                      "m.weight.nested_quant_map",
                                      "m.SCB",
                                      "m.weight_format"};
    constexpr std::size_t kHeader = 3 + 3 * std::size(kNames);
    if (size < kHeader)
        return 0;
    const std::int64_t rows = data[0] + 1;
    const std::int64_t columns = data[1] + 1;
    constexpr families::Stored kFormats[] = {families::Stored::Nf4Double, families::Stored::Nf4,
                                             families::Stored::Int8Rows};
    const families::Stored format = kFormats[data[2] % 3];
    std::vector<files::TensorInfo> infos;
    for (std::size_t i = 0; i < std::size(kNames); ++i) {
        const std::uint8_t* part = data + 3 + 3 * i;
        infos.push_back({kNames[i], dtypeOf(part[0]), {part[1] << 8 | part[2]}, 0, 0});
        if (i == 0 && format == families::Stored::Int8Rows)
            infos[0].shape = {rows, columns};
        infos[i].end = static_cast<std::uint64_t>(infos[i].elements() * files::bitsOf(infos[i].dtype) / 8);
    }
    const files::TensorInfo state{"m.weight.quant_state.bitsandbytes__nf4",
                                  files::Dtype::U8,
                                  {static_cast<std::int64_t>(size - kHeader)},
                                  0,
                                  size - kHeader};
    std::vector<std::byte> bytes(std::size_t{4} << 16U);
    const auto find = [&](const std::string& name) -> std::optional<files::FoundTensor> {
        if (name == state.name)
            return files::FoundTensor{&state, std::as_bytes(std::span(data + kHeader, size - kHeader))};
        for (const files::TensorInfo& info : infos)
            if (info.name == name && info.elements() > 0)
                return files::FoundTensor{&info, std::span(bytes).first(info.end)};
        return std::nullopt;
    };
    const auto tensor = files::quantisedTensor(find, "m.weight", format, rows, columns);
    fuzzing::requireCode(tensor);
    if (!tensor)
        return 0;
    // What a kernel reads must be there.
    const auto count = [](std::span<const std::byte> part, std::size_t width) {
        return static_cast<std::int64_t>(part.size() / width);
    };
    if (format == families::Stored::Int8Rows) {
        fuzzing::require(count(tensor->absmax, 4) == rows);
        return 0;
    }
    const std::int64_t blocks = (rows * columns + tensor->block - 1) / tensor->block;
    fuzzing::require(tensor->block >= 64 && tensor->block % 2 == 0 && count(tensor->map, 4) == 16);
    fuzzing::require(count(tensor->absmax, format == families::Stored::Nf4 ? 4 : 1) == blocks);
    if (format == families::Stored::Nf4Double)
        fuzzing::require(count(tensor->nestedAbsmax, 4) * 256 >= blocks &&
                         count(tensor->nestedMap, 4) == 256);
    return 0;
}

#include "fuzzing.h"

#include <files/safetensors.h>

using namespace luthier;

/// The first two bytes say how many bytes of data stand behind the header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2)
        return 0;
    const std::uint64_t dataBytes = static_cast<std::uint64_t>(data[0]) << 8U | data[1];
    const auto header =
        files::parseSafetensorsHeader(fuzzing::textOf(data + 2, size - 2), dataBytes, {}, "fuzz");
    fuzzing::requireCode(header);
    if (!header)
        return 0;
    std::uint64_t at = 0;
    for (const files::TensorInfo& tensor : header->tensors) {
        fuzzing::require(tensor.begin == at && tensor.end >= at && tensor.end <= dataBytes);
        fuzzing::require(tensor.elements() >= 0);
        at = tensor.end;
    }
    fuzzing::require(at == dataBytes);
    return 0;
}

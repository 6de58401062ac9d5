#include "fuzzing.h"

#include <gguf/header.h>

using namespace luthier;

/// Whatever is accepted can be read whole: every value, every tensor's blocks.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto header = gguf::parseHeader({reinterpret_cast<const std::byte*>(data), size}, "fuzz");
    fuzzing::requireCode(header);
    if (!header)
        return 0;
    for (const auto& [key, value] : header->entries) {
        fuzzing::require(!key.empty() && header->find(key) == &value);
        const auto texts = value.texts();
        const auto numbers = value.numbers();
        fuzzing::require((!texts || texts->size() == value.count()) &&
                         (!numbers || numbers->size() == value.count()));
        (void)value.integer();
        (void)value.number();
        (void)value.boolean();
        (void)value.text();
    }
    std::uint64_t end = 0;
    for (const gguf::Tensor& tensor : header->tensors) {
        fuzzing::require(tensor.begin >= end && tensor.bytes > 0 && tensor.bytes <= size &&
                         tensor.begin <= size - tensor.bytes);
        end = tensor.begin + tensor.bytes;
        std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
        tensor.format->expand(reinterpret_cast<const std::byte*>(data) + tensor.begin, values.data(),
                              tensor.elements() / tensor.format->weights);
    }
    return 0;
}

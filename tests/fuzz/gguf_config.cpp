#include "fuzzing.h"

#include <families/family.h>
#include <files/gguf_config.h>

using namespace luthier;

/// What a file says of its model is a configuration like any other.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = gguf::File::over({reinterpret_cast<const std::byte*>(data), size}, "fuzz.gguf");
    if (!file)
        return 0;
    const auto config = files::configOfGguf(**file);
    fuzzing::requireCode(config);
    if (!config)
        return 0;
    const auto shape = families::shapeFromConfig(*config);
    fuzzing::requireCode(shape);
    if (shape)
        fuzzing::require(shape->layers >= 1 && shape->headDim >= 1 && shape->vocabularySize >= 1);
    for (const gguf::Tensor& tensor : (*file)->header().tensors)
        fuzzing::require(!files::hubNameOf(tensor.name).empty());
    return 0;
}

#include "fuzzing.h"

#include <base/utf8.h>
#include <tokenizing/gguf_pipeline.h>
#include <tokenizing/tokenizer.h>

using namespace luthier;

/// Whatever tokenizer a file is taken for gives ids that it has, and no text that is not UTF-8.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = gguf::File::over({reinterpret_cast<const std::byte*>(data), size}, "fuzz.gguf");
    if (!file)
        return 0;
    fuzzing::requireCode(tokenizing::tokenizerConfigOf(**file));
    auto pipeline = tokenizing::readGgufPipeline(**file);
    fuzzing::requireCode(pipeline);
    if (!pipeline)
        return 0;
    const auto tokenizer = tokenizing::Tokenizer::make(std::move(*pipeline));
    fuzzing::requireCode(tokenizer);
    if (!tokenizer)
        return 0;
    const auto ids = (*tokenizer)->encodeIds("Hello, world 123 \xEC\x95\x88\xEB\x85\x95\n");
    fuzzing::requireCode(ids);
    if (!ids)
        return 0;
    for (const std::int32_t id : *ids)
        fuzzing::require(id >= 0 && id < (*tokenizer)->idLimit());
    fuzzing::require(isValidUtf8((*tokenizer)->decode(*ids)));
    return 0;
}

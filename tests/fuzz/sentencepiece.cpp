#include "fuzzing.h"

#include <tokenizing/pipeline.h>
#include <tokenizing/tokenizer.h>

using namespace luthier;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto pipeline = tokenizing::readSentencePiece(fuzzing::textOf(data, size), {}, "fuzz");
    fuzzing::requireCode(pipeline);
    if (!pipeline)
        return 0;
    const auto tokenizer = tokenizing::Tokenizer::make(std::move(*pipeline));
    fuzzing::requireCode(tokenizer);
    if (!tokenizer)
        return 0;
    const auto encoding = (*tokenizer)->encode("Hello 안녕 <0x0A>\n", {});
    fuzzing::requireCode(encoding);
    if (encoding)
        (void)(*tokenizer)->decode(encoding->ids, tokenizing::Skip::Nothing);
    return 0;
}

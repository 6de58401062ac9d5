#include "fuzzing.h"

#include <tokenizing/pipeline.h>
#include <tokenizing/tokenizer.h>

using namespace luthier;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto pipeline = tokenizing::readTokenizerJson(fuzzing::textOf(data, size), "fuzz");
    fuzzing::requireCode(pipeline);
    if (!pipeline)
        return 0;
    const auto tokenizer = tokenizing::Tokenizer::make(std::move(*pipeline));
    fuzzing::requireCode(tokenizer);
    if (!tokenizer)
        return 0;
    for (const char* text : {"Hello, world 42!\n  two", "안녕하세요 세계", "<s></s> <|im_end|>\u200b", ""}) {
        const auto encoding = (*tokenizer)->encode(text, {});
        fuzzing::requireCode(encoding);
        if (!encoding)
            continue;
        fuzzing::require(encoding->ids.size() == encoding->offsets.size());
        fuzzing::require(encoding->ids.size() == encoding->types.size());
        (void)(*tokenizer)->decode(encoding->ids, tokenizing::Skip::Nothing);
    }
    const auto pair =
        (*tokenizer)->encodePair("Hello, world", "\xEF\xAC\x81 A\xCC\x81\xE2\x80\x8B\xE4\xB8\xAD </s>");
    fuzzing::requireCode(pair);
    fuzzing::require(!pair || pair->ids.size() == pair->offsets.size());
    return 0;
}

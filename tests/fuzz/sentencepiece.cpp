#include "fuzzing.h"

#include <tokenizing/pipeline.h>
#include <tokenizing/tokenizer.h>

using namespace luthier;

namespace {

void exercise(std::string_view bytes, const char* name) {
    auto pipeline = tokenizing::readSentencePiece(bytes, {name}, "fuzz");
    fuzzing::requireCode(pipeline);
    if (!pipeline)
        return;
    const auto tokenizer = tokenizing::Tokenizer::make(std::move(*pipeline));
    fuzzing::requireCode(tokenizer);
    if (!tokenizer)
        return;
    for (const char* text :
         {"Hello \xEC\x95\x88\xEB\x85\x95 <0x0A>\n", "\xEF\xAC\x81 A\xCC\x81\xE2\x80\x8B </s>"}) {
        const auto encoding = (*tokenizer)->encode(text, {});
        fuzzing::requireCode(encoding);
        if (encoding)
            (void)(*tokenizer)->decode(encoding->ids, tokenizing::Skip::Nothing);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const char* name : {"", "T5Tokenizer", "XLMRobertaTokenizer"})
        exercise(fuzzing::textOf(data, size), name);
    return 0;
}

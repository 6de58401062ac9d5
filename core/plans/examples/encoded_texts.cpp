#include "encoded_texts.h"

#include <base/utf8.h>

#include <algorithm>
#include <utility>

namespace luthier::examples {
namespace {

/// Special tokens at the end that a cut leaves where they are.
std::size_t tailOf(const std::vector<std::int8_t>& texts, bool cutsLeft) {
    const auto isText = [](std::int8_t text) {
        return text != tokenizing::kAround;
    };
    return static_cast<std::size_t>(
        cutsLeft ? std::find_if(texts.begin(), texts.end(), isText) - texts.begin()
                 : std::find_if(texts.rbegin(), texts.rend(), isText) - texts.rbegin());
}

} // namespace

void fill(Example& example, tokenizing::Encoding encoding, const tokenizing::Tokenizer& tokenizer) {
    example.tail = tailOf(encoding.texts, tokenizer.truncatesLeft());
    example.ids = std::move(encoding.ids);
    example.offsets = std::move(encoding.offsets);
    example.mask.assign(example.ids.size(), 0);
    example.types.assign(encoding.types.begin(), encoding.types.end());
    example.texts = std::move(encoding.texts);
    example.cut = encoding.cut;
}

Result<Example> encodedTexts(const tokenizing::Tokenizer& tokenizer, const RowTexts& texts,
                             std::int64_t limit) {
    tokenizing::EncodeOptions options;
    options.controlTokens = tokenizing::ControlTokens::AsText;
    options.maxLength = static_cast<std::size_t>(limit);
    TRY(tokenizing::Encoding encoding, texts.second
                                           ? tokenizer.encodePair(texts.first, *texts.second, options)
                                           : tokenizer.encode(texts.first, options));
    Example example;
    example.text = texts.first;
    if (texts.second) {
        example.text += '\n' + *texts.second;
        const auto before = static_cast<std::uint32_t>(countCodePoints(texts.first)) + 1;
        for (std::size_t i = 0; i < encoding.ids.size(); ++i)
            if (encoding.texts[i] == 1)
                encoding.offsets[i] = {encoding.offsets[i].begin + before, encoding.offsets[i].end + before};
    }
    fill(example, std::move(encoding), tokenizer);
    example.toolsLost = texts.toolsLost;
    return example;
}

} // namespace luthier::examples

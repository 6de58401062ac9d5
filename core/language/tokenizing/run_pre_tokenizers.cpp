// Pre-tokenizers that cut a piece into runs by its characters alone: by script, and by number.

#include "characters.h"
#include "pre_tokenizers.h"

#include <base/utf8.h>

#include <utility>

namespace luthier::tokenizing {
namespace {

/// Cuts every piece at the places that `find(text, cuts)` gives; what lies before the first of them is left
/// out.
template <class Find>
void cutAtPlaces(SplitText& split, const Find& find) {
    std::vector<Hit> out;
    std::vector<std::uint32_t> cuts;
    for (const Hit& piece : split.pieces) {
        cuts.clear();
        find(std::string_view(split.text.text).substr(piece.begin, piece.end - piece.begin), cuts);
        cuts.push_back(piece.end - piece.begin);
        for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
            if (cuts[i] < cuts[i + 1])
                out.push_back({piece.begin + cuts[i], piece.begin + cuts[i + 1]});
    }
    split.pieces = std::move(out);
}

/// Cuts where the script changes; what has none goes with what stands before it. As the reference has it,
/// blanks before the first script are lost.
class ScriptPreTokenizer final : public PreTokenizer {
public:
    Status apply(SplitText& split) const override {
        cutAtPlaces(split, [](std::string_view text, std::vector<std::uint32_t>& cuts) {
            std::int32_t last = kNoScript;
            for (std::size_t i = 0; i < text.size();) {
                const CodePoint point = decodeUtf8(text, i);
                const std::int32_t script = scriptOf(point.value);
                if (script != kNoScript) {
                    if (script != last)
                        cuts.push_back(static_cast<std::uint32_t>(i));
                    last = script;
                }
                i += point.length;
            }
        });
        return {};
    }
};

class LengthPreTokenizer final : public PreTokenizer {
public:
    explicit LengthPreTokenizer(std::int64_t characters)
        : m_characters(characters) {}
    Status apply(SplitText& split) const override {
        cutAtPlaces(split, [this](std::string_view text, std::vector<std::uint32_t>& cuts) {
            std::int64_t count = 0;
            for (std::size_t i = 0; i < text.size(); ++count) {
                if (count % m_characters == 0)
                    cuts.push_back(static_cast<std::uint32_t>(i));
                i += decodeUtf8(text, i).length;
            }
        });
        return {};
    }

private:
    std::int64_t m_characters;
};

} // namespace

PreTokenizerPointer scriptPreTokenizer() {
    return std::make_unique<ScriptPreTokenizer>();
}

Result<PreTokenizerPointer> lengthPreTokenizer(std::int64_t characters) {
    if (characters <= 0)
        return refused("tokenizer.part_invalid").with("part", "length");
    return PreTokenizerPointer(std::make_unique<LengthPreTokenizer>(characters));
}

} // namespace luthier::tokenizing

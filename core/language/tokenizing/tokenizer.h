#pragma once

#include "encoding.h"
#include "special_tokens.h"

#include <base/hash.h>
#include <base/result.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace luthier::tokenizing {

struct Pipeline;

/// Text to token ids and back, as the `tokenizers` package does it. Immutable; every method is safe from
/// several threads at once.
class Tokenizer {
public:
    /// Fails with tokenizer.added_token_invalid when an added token has the id of another one.
    static Result<std::shared_ptr<const Tokenizer>> make(Pipeline pipeline);
    ~Tokenizer();
    Tokenizer(const Tokenizer&) = delete;
    Tokenizer& operator=(const Tokenizer&) = delete;

    /// Tokens of a text; malformed UTF-8 is read as U+FFFD. Fails with tokenizer.text_too_long,
    /// tokenizer.pattern_too_slow, tokenizer.text_grows.
    Result<Encoding> encode(std::string_view text, const EncodeOptions& options = {}) const;
    /// Tokens of two texts that belong together, as the tokenizer's template joins them. The offsets of each
    /// count in its own text.
    Result<Encoding> encodePair(std::string_view first, std::string_view second,
                                const EncodeOptions& options = {}) const;
    /// Tokens of a text that is cut into words already, each read by itself, as transformers does with
    /// `is_split_into_words`; byte-level ones as if a blank stood before them. Offsets count in the words
    /// joined by blanks.
    Result<Encoding> encodeWords(std::span<const std::string> words, const EncodeOptions& options = {}) const;
    /// The ids alone.
    Result<std::vector<std::int32_t>> encodeIds(std::string_view text,
                                                const EncodeOptions& options = {}) const;

    /// Text of tokens; ids without a token are left out. Valid UTF-8.
    std::string decode(std::span<const std::int32_t> ids, Skip skip = Skip::Nothing) const;

    std::optional<std::int32_t> idOf(std::string_view token) const;
    std::optional<std::string> tokenOf(std::int32_t id) const;
    /// Control tokens: added tokens marked as special.
    bool isSpecial(std::int32_t id) const;
    /// How many control tokens a text would hold if what people wrote could be one.
    std::size_t controlTokensIn(std::string_view text) const;
    /// Number of different tokens, added ones too.
    std::size_t vocabularySize() const;
    /// One more than the largest id: the least number of embedding rows.
    std::int32_t idLimit() const;
    std::size_t addedTokenCount() const;

    const SpecialTokens& specialTokens() const;
    /// What stands for a character that has no token; nothing where none is needed, or where it vanishes.
    std::optional<std::int32_t> unknownId() const;
    /// The model's own chat template; the one for tools when it has another for them.
    const std::optional<std::string>& chatTemplate() const;
    const std::optional<std::string>& toolTemplate() const;
    /// Name and text of the templates that are taken by name; the default is not among them.
    const std::vector<std::pair<std::string, std::string>>& namedTemplates() const;
    /// Whether texts that are too long lose their beginning (`truncation_side`).
    bool truncatesLeft() const;
    /// Over the files it was read from.
    const Hash128& hash() const;

private:
    struct State;
    Result<Encoding> encodePart(std::string_view text, std::int32_t type, const EncodeOptions& options) const;
    Encoding joined(std::vector<Encoding> parts, const EncodeOptions& options) const;
    explicit Tokenizer(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Reads a tokenizer from a GGUF file (gguf.*), or from a folder: tokenizer.json, else a SentencePiece model,
/// else vocab.json with merges.txt, else vocab.txt; the last three as the class does that the configs name.
/// Fails with tokenizer.not_found, tokenizer.model_not_yet, tokenizer.part_not_supported (a class too) and
/// what the files break.
Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const std::filesystem::path& folder);

/// Turns ids that arrive one by one into text, and holds bytes back until they make whole characters.
class StreamDecoder {
public:
    StreamDecoder(std::shared_ptr<const Tokenizer> tokenizer, Skip skip);
    /// The text that is certain after one more id; often empty in the middle of a character.
    std::string push(std::int32_t id);
    /// What was held back, with U+FFFD for a character that was never finished.
    std::string finish();

private:
    /// Drops ids whose text no longer matters; `text` is that of all ids held.
    void forget(const std::string& text);
    std::shared_ptr<const Tokenizer> m_tokenizer;
    Skip m_skip;
    std::vector<std::int32_t> m_ids;
    std::size_t m_read = 0;
};

} // namespace luthier::tokenizing

#pragma once

#include "token_model.h"

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace luthier::tokenizing {

/// Tokens of words that were met before. Bounded; safe from several threads.
class WordCache {
public:
    WordCache();
    ~WordCache();
    WordCache(WordCache&&) noexcept;

    /// Appends the tokens of a word that is known, and says whether it was.
    bool find(std::string_view word, std::vector<WordToken>& out) const;
    /// Remembers a word's tokens while there is room; long words are left out.
    void keep(std::string_view word, std::vector<WordToken>::const_iterator begin,
              std::vector<WordToken>::const_iterator end) const;

private:
    struct Hashed;
    struct Shard;
    Shard& shardOf(const Hashed& word) const;
    std::unique_ptr<std::array<Shard, 16>> m_shards;
};

} // namespace luthier::tokenizing

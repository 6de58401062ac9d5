#include "word_cache.h"

namespace luthier::tokenizing {
namespace {

constexpr std::size_t kCachedWordBytes = 128;
constexpr std::size_t kWordsPerShard = 4096;

} // namespace

struct WordCache::Shard {
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    std::mutex mutex;
    std::unordered_map<std::string, std::vector<WordToken>, TextHash, std::equal_to<>> words;
};

WordCache::WordCache()
    : m_shards(std::make_unique<std::array<Shard, 16>>()) {}
WordCache::~WordCache() = default;
WordCache::WordCache(WordCache&&) noexcept = default;

WordCache::Shard& WordCache::shardOf(std::string_view word) const {
    return (*m_shards)[std::hash<std::string_view>()(word) % m_shards->size()];
}

bool WordCache::find(std::string_view word, std::vector<WordToken>& out) const {
    if (word.size() > kCachedWordBytes)
        return false;
    Shard& shard = shardOf(word);
    const std::lock_guard lock(shard.mutex);
    const auto entry = shard.words.find(word);
    if (entry == shard.words.end())
        return false;
    out.insert(out.end(), entry->second.begin(), entry->second.end());
    return true;
}

void WordCache::keep(std::string_view word, std::vector<WordToken>::const_iterator begin,
                     std::vector<WordToken>::const_iterator end) const {
    if (word.size() > kCachedWordBytes)
        return;
    Shard& shard = shardOf(word);
    const std::lock_guard lock(shard.mutex);
    if (shard.words.size() < kWordsPerShard)
        shard.words.try_emplace(std::string(word), begin, end);
}

} // namespace luthier::tokenizing

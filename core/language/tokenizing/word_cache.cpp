#include "word_cache.h"

namespace luthier::tokenizing {
namespace {

constexpr std::size_t kCachedWordBytes = 128;
constexpr std::size_t kWordsPerShard = 4096;

} // namespace

/// A word whose hash is known, so that shard and entry are found with one.
struct WordCache::Hashed {
    std::string_view text;
    std::size_t hash = std::hash<std::string_view>()(text);
};

struct WordCache::Shard {
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(const Hashed& word) const { return word.hash; }
        std::size_t operator()(const std::string& word) const { return std::hash<std::string_view>()(word); }
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(const std::string& one, const std::string& other) const { return one == other; }
        bool operator()(const Hashed& one, const std::string& other) const { return one.text == other; }
        bool operator()(const std::string& one, const Hashed& other) const { return one == other.text; }
    };
    std::mutex mutex;
    std::unordered_map<std::string, std::vector<WordToken>, Hash, Equal> words;
};

WordCache::WordCache()
    : m_shards(std::make_unique<std::array<Shard, 16>>()) {}
WordCache::~WordCache() = default;
WordCache::WordCache(WordCache&&) noexcept = default;

WordCache::Shard& WordCache::shardOf(const Hashed& word) const {
    return (*m_shards)[word.hash % m_shards->size()];
}

bool WordCache::find(std::string_view word, std::vector<WordToken>& out) const {
    if (word.size() > kCachedWordBytes)
        return false;
    const Hashed hashed{word};
    Shard& shard = shardOf(hashed);
    const std::lock_guard lock(shard.mutex);
    const auto entry = shard.words.find(hashed);
    if (entry == shard.words.end())
        return false;
    out.insert(out.end(), entry->second.begin(), entry->second.end());
    return true;
}

void WordCache::keep(std::string_view word, std::vector<WordToken>::const_iterator begin,
                     std::vector<WordToken>::const_iterator end) const {
    if (word.size() > kCachedWordBytes)
        return;
    Shard& shard = shardOf({word});
    const std::lock_guard lock(shard.mutex);
    if (shard.words.size() < kWordsPerShard)
        shard.words.try_emplace(std::string(word), begin, end);
}

} // namespace luthier::tokenizing

#include "near_clusters.h"

#include "min_hash.h"
#include "parallel.h"
#include "shingles.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace luthier::cleaning {
namespace {

constexpr std::size_t kBatchBytes = std::size_t{8} << 20;
constexpr std::size_t kBatchTexts = 2048;
constexpr std::uint32_t kNobody = 0xFFFFFFFF;
constexpr std::size_t kMostBands = 64;

/// Which texts belong together (union by the lower number, with path halving).
class Unions {
public:
    explicit Unions(std::uint32_t count)
        : m_parent(count) {
        std::iota(m_parent.begin(), m_parent.end(), 0U);
    }
    std::uint32_t root(std::uint32_t item) {
        while (m_parent[item] != item)
            item = m_parent[item] = m_parent[m_parent[item]];
        return item;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = root(a);
        b = root(b);
        m_parent[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> m_parent;
};

/// A text under one kind of shingle; those near a border have two.
struct Entry {
    std::uint32_t item = 0;
    Shingle kind = Shingle::FiveWords;
    bool operator==(const Entry&) const = default;
};

/// The keys of some groups of bands, of all entries; one reading of the source fills them.
class BandKeys {
public:
    BandKeys(const MinHash& hash, unsigned firstGroup, unsigned groups, const NearOptions& options,
             unsigned threads)
        : m_hash(hash)
        , m_firstGroup(firstGroup)
        , m_groups(groups)
        , m_options(options)
        , m_threads(threads) {}

    std::size_t bands() const { return std::size_t{m_groups} * m_hash.bandsOfGroup(); }
    const std::vector<Entry>& entries() const { return m_entries; }
    std::uint64_t key(std::size_t entry, std::size_t band) const { return m_keys[entry * bands() + band]; }

    Status add(std::uint32_t item, std::string text) {
        m_bytes += text.size();
        m_batch.push_back({item, std::move(text)});
        if (m_batch.size() >= kBatchTexts || m_bytes >= kBatchBytes)
            finishBatch();
        return {};
    }

    void finishBatch() {
        std::vector<Made> made(m_batch.size());
        forEachInParallel(m_batch.size(), m_threads, [&](std::size_t i) { makeKeys(m_batch[i], made[i]); });
        for (const Made& one : made) {
            m_entries.insert(m_entries.end(), one.entries.begin(), one.entries.begin() + one.count);
            m_keys.insert(m_keys.end(), one.keys.begin(), one.keys.begin() + one.count * bands());
        }
        m_batch.clear();
        m_bytes = 0;
    }

private:
    struct Waiting {
        std::uint32_t item;
        std::string text;
    };
    /// The entries of one text: none, one, or two near a border.
    struct Made {
        unsigned count = 0;
        std::array<Entry, 2> entries;
        std::array<std::uint64_t, 2 * kMostBands> keys;
    };

    void makeKeys(const Waiting& waiting, Made& made) const {
        // Memory that is used again by the next text of this thread.
        thread_local WordText words;
        thread_local std::vector<std::uint64_t> shingles;
        takeWords(waiting.text, words);
        const std::size_t count = words.words.size();
        takeShingles(words, shingleOf(count), shingles);
        addEntry(made, {waiting.item, shingleOf(count)}, shingles);
        if (const auto finer = finerShingle(count, m_options.threshold)) {
            takeShingles(words, *finer, shingles);
            addEntry(made, {waiting.item, *finer}, shingles);
        }
    }

    void addEntry(Made& made, const Entry& entry, const std::vector<std::uint64_t>& shingles) const {
        if (shingles.empty())
            return;
        const std::size_t ofGroup = m_hash.bandsOfGroup();
        const auto keys = std::span(made.keys).subspan(made.count * bands());
        for (unsigned group = 0; group < m_groups; ++group)
            m_hash.bandKeys(shingles, m_firstGroup + group, keys.subspan(group * ofGroup, ofGroup));
        made.entries[made.count++] = entry;
    }

    const MinHash& m_hash;
    unsigned m_firstGroup;
    unsigned m_groups;
    const NearOptions& m_options;
    unsigned m_threads;
    std::vector<Waiting> m_batch;
    std::size_t m_bytes = 0;
    std::vector<Entry> m_entries;
    std::vector<std::uint64_t> m_keys;
};

/// Joins the texts of entries with the same key of a band and the same kind. `table` has a power of two of
/// places, twice the entries or more.
void joinBand(const BandKeys& keys, std::size_t band, std::vector<std::uint32_t>& table, Unions& unions) {
    std::fill(table.begin(), table.end(), kNobody);
    const std::size_t mask = table.size() - 1;
    const auto& entries = keys.entries();
    for (std::uint32_t at = 0; at < entries.size(); ++at) {
        const std::uint64_t key = keys.key(at, band);
        std::size_t place = key & mask;
        while (table[place] != kNobody &&
               (keys.key(table[place], band) != key || entries[table[place]].kind != entries[at].kind))
            place = (place + 1) & mask;
        if (table[place] == kNobody)
            table[place] = at;
        else
            unions.join(entries[table[place]].item, entries[at].item);
    }
}

std::vector<std::vector<std::uint32_t>> clustersOf(Unions& unions, const TextSource& source,
                                                   Compare compare) {
    std::vector<std::uint32_t> sizes(source.size());
    for (std::uint32_t item = 0; item < source.size(); ++item)
        ++sizes[unions.root(item)];
    std::vector<std::uint32_t> place(source.size(), kNobody);
    std::vector<std::vector<std::uint32_t>> clusters;
    for (std::uint32_t item = 0; item < source.size(); ++item) {
        const std::uint32_t root = unions.root(item);
        if (sizes[root] < 2)
            continue;
        if (place[root] == kNobody) {
            place[root] = static_cast<std::uint32_t>(clusters.size());
            clusters.emplace_back().reserve(sizes[root]);
        }
        clusters[place[root]].push_back(item);
    }
    if (compare == Compare::AcrossSides)
        std::erase_if(clusters, [&](const auto& cluster) {
            return source.side(cluster.front()) == source.side(cluster.back());
        });
    return clusters;
}

/// Groups of bands that one reading may fill.
unsigned groupsAtOnce(const MinHash& hash, std::uint32_t texts, std::size_t memoryBytes) {
    const std::size_t ofGroup = std::size_t{hash.bandsOfGroup()} * sizeof(std::uint64_t);
    const std::size_t fitting = memoryBytes / (ofGroup * std::max<std::size_t>(texts, 1));
    return static_cast<unsigned>(std::clamp<std::size_t>(fitting, 1, MinHash::kGroups));
}

} // namespace

Result<std::vector<std::vector<std::uint32_t>>>
proposeClusters(TextSource& source, const NearOptions& options, StopToken stop, ProgressSink& progress) {
    const MinHash hash(bandingFor(options.threshold));
    const unsigned threads = options.threads == 0 ? std::thread::hardware_concurrency() : options.threads;
    const unsigned atOnce = groupsAtOnce(hash, source.size(), options.memoryBytes);
    Unions unions(source.size());
    std::vector<Entry> entries;
    const std::int64_t total = std::int64_t{source.size()} * ((MinHash::kGroups + atOnce - 1) / atOnce);
    std::int64_t done = 0;
    for (unsigned first = 0; first < MinHash::kGroups; first += atOnce) {
        BandKeys keys(hash, first, std::min(atOnce, MinHash::kGroups - first), options, threads);
        TRY_VOID(source.visit(
            [&](std::uint32_t item, std::string text) {
                if (++done % 1024 == 0)
                    progress.report({"comparing", done, total});
                return keys.add(item, std::move(text));
            },
            stop));
        keys.finishBatch();
        if (first > 0 && keys.entries() != entries)
            return failed("dataset.changed_meanwhile");
        entries = keys.entries();
        std::vector<std::uint32_t> table(std::bit_ceil(2 * entries.size() + 1));
        for (std::size_t band = 0; band < keys.bands(); ++band) {
            if (stop.stop_requested())
                return interrupted();
            joinBand(keys, band, table, unions);
        }
    }
    return clustersOf(unions, source, options.compare);
}

} // namespace luthier::cleaning

#include "near_join.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace luthier::cleaning {
namespace {

constexpr std::uint32_t kEnd = 0xFFFFFFFF;
constexpr std::size_t kFewTexts = 8;
/// Lengths of prefixes are rounded so that no pair is lost to the rounding of floating-point numbers.
constexpr double kSlack = 1e-9;

std::size_t roundUp(double value) {
    return static_cast<std::size_t>(std::max(0.0, std::ceil(value - kSlack)));
}

/// A set by the ranks of its shingles, the rarest first.
struct RankedSet {
    std::uint32_t text = 0; ///< place among all texts of the join
    Shingle kind = Shingle::FiveWords;
    double threshold = 0;
    std::vector<std::uint32_t> ranks;

    /// So many of the rarest must be looked at to meet every set that is near; `shorter`: every one that is
    /// at most as large.
    std::size_t prefix() const {
        return ranks.size() - roundUp(threshold * static_cast<double>(ranks.size())) + 1;
    }
    std::size_t shorterPrefix() const {
        const double shared = 2 * threshold / (1 + threshold) * static_cast<double>(ranks.size());
        return ranks.size() - roundUp(shared) + 1;
    }
};

/// Which sets have a shingle in their prefix: lists by rank, chained.
class PrefixIndex {
public:
    explicit PrefixIndex(std::size_t ranks)
        : m_heads(ranks, kEnd) {}
    void add(const RankedSet& set, std::uint32_t place, std::size_t prefix) {
        for (std::size_t i = 0; i < std::min(prefix, set.ranks.size()); ++i) {
            m_nodes.push_back({place, m_heads[set.ranks[i]]});
            m_heads[set.ranks[i]] = static_cast<std::uint32_t>(m_nodes.size() - 1);
        }
    }
    template <class Visit>
    void forEach(const RankedSet& set, std::size_t prefix, const Visit& visit) const {
        for (std::size_t i = 0; i < std::min(prefix, set.ranks.size()); ++i)
            for (std::uint32_t node = m_heads[set.ranks[i]]; node != kEnd; node = m_nodes[node].next)
                visit(m_nodes[node].place);
    }

private:
    struct Node {
        std::uint32_t place;
        std::uint32_t next;
    };
    std::vector<std::uint32_t> m_heads;
    std::vector<Node> m_nodes;
};

/// Ranks for all shingles of all texts, the rarest lowest; shingles of different kinds never meet.
class Ranking {
public:
    explicit Ranking(const std::vector<const JudgedText*>& texts) {
        std::vector<std::uint64_t> all;
        for (const JudgedText* text : texts)
            for (const auto& set : text->sets)
                for (const std::uint64_t shingle : set.shingles)
                    all.push_back(salted(shingle, set.kind));
        std::sort(all.begin(), all.end());
        std::vector<std::pair<std::uint32_t, std::uint32_t>> counts; // how often, place
        for (std::size_t at = 0; at < all.size();) {
            const std::size_t first = at;
            while (at < all.size() && all[at] == all[first])
                ++at;
            counts.emplace_back(static_cast<std::uint32_t>(at - first),
                                static_cast<std::uint32_t>(m_shingles.size()));
            m_shingles.push_back(all[first]);
        }
        std::sort(counts.begin(), counts.end());
        m_ranks.resize(counts.size());
        for (std::uint32_t rank = 0; rank < counts.size(); ++rank)
            m_ranks[counts[rank].second] = rank;
    }

    std::size_t size() const { return m_ranks.size(); }
    std::vector<std::uint32_t> ranksOf(const JudgedText::Set& set) const {
        std::vector<std::uint32_t> ranks;
        ranks.reserve(set.shingles.size());
        for (const std::uint64_t shingle : set.shingles) {
            const auto found =
                std::lower_bound(m_shingles.begin(), m_shingles.end(), salted(shingle, set.kind));
            ranks.push_back(m_ranks[static_cast<std::size_t>(found - m_shingles.begin())]);
        }
        std::sort(ranks.begin(), ranks.end());
        return ranks;
    }

private:
    static std::uint64_t salted(std::uint64_t shingle, Shingle kind) {
        return shingle ^ (std::uint64_t{0x9E3779B97F4A7C15U} * static_cast<std::uint64_t>(kind));
    }
    std::vector<std::uint64_t> m_shingles;
    std::vector<std::uint32_t> m_ranks;
};

/// The exact similarity, or nothing once it is sure to be below the threshold.
std::optional<double> similarity(const RankedSet& a, const RankedSet& b) {
    const double sum = static_cast<double>(a.ranks.size() + b.ranks.size());
    const std::size_t wanted = roundUp(a.threshold / (1 + a.threshold) * sum);
    std::size_t shared = 0;
    std::size_t x = 0;
    std::size_t y = 0;
    while (x < a.ranks.size() && y < b.ranks.size()) {
        if (shared + std::min(a.ranks.size() - x, b.ranks.size() - y) < wanted)
            return {};
        const std::uint32_t left = a.ranks[x];
        const std::uint32_t right = b.ranks[y];
        shared += left == right ? 1 : 0;
        x += left <= right ? 1 : 0;
        y += right <= left ? 1 : 0;
    }
    const double value = static_cast<double>(shared) / (sum - static_cast<double>(shared));
    return value >= a.threshold ? std::optional(value) : std::nullopt;
}

/// The kind of shingle by which two texts are compared (shingles.h); nothing where they are out of reach.
std::optional<Shingle> kindOf(const JudgedText& a, const JudgedText& b, double threshold) {
    const auto [fewer, more] = std::minmax({a.words, b.words});
    const Shingle kind = shingleOf(fewer);
    return kind == shingleOf(more) || areWithinReach(fewer, more, threshold) ? std::optional(kind)
                                                                             : std::nullopt;
}

const std::vector<std::uint64_t>* setOf(const JudgedText& text, Shingle kind) {
    for (const auto& set : text.sets)
        if (set.kind == kind)
            return &set.shingles;
    return nullptr;
}

/// Each text with each keeper before it: what is quickest for a few.
std::vector<NearPair> joinFew(const std::vector<JudgedText>& texts, const NearOptions& options) {
    const bool across = options.compare == Compare::AcrossSides;
    std::vector<NearPair> pairs;
    std::vector<const JudgedText*> keepers;
    for (const JudgedText& text : texts) {
        const std::size_t before = pairs.size();
        for (const JudgedText* keeper : keepers) {
            const auto kind = kindOf(text, *keeper, options.threshold);
            const auto* own = kind ? setOf(text, *kind) : nullptr;
            const auto* other = kind ? setOf(*keeper, *kind) : nullptr;
            if ((across && keeper->side == text.side) || !own || !other)
                continue;
            const double value = jaccard(*own, *other);
            if (value < thresholdOf(*kind, options.threshold))
                continue;
            pairs.push_back({text.item, keeper->item, value});
            break;
        }
        if (across || pairs.size() == before)
            keepers.push_back(&text);
    }
    return pairs;
}

class Join {
public:
    Join(std::vector<const JudgedText*> texts, const NearOptions& options)
        : m_texts(std::move(texts))
        , m_options(options)
        , m_ranking(m_texts)
        , m_short(m_ranking.size())
        , m_long(m_ranking.size())
        , m_met(m_texts.size(), kEnd) {}

    void keep(std::uint32_t text, const std::vector<RankedSet>& sets) {
        // A text of the same side with the same shingles is near to the same others: one of them is enough.
        if (m_options.compare == Compare::AcrossSides && !isNew(text))
            return;
        for (const RankedSet& set : sets) {
            const auto place = static_cast<std::uint32_t>(m_sets.size());
            m_sets.push_back(set);
            m_short.add(set, place, set.shorterPrefix());
            m_long.add(set, place, set.prefix());
        }
    }

    std::vector<RankedSet> setsOf(std::uint32_t text) const {
        std::vector<RankedSet> sets;
        for (const auto& set : m_texts[text]->sets)
            sets.push_back(
                {text, set.kind, thresholdOf(set.kind, m_options.threshold), m_ranking.ranksOf(set)});
        return sets;
    }

    /// The first keeper that the text is near to.
    std::optional<NearPair> keeperOf(std::uint32_t text, const std::vector<RankedSet>& sets) {
        std::vector<Candidate> candidates;
        for (std::size_t i = 0; i < sets.size(); ++i)
            findCandidates(text, sets[i], i, candidates);
        std::sort(candidates.begin(), candidates.end());
        for (const Candidate& candidate : candidates)
            if (const auto value = similarity(sets[candidate.own], m_sets[candidate.set]))
                return NearPair{m_texts[text]->item, m_texts[candidate.text]->item, *value};
        return {};
    }

private:
    struct Candidate {
        std::uint32_t text = 0;
        std::uint32_t set = 0;
        std::size_t own = 0;
        auto operator<=>(const Candidate&) const = default;
    };

    bool isNew(std::uint32_t text) {
        for (const auto& set : m_texts[text]->sets) {
            Hash128 hash = hash128({reinterpret_cast<const char*>(set.shingles.data()),
                                    set.shingles.size() * sizeof(std::uint64_t)},
                                   m_texts[text]->side);
            hash.low ^= m_texts[text]->words;
            hash.high ^= static_cast<std::uint64_t>(set.kind);
            m_fresh.push_back(hash);
        }
        bool fresh = false;
        for (const Hash128& hash : m_fresh)
            fresh |= m_seen.insert(hash).second;
        m_fresh.clear();
        return fresh;
    }

    void findCandidates(std::uint32_t text, const RankedSet& set, std::size_t own,
                        std::vector<Candidate>& candidates) {
        const JudgedText& judged = *m_texts[text];
        const auto visit = [&](std::uint32_t place, bool mayBeLarger) {
            const RankedSet& other = m_sets[place];
            if ((other.ranks.size() > set.ranks.size()) != mayBeLarger || m_met[other.text] == text)
                return;
            const JudgedText& keeper = *m_texts[other.text];
            const auto [smaller, larger] = std::minmax({set.ranks.size(), other.ranks.size()});
            if (static_cast<double>(smaller) + kSlack < set.threshold * static_cast<double>(larger) ||
                (m_options.compare == Compare::AcrossSides && keeper.side == judged.side) ||
                kindOf(judged, keeper, m_options.threshold) != set.kind)
                return;
            m_met[other.text] = text;
            candidates.push_back({other.text, place, own});
        };
        m_short.forEach(set, set.prefix(), [&](std::uint32_t place) { visit(place, false); });
        m_long.forEach(set, set.shorterPrefix(), [&](std::uint32_t place) { visit(place, true); });
    }

    std::vector<const JudgedText*> m_texts;
    const NearOptions& m_options;
    Ranking m_ranking;
    std::vector<RankedSet> m_sets;    // of keepers
    PrefixIndex m_short;              // for texts that are at least as large
    PrefixIndex m_long;               // for smaller ones
    std::vector<std::uint32_t> m_met; // by keeper, the text that met it last
    std::vector<Hash128> m_fresh;
    std::set<Hash128> m_seen;
};

} // namespace

std::size_t JudgedText::bytes() const {
    std::size_t bytes = sizeof(JudgedText);
    for (const auto& set : sets)
        bytes += sizeof(Set) + set.shingles.size() * sizeof(std::uint64_t);
    return bytes;
}

JudgedText judgedText(std::uint32_t item, std::uint32_t side, std::string_view text, double threshold) {
    const WordText words = foldedWords(text);
    const std::size_t count = words.words.size();
    JudgedText judged{item, side, static_cast<std::uint32_t>(count), {}};
    if (count == 0)
        return judged;
    judged.sets.push_back({shingleOf(count), shingleSet(words, shingleOf(count))});
    if (const auto finer = finerShingle(count, threshold))
        judged.sets.push_back({*finer, shingleSet(words, *finer)});
    return judged;
}

std::vector<NearPair> joinNear(const std::vector<JudgedText>& keepers, const std::vector<JudgedText>& texts,
                               bool amongThemselves, const NearOptions& options) {
    if (keepers.empty() && amongThemselves && texts.size() <= kFewTexts)
        return joinFew(texts, options);
    std::vector<const JudgedText*> all;
    for (const auto* list : {&keepers, &texts})
        for (const JudgedText& text : *list)
            all.push_back(&text);
    Join join(std::move(all), options);
    std::vector<NearPair> pairs;
    for (std::uint32_t at = 0; at < keepers.size() + texts.size(); ++at) {
        const auto sets = join.setsOf(at);
        const bool isText = at >= keepers.size();
        const auto pair = isText ? join.keeperOf(at, sets) : std::nullopt;
        if (pair)
            pairs.push_back(*pair);
        if (!isText || (amongThemselves && (!pair || options.compare == Compare::AcrossSides)))
            join.keep(at, sets);
    }
    return pairs;
}

} // namespace luthier::cleaning

#include "near_duplicates.h"

#include "near_clusters.h"
#include "near_join.h"
#include "parallel.h"

#include <algorithm>
#include <unordered_map>

namespace luthier::cleaning {
namespace {

constexpr double kLowestThreshold = 0.5;
/// Texts that are read at a time; each may be as large as a record.
constexpr std::size_t kReadTexts = 16;
constexpr std::size_t kWaveTexts = 4096;
constexpr std::size_t kWaveBytes = std::size_t{16} << 20;

using Cluster = std::vector<std::uint32_t>;
using Texts = std::vector<JudgedText>;

class Judge {
public:
    Judge(TextSource& source, const NearOptions& options, StopToken stop)
        : m_source(source)
        , m_options(options)
        , m_stop(std::move(stop))
        , m_threads(options.threads == 0 ? std::thread::hardware_concurrency() : options.threads) {}

    Result<std::vector<NearPair>> judge(const std::vector<Cluster>& clusters, ProgressSink& progress) {
        for (std::size_t at = 0; at < clusters.size();) {
            if (m_stop.stop_requested())
                return interrupted();
            progress.report(
                {"judging", static_cast<std::int64_t>(at), static_cast<std::int64_t>(clusters.size())});
            if (clusters[at].size() > kReadTexts)
                TRY_VOID(judgeLarge(clusters[at++]));
            else
                TRY_VOID(judgeWave(clusters, at));
        }
        std::sort(m_pairs.begin(), m_pairs.end(),
                  [](const auto& a, const auto& b) { return a.item < b.item; });
        return std::move(m_pairs);
    }

private:
    JudgedText judged(std::uint32_t item, std::string_view text) const {
        return judgedText(item, m_source.side(item), text, m_options.threshold);
    }

    /// Small clusters side by side; `at` moves behind the last one.
    Status judgeWave(const std::vector<Cluster>& clusters, std::size_t& at) {
        struct Small {
            const Cluster* cluster;
            std::vector<std::string> texts;
            std::vector<NearPair> pairs;
        };
        std::vector<Small> wave;
        std::size_t texts = 0;
        std::size_t bytes = 0;
        for (; at < clusters.size() && clusters[at].size() <= kReadTexts && texts < kWaveTexts &&
               bytes < kWaveBytes;
             ++at) {
            TRY(auto read, m_source.read(clusters[at]));
            texts += read.size();
            for (const auto& text : read)
                bytes += text.size();
            wave.push_back({&clusters[at], std::move(read), {}});
        }
        forEachInParallel(wave.size(), m_threads, [&](std::size_t i) {
            Texts judgedTexts;
            for (std::size_t k = 0; k < wave[i].texts.size(); ++k)
                judgedTexts.push_back(judged((*wave[i].cluster)[k], wave[i].texts[k]));
            wave[i].pairs = joinNear({}, judgedTexts, true, m_options);
        });
        for (const Small& small : wave)
            m_pairs.insert(m_pairs.end(), small.pairs.begin(), small.pairs.end());
        return {};
    }

    /// The texts from `at` on as far as half of the memory goes; at least one.
    Result<Texts> block(const Cluster& items, std::size_t& at) {
        Texts texts;
        std::size_t bytes = 0;
        while (at < items.size() && bytes < m_options.memoryBytes / 2) {
            if (m_stop.stop_requested())
                return interrupted();
            const std::size_t count = std::min(kReadTexts, items.size() - at);
            TRY(const auto read, m_source.read(std::span(items).subspan(at, count)));
            std::vector<JudgedText> some(count);
            forEachInParallel(count, m_threads,
                              [&](std::size_t i) { some[i] = judged(items[at + i], read[i]); });
            for (JudgedText& text : some) {
                bytes += text.bytes();
                texts.push_back(std::move(text));
            }
            at += count;
        }
        return texts;
    }

    /// A cluster in blocks: each is held against the keepers of those before it, a block of them at a time,
    /// then against itself, which comes to the same as all at once.
    Status judgeLarge(const Cluster& cluster) {
        Cluster keepers;
        for (std::size_t at = 0; at < cluster.size();) {
            TRY(Texts texts, block(cluster, at));
            std::unordered_map<std::uint32_t, NearPair> found;
            for (std::size_t k = 0; k < keepers.size();) {
                TRY(const Texts before, block(keepers, k));
                take(joinNear(before, unmatched(texts, found), false, m_options), found);
            }
            const bool allStay = m_options.compare == Compare::AcrossSides;
            take(joinNear({}, allStay ? texts : unmatched(texts, found), true, m_options), found);
            for (const JudgedText& text : texts)
                if (allStay || !found.contains(text.item))
                    keepers.push_back(text.item);
            for (const auto& [item, pair] : found)
                m_pairs.push_back(pair);
        }
        return {};
    }

    static Texts unmatched(const Texts& texts, const std::unordered_map<std::uint32_t, NearPair>& found) {
        Texts rest;
        for (const JudgedText& text : texts)
            if (!found.contains(text.item))
                rest.push_back(text);
        return rest;
    }
    static void take(const std::vector<NearPair>& pairs, std::unordered_map<std::uint32_t, NearPair>& found) {
        for (const NearPair& pair : pairs)
            found.emplace(pair.item, pair); // the first keeper stands
    }

    TextSource& m_source;
    const NearOptions& m_options;
    StopToken m_stop;
    unsigned m_threads;
    std::vector<NearPair> m_pairs;
};

} // namespace

Result<std::vector<NearPair>> nearDuplicates(TextSource& source, const NearOptions& options, StopToken stop,
                                             ProgressSink& progress) {
    if (!(options.threshold >= kLowestThreshold && options.threshold <= 1))
        return usageError("cleaning.bad_threshold");
    TRY(const auto clusters, proposeClusters(source, options, stop, progress));
    return Judge(source, options, std::move(stop)).judge(clusters, progress);
}

} // namespace luthier::cleaning

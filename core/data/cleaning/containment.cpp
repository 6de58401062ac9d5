#include "containment.h"

#include "shingles.h"

#include <algorithm>
#include <map>

namespace luthier::cleaning {
namespace {

/// The hashes of a text's runs of twelve words, ascending, each once.
std::vector<std::uint64_t> runsOf(std::string_view text) {
    return shingleSet(foldedWords(text), kContainmentWords);
}

/// How often a text's runs were met so far.
struct Tally {
    std::uint32_t runs = 0;
    std::uint32_t met = 0;
    std::map<std::uint32_t, std::uint32_t> containers; ///< by the text that has a run first
};

/// The runs of higher sides, those of one part, with the first text that has each.
class Part {
public:
    Part(std::uint64_t part, std::uint64_t parts)
        : m_part(part)
        , m_parts(parts) {}
    bool has(std::uint64_t run) const { return run % m_parts == m_part; }
    void want(std::uint64_t run) { m_runs.push_back({run, kNobody}); }
    void finishWanting() {
        std::sort(m_runs.begin(), m_runs.end());
        m_runs.erase(std::unique(m_runs.begin(), m_runs.end()), m_runs.end());
    }
    void meet(std::uint64_t run, std::uint32_t item) {
        if (Run* found = find(run))
            found->first = std::min(found->first, item);
    }
    std::uint32_t firstOf(std::uint64_t run) {
        const Run* found = find(run);
        return found ? found->first : kNobody;
    }
    static constexpr std::uint32_t kNobody = 0xFFFFFFFF;

private:
    struct Run {
        std::uint64_t run;
        std::uint32_t first;
        auto operator<=>(const Run&) const = default;
    };
    Run* find(std::uint64_t run) {
        const auto found =
            std::lower_bound(m_runs.begin(), m_runs.end(), run,
                             [](const Run& a, std::uint64_t wanted) { return a.run < wanted; });
        return found != m_runs.end() && found->run == run ? &*found : nullptr;
    }
    std::uint64_t m_part;
    std::uint64_t m_parts;
    std::vector<Run> m_runs;
};

class Search {
public:
    Search(TextSource& source, StopToken stop, ProgressSink& progress)
        : m_source(source)
        , m_stop(std::move(stop))
        , m_progress(progress)
        , m_tallies(source.size()) {}

    Status count(std::uint64_t number, std::uint64_t parts) {
        Part part(number, parts);
        TRY_VOID(forEachRun(part, Which::Higher, [&](std::uint32_t, std::uint64_t run) { part.want(run); }));
        part.finishWanting();
        TRY_VOID(forEachRun(part, Which::All,
                            [&](std::uint32_t item, std::uint64_t run) { part.meet(run, item); }));
        return forEachRun(part, Which::Higher, [&](std::uint32_t item, std::uint64_t run) {
            Tally& tally = m_tallies[item];
            ++tally.runs;
            // Sides ascend with the numbers: the first text that has it stands on the lowest one.
            const std::uint32_t first = part.firstOf(run);
            if (first == Part::kNobody || m_source.side(first) >= m_source.side(item))
                return;
            ++tally.met;
            ++tally.containers[first];
        });
    }

    std::vector<Contained> found(double threshold) const {
        std::vector<Contained> all;
        for (std::uint32_t item = 0; item < m_tallies.size(); ++item) {
            const Tally& tally = m_tallies[item];
            if (tally.met == 0 || static_cast<double>(tally.met) < threshold * tally.runs)
                continue;
            const auto most =
                std::max_element(tally.containers.begin(), tally.containers.end(),
                                 [](const auto& a, const auto& b) { return a.second < b.second; });
            all.push_back({item, most->first, static_cast<double>(tally.met) / tally.runs});
        }
        return all;
    }

private:
    enum class Which { All, Higher };

    template <class Each>
    Status forEachRun(const Part& part, Which which, const Each& each) {
        std::int64_t done = 0;
        return m_source.visit(
            [&](std::uint32_t item, const std::string& text) -> Status {
                if (++done % 1024 == 0)
                    m_progress.report({"runs of words", done, m_source.size()});
                if (which == Which::Higher && m_source.side(item) == m_source.side(0))
                    return {};
                for (const std::uint64_t run : runsOf(text))
                    if (part.has(run))
                        each(item, run);
                return {};
            },
            m_stop);
    }

    TextSource& m_source;
    StopToken m_stop;
    ProgressSink& m_progress;
    std::vector<Tally> m_tallies;
};

/// Bytes of all texts of higher sides: no more runs than that, of 16 bytes each.
Result<std::size_t> bytesOfHigher(TextSource& source, StopToken stop) {
    std::size_t bytes = 0;
    TRY_VOID(source.visit(
        [&](std::uint32_t item, const std::string& text) -> Status {
            bytes += source.side(item) == source.side(0) ? 0 : text.size();
            return {};
        },
        std::move(stop)));
    return bytes;
}

} // namespace

Result<std::vector<Contained>> containedTexts(TextSource& source, double threshold, std::size_t memoryBytes,
                                              StopToken stop, ProgressSink& progress) {
    if (source.size() == 0)
        return std::vector<Contained>{};
    TRY(const std::size_t bytes, bytesOfHigher(source, stop));
    // A word and the blank behind it are four bytes or more, nearly always.
    const std::uint64_t parts = bytes * 4 / std::max<std::size_t>(memoryBytes, 1) + 1;
    Search search(source, std::move(stop), progress);
    for (std::uint64_t part = 0; part < parts; ++part)
        TRY_VOID(search.count(part, parts));
    return search.found(threshold);
}

} // namespace luthier::cleaning

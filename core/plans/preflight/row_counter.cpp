#include "row_counter.h"

#include <base/files.h>
#include <base/hash.h>
#include <dataset/catalog.h>
#include <examples/lengths.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iterator>
#include <thread>

namespace luthier::preflight {
namespace {

namespace fs = std::filesystem;

/// To be changed when rows come to other tokens than before under the same key.
constexpr std::string_view kFormat = "rows 3";
constexpr std::size_t kMostKnown = 8;
constexpr std::size_t kMostFiles = 24;
/// Fewer rows are rendered again in less time than a person notices.
constexpr std::int64_t kWorthAFile = 500;
/// So few are rendered in the question itself, whatever it waits for.
constexpr std::int64_t kAtOnce = 500;
/// A question that does not wait gets what is done by then; small data are.
constexpr std::chrono::milliseconds kMoment{60};

fs::path fileOf(const project::Project& project, const CountedSource& source) {
    return project.cacheFolder() / "rows" / (source.key + ".safetensors");
}

/// Deletes the oldest files beyond the most that are kept.
void prune(const fs::path& folder) {
    std::error_code error;
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error))
        if (entry->path().extension() == ".safetensors")
            files.emplace_back(fs::last_write_time(entry->path(), error), entry->path());
    std::sort(files.begin(), files.end());
    for (std::size_t i = 0; i + kMostFiles < files.size(); ++i)
        fs::remove(files[i].second, error);
}

/// Hands the progress of one source on as a part of all.
class PartProgress final : public ProgressSink {
public:
    PartProgress(std::atomic<std::int64_t>& done, std::int64_t before)
        : m_done(done)
        , m_before(before) {}
    void report(const Progress& progress) override { m_done = m_before + progress.done; }

private:
    std::atomic<std::int64_t>& m_done;
    std::int64_t m_before;
};

} // namespace

/// Counting in the background.
struct RowCounter::Work {
    std::vector<CountedSource> sources;
    std::atomic<std::int64_t> done = 0;
    std::int64_t total = 0;
    std::mutex mutex;
    std::condition_variable ended;
    std::optional<Status> result;
    std::jthread thread; // last: it uses the rest

    bool hasEnded() {
        const std::lock_guard lock(mutex);
        return result.has_value();
    }
};

CountedSource countedSource(dataset::DatasetFacts dataset, std::optional<std::string> split,
                            const tokenizing::Tokenizer& tokenizer, const std::string& templateText,
                            const recipe::Recipe& recipe) {
    Json named = {std::string(kFormat),
                  dataset.version,
                  split ? Json(*split) : Json(nullptr),
                  tokenizer.hash().hex(),
                  templateText,
                  recipe::taskName(recipe.task),
                  recipe.tokens.assistantOnlyLoss,
                  recipe.tokens.lossTurns == recipe::LossTurns::All,
                  recipe.chatTemplate.system ? Json(*recipe.chatTemplate.system) : Json(nullptr)};
    if (recipe.task == recipe::Task::Infilling) // which rows have a hole, and where
        named.push_back({recipe.seed, recipe.tokens.infillingRate, recipe.tokens.infillingSpmRate});
    std::string key = hash128(dumpJson(named)).hex();
    const std::int64_t rows = dataset.rows;
    return {std::move(dataset), std::move(split), std::move(key), rows};
}

RowCounter::RowCounter(ProjectOpener open)
    : m_open(std::move(open)) {}

RowCounter::~RowCounter() = default;

RowCounter::Extents RowCounter::known(const project::Project& project, const CountedSource& source) {
    {
        const std::lock_guard lock(m_mutex);
        const auto found = std::find_if(m_known.begin(), m_known.end(),
                                        [&](const auto& entry) { return entry.first == source.key; });
        if (found != m_known.end()) {
            m_known.splice(m_known.end(), m_known, found);
            return found->second;
        }
    }
    std::error_code ignored;
    const fs::path file = fileOf(project, source);
    if (!fs::is_regular_file(file, ignored))
        return nullptr;
    auto read = examples::readRowExtents(file);
    if (!read)
        return nullptr; // it is made again
    auto extents = std::make_shared<const examples::RowExtents>(std::move(*read));
    const std::lock_guard lock(m_mutex);
    m_known.emplace_back(source.key, extents);
    return extents;
}

void RowCounter::keep(const project::Project& project, const CountedSource& source, const Extents& extents) {
    {
        const std::lock_guard lock(m_mutex);
        m_known.emplace_back(source.key, extents);
        if (m_known.size() > kMostKnown)
            m_known.pop_front();
    }
    if (extents->rows() < kWorthAFile)
        return;
    // A project that cannot be written is counted anew by each program.
    const fs::path file = fileOf(project, source);
    if (makeFolder(file.parent_path()) && examples::writeRowExtents(file, *extents))
        prune(file.parent_path());
}

Result<RowCounter::Extents> RowCounter::render(project::Project& project, const CountedSource& source,
                                               const examples::ExampleMaker& whole, const StopToken& stop,
                                               ProgressSink& progress) {
    dataset::RowFilter filter;
    filter.split = source.split;
    TRY(auto rendered, examples::renderExtents(project, source.dataset, filter, whole, stop, progress));
    auto extents = std::make_shared<const examples::RowExtents>(std::move(rendered));
    TRY(const auto now, dataset::datasetById(project.database(), source.dataset.id));
    if (now.version == source.dataset.version) // else rows were edited meanwhile
        keep(project, source, extents);
    return extents;
}

std::shared_ptr<RowCounter::Work> RowCounter::workFor(const project::Project& project,
                                                      const std::vector<CountedSource>& sources,
                                                      const examples::ExampleMaker& whole) {
    const auto sameRows = [&](const Work& work) {
        return std::equal(work.sources.begin(), work.sources.end(), sources.begin(), sources.end(),
                          [](const auto& a, const auto& b) { return a.key == b.key; });
    };
    std::vector<std::shared_ptr<Work>> ended; // joined behind the lock, which their threads may want
    const std::lock_guard lock(m_mutex);
    if (m_work && sameRows(*m_work))
        return m_work;
    if (m_work) {
        m_work->thread.request_stop();
        m_retired.push_back(std::move(m_work));
    }
    const auto stillRunning = std::partition(m_retired.begin(), m_retired.end(),
                                             [](const auto& retired) { return retired->hasEnded(); });
    std::move(m_retired.begin(), stillRunning, std::back_inserter(ended));
    m_retired.erase(m_retired.begin(), stillRunning);
    auto work = std::make_shared<Work>();
    work->sources = sources;
    for (const CountedSource& source : sources)
        work->total += source.rows;
    // The thread ends with the work, which this object and askers hold; it does not hold itself.
    work->thread =
        std::jthread([this, &work = *work, folder = project.folder(), whole](const std::stop_token& stop) {
            const Status result = [&]() -> Status {
                TRY(auto own, m_open(folder));
                for (const CountedSource& source : work.sources) {
                    const std::int64_t before = work.done;
                    PartProgress progress(work.done, before);
                    if (!known(own, source))
                        TRY_VOID(render(own, source, whole, stop, progress));
                    work.done = before + source.rows;
                }
                return {};
            }();
            const std::lock_guard guard(work.mutex);
            work.result = result;
            work.ended.notify_all();
        });
    m_work = work;
    return work;
}

Result<CountAnswer> RowCounter::count(project::Project& project, const std::vector<CountedSource>& sources,
                                      const examples::ExampleMaker& whole, Waiting waiting, StopToken stop,
                                      ProgressSink& progress) {
    const auto allKnown = [&] {
        std::vector<Extents> all;
        for (const CountedSource& source : sources)
            if (auto extents = known(project, source))
                all.push_back(std::move(extents));
        return all;
    };
    CountAnswer answer;
    answer.extents = allKnown();
    if (answer.extents.size() == sources.size())
        return answer;
    answer.extents.clear();
    std::int64_t rows = 0;
    for (const CountedSource& source : sources)
        rows += source.rows;
    if (waiting == Waiting::UntilCounted || rows <= kAtOnce) {
        for (const CountedSource& source : sources) {
            Extents extents = known(project, source);
            if (!extents) {
                TRY(extents, render(project, source, whole, stop, progress));
            }
            answer.extents.push_back(std::move(extents));
        }
        return answer;
    }
    const std::shared_ptr<Work> work = workFor(project, sources, whole);
    std::optional<Status> result;
    {
        std::unique_lock lock(work->mutex);
        work->ended.wait_for(lock, kMoment, [&] { return work->result.has_value(); });
        result = work->result;
    }
    if (result) {
        const std::lock_guard lock(m_mutex);
        if (m_work == work)
            m_work = nullptr;
    }
    if (result && !*result && result->error().kind() != ErrorKind::Interrupted)
        return result->error();
    answer.extents = allKnown();
    if (answer.extents.size() != sources.size()) {
        answer.extents.clear();
        answer.counting = Progress{"counting rows", work->done, work->total};
    }
    return answer;
}

} // namespace luthier::preflight

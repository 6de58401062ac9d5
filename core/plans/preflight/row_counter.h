#pragma once

#include "kept.h"
#include "open_projects.h"

#include <base/progress.h>
#include <dataset/types.h>
#include <examples/example.h>
#include <examples/row_extents.h>

#include <condition_variable>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace luthier::preflight {

/// All rows of a dataset, or of one split, as a recipe renders them.
struct CountedSource {
    dataset::DatasetFacts dataset;
    std::optional<std::string> split;
    /// Names the rows and all that decides what they are rendered to.
    std::string key;
    std::int64_t rows = 0; ///< how many there are, for showing how far counting is
};
CountedSource countedSource(dataset::DatasetFacts dataset, std::optional<std::string> split,
                            const tokenizing::Tokenizer& tokenizer, const std::string& templateText,
                            const recipe::Recipe& recipe);

/// Whether a question waits until all rows are rendered, or takes what is there in a moment while the rest is
/// done in the background.
enum class Waiting { UntilCounted, AMoment };

struct CountAnswer {
    /// One for each source; empty while rows are still being counted.
    std::vector<std::shared_ptr<const examples::RowExtents>> extents;
    /// How far counting is, until it is done.
    std::optional<Progress> counting;
};

/// Renders the rows of sources and keeps what they come to: in memory, and large ones in the project's
/// `cache/rows`. Thread-safe.
class RowCounter {
public:
    explicit RowCounter(ProjectOpener open);
    ~RowCounter();

    /// `project` is the asker's own; `whole` makes examples without a limit of length. A question for other
    /// rows ends the background work for those that nobody asks for any more. Fails with dataset.*,
    /// interrupted().
    Result<CountAnswer> count(project::Project& project, const std::vector<CountedSource>& sources,
                              const examples::ExampleMaker& whole, Waiting waiting, StopToken stop,
                              ProgressSink& progress);

private:
    struct Work;
    using Extents = std::shared_ptr<const examples::RowExtents>;
    Extents known(const project::Project& project, const CountedSource& source);
    void keep(const project::Project& project, const CountedSource& source, const Extents& extents);
    Result<Extents> render(project::Project& project, const CountedSource& source,
                           const examples::ExampleMaker& whole, const StopToken& stop,
                           ProgressSink& progress);
    std::shared_ptr<Work> workFor(const project::Project& project, const std::vector<CountedSource>& sources,
                                  const examples::ExampleMaker& whole);

    ProjectOpener m_open;
    std::mutex m_mutex;
    std::list<std::pair<std::string, Extents>> m_known; ///< the newest last
    // Last: their threads use the rest.
    std::vector<std::shared_ptr<Work>> m_retired; ///< told to stop, not ended yet
    std::shared_ptr<Work> m_work;                 ///< the newest in the background
};

} // namespace luthier::preflight

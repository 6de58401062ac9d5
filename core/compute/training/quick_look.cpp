#include "quick_look.h"

#include <evaluating/comparison.h>

#include <algorithm>

namespace luthier::training {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr double kShare = 0.1;
constexpr Seconds kLeast{10};

/// Keeps what there is when the time is over or somebody wants the job to end.
class Looking final : public evaluating::ComparisonObserver, public ProgressSink {
public:
    Looking(jobs::Worker& worker, Seconds budget, StopToken stop)
        : m_worker(worker)
        , m_end(Clock::now() + std::chrono::duration_cast<Clock::duration>(budget))
        , m_stop(std::move(stop)) {}

    Wish wish() override {
        if (m_stop.stop_requested() || Clock::now() >= m_end)
            return Wish::Keep;
        const Result<jobs::Control> control = m_worker.control();
        return control && *control != jobs::Control::None ? Wish::Keep : Wish::GoOn;
    }
    Status onRow(const Json&, std::int64_t done, std::int64_t rows) override {
        m_asked = rows;
        return m_worker.progress("quick look", done, rows, {});
    }
    void report(const luthier::Progress&) override {}
    std::int64_t asked() const { return m_asked; }

private:
    jobs::Worker& m_worker;
    Clock::time_point m_end;
    StopToken m_stop;
    std::int64_t m_asked = 0;
};

} // namespace

Seconds quickLookBudget(Seconds trained) {
    return std::max(kLeast, kShare * trained);
}

Result<Json> takeQuickLook(project::Project& project, jobs::Worker& worker, const RunSetup& setup,
                           Seconds budget, const StopToken& stop) {
    if (setup.recipe.quickLook == 0)
        return Json(nullptr);
    TRY(const auto run, registry::findRun(project.database(), setup.run.number));
    Looking looking(worker, budget, stop);
    evaluating::ComparisonOptions options;
    options.limit = setup.recipe.quickLook;
    auto outcome = evaluating::compareRun(project, run, options, setup.model->device(), looking, stop,
                                          looking, {"quick_look", setup.model});
    if (!outcome) {
        const bool nothing = outcome.error().kind() == ErrorKind::Interrupted ||
                             outcome.error().code() == "compare.no_default";
        return nothing ? Result<Json>(Json(nullptr)) : outcome.error();
    }
    outcome->summary["folder"] = outcome->folder;
    outcome->summary["asked"] = looking.asked();
    return std::move(outcome->summary);
}

} // namespace luthier::training

#pragma once

#include <bridge/run_series.h>
#include <jobs/queue.h>
#include <recipe/recipe.h>
#include <registry/registry.h>
#include <widgets/theme/icons.h>

#include <QString>

#include <vector>

namespace luthier::train {

/// A state with its icon and tone: never told by colour alone.
struct StateLook {
    QString word;
    QString icon;
    widgets::IconTone tone = widgets::IconTone::Muted;
    QString textTone; ///< of the theme: good, bad, warn, action, muted
};
/// `job` may be null: a run that was never asked to work.
StateLook stateLook(const jobs::JobFacts* job);

/// "LoRA r16 · starter": how and from what a run was tuned.
QString recipeWords(const registry::RunFacts& run);

enum class PhaseState { Done, Now, Ahead };
struct Phase {
    QString word;
    PhaseState state = PhaseState::Ahead;
};
/// The way of a run: prepared, queued, loaded, trained, finished.
std::vector<Phase> phasesOf(const jobs::JobFacts* job);

/// Whether a resumed run would be the same to the bit, as far as can be told before: the sentence shown
/// beside Resume.
QString resumeWords(const registry::RunFacts& run);

/// What a finished run took of memory and time, each beside what was planned; what nobody knows is left out.
QString costWords(const registry::RunFacts& run);
/// The same for a line of a list: "3 min 12 s (plan 3 min) · 1.21 GB (plan 1.30 GB)".
QString costLine(const registry::RunFacts& run);
/// How far the plan was off, in whole percent of it: "time +6 %, memory −7 %"; empty where nothing was
/// planned.
QString planErrorWords(const registry::RunFacts& run);

/// What a run achieved, in one sentence, by its validations or, without any, by its training loss.
struct RunResult {
    QString sentence;
    bool isBetter = false; ///< the loss fell, as far as anybody measured it
};
RunResult resultOf(const bridge::RunSeries& series);

} // namespace luthier::train

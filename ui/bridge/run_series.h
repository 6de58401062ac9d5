#pragma once

#include <base/ids.h>
#include <base/result.h>
#include <storage/connection.h>

#include <limits>
#include <vector>

namespace luthier::bridge {

/// Held-out loss after a step.
struct Evaluated {
    double step = 0;
    double loss = 0;
};

/// What was measured at training steps, one entry a step; NaN where a step has no such value. Tokens and
/// seconds of training are summed up from the first step on.
struct RunSeries {
    std::vector<double> step, epoch, tokens, seconds;
    std::vector<double> loss, learningRate, gradNorm, tokensPerSecond, memoryBytes;
    std::vector<double> chosenRewards, rejectedRewards; // of runs that compare two answers
    std::vector<Evaluated> evaluations;

    std::size_t size() const { return step.size(); }
    /// The evaluation with the lowest loss behind step 0, which is what tuning began from; null without any.
    const Evaluated* best() const;
    /// The entry of the last training step at or before `step`.
    std::size_t entryAt(double step) const;
};

/// How far a RunSeries was read, and what stood there: a run that went on from a checkpoint has written anew.
struct SeriesMark {
    double step = -1;
    double loss = std::numeric_limits<double>::quiet_NaN();
    Evaluated evaluation{-1, std::numeric_limits<double>::quiet_NaN()};
};
SeriesMark markOf(const RunSeries& series);

enum class Continues { Behind, FromStart };

/// What came after a mark. FromStart: what the mark stands on is there no more, and this is the whole series.
/// In `added`, tokens are those of each step and seconds are not filled.
struct SeriesNews {
    Continues from = Continues::Behind;
    RunSeries added;
    bool isEmpty() const {
        return from == Continues::Behind && added.step.empty() && added.evaluations.empty();
    }
};

/// Reads what is new of a run; costs what is new. On a reader's thread.
Result<SeriesNews> readNews(storage::Connection& database, RunId run, const SeriesMark& mark);

/// Adds the news to what is known.
void append(RunSeries& series, const SeriesNews& news);

} // namespace luthier::bridge

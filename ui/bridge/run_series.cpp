#include "run_series.h"

#include <registry/series.h>

#include <algorithm>
#include <cmath>

namespace luthier::bridge {
namespace {

bool sameValue(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

/// What stands behind a mark; nothing when the marked entry is not there as it was.
template <class Entry>
std::optional<std::vector<Entry>> behind(std::vector<Entry> entries, double step, double Entry::*value,
                                         double marked) {
    if (step < 0)
        return entries;
    if (entries.empty() || static_cast<double>(entries.front().step) != step ||
        !sameValue(entries.front().*value, marked))
        return std::nullopt;
    entries.erase(entries.begin());
    return entries;
}

void add(RunSeries& series, const registry::StepMetrics& step) {
    series.step.push_back(static_cast<double>(step.step));
    series.epoch.push_back(step.epoch);
    series.tokens.push_back(step.tokens);
    series.loss.push_back(step.loss);
    series.learningRate.push_back(step.learningRate);
    series.gradNorm.push_back(step.gradNorm);
    series.tokensPerSecond.push_back(step.tokensPerSecond);
    series.memoryBytes.push_back(step.memoryBytes);
}

/// The values of a series at the steps; NaN where it has none.
Result<std::vector<double>> valuesAt(storage::Connection& database, RunId run, std::string_view series,
                                     const std::vector<registry::StepMetrics>& steps) {
    std::vector<double> values(steps.size(), registry::kNotMeasured);
    if (steps.empty())
        return values;
    TRY(const auto points, registry::readSeries(database, run, series, steps.front().step - 1));
    std::size_t at = 0;
    for (const registry::Point& point : points) {
        while (at < steps.size() && steps[at].step < point.step)
            ++at;
        if (at < steps.size() && steps[at].step == point.step)
            values[at] = point.value;
    }
    return values;
}

Result<SeriesNews> readBehind(storage::Connection& database, RunId run, const SeriesMark& mark,
                              Continues from) {
    // The marked entries themselves are read too, to see that they are still there.
    TRY(auto stepsRead, registry::readSteps(database, run, static_cast<std::int64_t>(mark.step) - 1));
    TRY(auto evaluationPoints, registry::readSeries(database, run, "evaluation.loss",
                                                    static_cast<std::int64_t>(mark.evaluation.step) - 1));
    const auto steps = behind(std::move(stepsRead), mark.step, &registry::StepMetrics::loss, mark.loss);
    const auto evaluations = behind(std::move(evaluationPoints), mark.evaluation.step,
                                    &registry::Point::value, mark.evaluation.loss);
    if (!steps || !evaluations)
        return readBehind(database, run, {}, Continues::FromStart);
    SeriesNews news{from, {}};
    for (const registry::StepMetrics& step : *steps)
        add(news.added, step);
    TRY(news.added.chosenRewards, valuesAt(database, run, "rewards.chosen", *steps));
    TRY(news.added.rejectedRewards, valuesAt(database, run, "rewards.rejected", *steps));
    for (const registry::Point& point : *evaluations)
        news.added.evaluations.push_back({static_cast<double>(point.step), point.value});
    return news;
}

void extend(std::vector<double>& to, const std::vector<double>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

} // namespace

const Evaluated* RunSeries::best() const {
    const Evaluated* found = nullptr;
    for (const Evaluated& one : evaluations)
        if (one.step > 0 && !std::isnan(one.loss) && (!found || one.loss < found->loss))
            found = &one;
    return found;
}

std::size_t RunSeries::entryAt(double at) const {
    const auto after = std::upper_bound(step.begin(), step.end(), at);
    return after == step.begin() ? 0 : static_cast<std::size_t>(after - step.begin()) - 1;
}

SeriesMark markOf(const RunSeries& series) {
    SeriesMark mark;
    if (!series.step.empty()) {
        mark.step = series.step.back();
        mark.loss = series.loss.back();
    }
    if (!series.evaluations.empty())
        mark.evaluation = series.evaluations.back();
    return mark;
}

Result<SeriesNews> readNews(storage::Connection& database, RunId run, const SeriesMark& mark) {
    return readBehind(database, run, mark, Continues::Behind);
}

void append(RunSeries& series, const SeriesNews& news) {
    if (news.from == Continues::FromStart)
        series = {};
    const RunSeries& added = news.added;
    extend(series.step, added.step);
    extend(series.loss, added.loss);
    extend(series.learningRate, added.learningRate);
    extend(series.gradNorm, added.gradNorm);
    extend(series.tokensPerSecond, added.tokensPerSecond);
    extend(series.memoryBytes, added.memoryBytes);
    extend(series.chosenRewards, added.chosenRewards);
    extend(series.rejectedRewards, added.rejectedRewards);
    series.evaluations.insert(series.evaluations.end(), added.evaluations.begin(), added.evaluations.end());
    for (std::size_t i = 0; i < added.size(); ++i) {
        const double epoch = series.epoch.empty() ? 0 : series.epoch.back();
        const double tokens = series.tokens.empty() ? 0 : series.tokens.back();
        const double seconds = series.seconds.empty() ? 0 : series.seconds.back();
        // What is not known adds nothing: positions of a curve never fall.
        series.epoch.push_back(added.epoch[i] >= epoch ? added.epoch[i] : epoch);
        series.tokens.push_back(added.tokens[i] > 0 ? tokens + added.tokens[i] : tokens);
        const double took = added.tokens[i] / added.tokensPerSecond[i];
        series.seconds.push_back(took > 0 && std::isfinite(took) ? seconds + took : seconds);
    }
}

} // namespace luthier::bridge

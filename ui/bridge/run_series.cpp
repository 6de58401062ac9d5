#include "run_series.h"

#include <registry/series.h>

#include <algorithm>
#include <cmath>

namespace luthier::bridge {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool sameValue(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

/// Values of a series at the given steps; both are in the order of steps.
Result<std::vector<double>> valuesAt(storage::Connection& database, RunId run, std::string_view name,
                                     const std::vector<double>& steps, std::int64_t after) {
    TRY(const auto points, registry::readSeries(database, run, name, after));
    std::vector<double> values(steps.size(), kNaN);
    auto point = points.begin();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        while (point != points.end() && static_cast<double>(point->step) < steps[i])
            ++point;
        if (point != points.end() && static_cast<double>(point->step) == steps[i])
            values[i] = point->value;
    }
    return values;
}

/// Points behind a mark; nothing when the marked point is not there as it was.
std::optional<std::vector<registry::Point>> behind(std::vector<registry::Point> points, double step,
                                                   double value) {
    if (step < 0)
        return points;
    if (points.empty() || static_cast<double>(points.front().step) != step ||
        !sameValue(points.front().value, value))
        return std::nullopt;
    points.erase(points.begin());
    return points;
}

Result<SeriesNews> readBehind(storage::Connection& database, RunId run, const SeriesMark& mark,
                              Continues from) {
    // The marked points themselves are read too, to see that they are still there.
    const auto after = static_cast<std::int64_t>(mark.step);
    TRY(auto lossPoints, registry::readSeries(database, run, "loss", after - 1));
    TRY(auto evaluationPoints, registry::readSeries(database, run, "evaluation.loss",
                                                    static_cast<std::int64_t>(mark.evaluation.step) - 1));
    const auto losses = behind(std::move(lossPoints), mark.step, mark.loss);
    const auto evaluations = behind(std::move(evaluationPoints), mark.evaluation.step, mark.evaluation.loss);
    if (!losses || !evaluations)
        return readBehind(database, run, {}, Continues::FromStart);
    SeriesNews news{from, {}};
    for (const registry::Point& point : *losses) {
        news.added.step.push_back(static_cast<double>(point.step));
        news.added.loss.push_back(point.value);
    }
    for (const registry::Point& point : *evaluations)
        news.added.evaluations.push_back({static_cast<double>(point.step), point.value});
    if (news.added.step.empty())
        return news;
    TRY(news.added.epoch, valuesAt(database, run, "epoch", news.added.step, after));
    TRY(news.added.tokens, valuesAt(database, run, "tokens", news.added.step, after));
    TRY(news.added.learningRate, valuesAt(database, run, "learning_rate", news.added.step, after));
    TRY(news.added.gradNorm, valuesAt(database, run, "grad_norm", news.added.step, after));
    TRY(news.added.tokensPerSecond, valuesAt(database, run, "tokens_per_second", news.added.step, after));
    TRY(news.added.memoryBytes, valuesAt(database, run, "memory_bytes", news.added.step, after));
    return news;
}

void extend(std::vector<double>& to, const std::vector<double>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

} // namespace

const Evaluated* RunSeries::best() const {
    const Evaluated* found = nullptr;
    for (const Evaluated& one : evaluations)
        if (!std::isnan(one.loss) && (!found || one.loss < found->loss))
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

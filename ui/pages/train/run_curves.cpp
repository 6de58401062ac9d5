#include "run_curves.h"

#include <bridge/run_series.h>
#include <recipe/recipe.h>
#include <recipe/schedule.h>
#include <widgets/figures.h>

#include <QCoreApplication>
#include <QLocale>

#include <cmath>
#include <limits>

namespace luthier::train {
namespace {

constexpr double kThousand = 1e3, kMillion = 1e6, kGigabyte = 1e9;
/// A schedule that is still to come is drawn through so many points.
constexpr int kAheadPoints = 60;
constexpr qint64 kMinute = 60, kHour = 60 * kMinute;

/// 1:40, or 2:05:00 from an hour on.
QString clockText(double seconds) {
    const qint64 whole = std::llround(seconds);
    const auto two = [](qint64 value) {
        return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
    };
    if (whole < kHour)
        return QStringLiteral("%1:%2").arg(whole / kMinute).arg(two(whole % kMinute));
    return QStringLiteral("%1:%2:%3")
        .arg(whole / kHour)
        .arg(two(whole % kHour / kMinute), two(whole % kMinute));
}

/// What only some runs have.
double valueAt(const std::vector<double>& values, std::size_t at) {
    return at < values.size() ? values[at] : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

const std::vector<double>& RunCurves::positions(const bridge::RunSeries& run) const {
    switch (m_axis) {
    case XAxis::Step:
        return run.step;
    case XAxis::Epoch:
        return run.epoch;
    case XAxis::Tokens:
        return run.tokens;
    case XAxis::Time:
        return run.seconds;
    }
    return run.step;
}

double RunCurves::position(const bridge::RunSeries& run, double step) const {
    if (m_axis == XAxis::Step || run.size() == 0)
        return step;
    if (step <= 0)
        return 0;
    const double last = run.step.back();
    if (step > last)
        return last > 0 ? positions(run).back() * step / last : 0;
    return positions(run)[run.entryAt(step)];
}

void RunCurves::clear() {
    for (charts::Series* series : {&loss, &smoothed, &validation, &learningRate, &rateAhead, &gradNorm,
                                   &speed, &memory, &chosenRewards, &rejectedRewards})
        series->clear();
    m_smoother = charts::Smoother(m_weight);
}

void RunCurves::follow(const bridge::RunSeries& run) {
    if (run.size() < loss.size() || run.evaluations.size() < validation.size())
        clear();
    const std::size_t first = loss.size();
    const std::vector<double>& x = positions(run);
    for (std::size_t i = first; i < run.size(); ++i) {
        loss.append(x[i], run.loss[i]);
        learningRate.append(x[i], run.learningRate[i]);
        gradNorm.append(x[i], run.gradNorm[i]);
        speed.append(x[i], run.tokensPerSecond[i] / kThousand);
        memory.append(x[i], run.memoryBytes[i] / kGigabyte);
        chosenRewards.append(x[i], valueAt(run.chosenRewards, i));
        rejectedRewards.append(x[i], valueAt(run.rejectedRewards, i));
    }
    smoothFrom(first);
    for (std::size_t i = validation.size(); i < run.evaluations.size(); ++i)
        validation.append(position(run, run.evaluations[i].step), run.evaluations[i].loss);
}

void RunCurves::smoothFrom(std::size_t first) {
    for (std::size_t i = first; i < loss.size(); ++i)
        smoothed.append(loss.x(i), m_smoother.push(loss.y(i)));
}

void RunCurves::setAxis(XAxis axis, const bridge::RunSeries& run) {
    m_axis = axis;
    follow(run);
    for (charts::Series* series :
         {&loss, &smoothed, &learningRate, &gradNorm, &speed, &memory, &chosenRewards, &rejectedRewards})
        series->setPositions(positions(run));
    std::vector<double> x;
    for (const bridge::Evaluated& one : run.evaluations)
        x.push_back(position(run, one.step));
    validation.setPositions(std::move(x));
    rateAhead.clear();
}

void RunCurves::setSmoothing(double weight, const bridge::RunSeries& run) {
    m_weight = weight;
    m_smoother = charts::Smoother(weight);
    smoothed.clear();
    const std::size_t known = loss.size();
    smoothFrom(0);
    if (known < run.size())
        follow(run);
}

void RunCurves::foresee(const recipe::Recipe& recipe, const bridge::RunSeries& run, double totalSteps) {
    const double last = run.size() == 0 ? 0 : run.step.back();
    const double stride = std::max(1.0, (totalSteps - last) / kAheadPoints);
    // A step is no reason to draw all of what is to come anew; one of its points is.
    if (rateAhead.size() > 0 && m_aheadTotal == totalSteps && last >= m_aheadFrom &&
        last < m_aheadFrom + stride && last < totalSteps)
        return;
    m_aheadFrom = last;
    m_aheadTotal = totalSteps;
    rateAhead.clear();
    if (!(totalSteps > last))
        return;
    const auto steps = static_cast<std::int64_t>(totalSteps);
    const auto add = [&](double step) {
        rateAhead.append(position(run, step),
                         recipe::learningRateAt(recipe.schedule, recipe.optimizer.learningRate,
                                                static_cast<std::int64_t>(step), steps));
    };
    // At whole steps, as rates are: between them the curve would have kinks that the schedule has not. The
    // end of its rise is one of them.
    const auto risen = static_cast<double>(recipe.schedule.warmupSteps);
    double former = 0;
    for (double place = std::max(1.0, last); place < totalSteps; place += stride) {
        const double step = std::floor(place);
        if (former < risen && risen < step && risen > last)
            add(risen);
        add(step);
        former = step;
    }
    add(totalSteps);
}

QString positionText(XAxis axis, double value, double step) {
    switch (axis) {
    case XAxis::Step:
        return QLocale().toString(std::llround(value));
    case XAxis::Epoch:
        return widgets::tickText(value, step > 0 ? step : 0.01);
    case XAxis::Tokens:
        if (value >= kMillion)
            return QCoreApplication::translate("Train", "%1M")
                .arg(widgets::tickText(value / kMillion, step > 0 ? step / kMillion : 0.01));
        return value >= kThousand
                   ? QCoreApplication::translate("Train", "%1k")
                         .arg(widgets::tickText(value / kThousand, step > 0 ? step / kThousand : 0.1))
                   : QLocale().toString(std::llround(value));
    case XAxis::Time:
        return clockText(value);
    }
    return {};
}

} // namespace luthier::train

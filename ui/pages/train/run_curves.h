#pragma once

#include <charts/series.h>
#include <charts/smoothing.h>

#include <QString>

#include <optional>

namespace luthier::bridge {
struct RunSeries;
}
namespace luthier::recipe {
struct Recipe;
}

namespace luthier::train {

/// What lies along the x axis.
enum class XAxis { Step, Epoch, Tokens, Time };

/// A run's series as curves: smoothed too, and over any of the four axes. Appended to as the run goes on.
class RunCurves {
public:
    charts::Series loss, smoothed, validation;
    charts::Series learningRate, rateAhead;
    charts::Series gradNorm;
    charts::Series speed, memory; ///< thousand tokens a second, gigabytes
    charts::Series chosenRewards, rejectedRewards;

    /// Takes what the run has more than the curves; a run that was replaced is cleared first.
    void follow(const bridge::RunSeries& run);
    void clear();
    void setAxis(XAxis axis, const bridge::RunSeries& run);
    /// 0: as it is; towards 1: ever smoother.
    void setSmoothing(double weight, const bridge::RunSeries& run);
    /// The rate from the last step to the end of the run as its schedule will have it.
    void foresee(const recipe::Recipe& recipe, const bridge::RunSeries& run, double totalSteps);

    XAxis axis() const { return m_axis; }
    double smoothing() const { return m_weight; }
    /// Where a step lies on the axis; steps to come are extrapolated.
    double position(const bridge::RunSeries& run, double step) const;

private:
    const std::vector<double>& positions(const bridge::RunSeries& run) const;
    void smoothFrom(std::size_t first);

    XAxis m_axis = XAxis::Step;
    double m_weight = 0.9;
    charts::Smoother m_smoother{0.9};
    double m_aheadFrom = 0; // what rateAhead was made for
    double m_aheadTotal = 0;
};

/// The text of a tick of the axis, and of a point on it.
QString positionText(XAxis axis, double value, double step);

} // namespace luthier::train

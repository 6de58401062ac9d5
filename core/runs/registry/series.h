#pragma once

#include <base/ids.h>
#include <base/json.h>
#include <base/result.h>
#include <storage/connection.h>

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace luthier::registry {

constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

/// What was measured at a step, one row of table `steps`; NaN where it was not measured.
struct StepMetrics {
    std::int64_t step = 0;
    double epoch = kNotMeasured;
    double loss = kNotMeasured;
    double learningRate = kNotMeasured;
    double gradNorm = kNotMeasured;
    double tokens = kNotMeasured;
    double trainedTokens = kNotMeasured;
    double tokensPerSecond = kNotMeasured;
    double memoryBytes = kNotMeasured;
};

/// A value that not every step has, by the name of its series ("evaluation.loss", …).
struct NamedMetric {
    std::int64_t step = 0;
    std::string series;
    double value = 0;
};

/// `{"event":"step","step":1,"loss":…}` of `train --json` and of a run's log (cli.md): the values of a step
/// under their names, counts as integers.
Json stepEvent(const StepMetrics& metrics);

/// Steps and named values that belong together.
struct Metrics {
    std::vector<StepMetrics> steps;
    std::vector<NamedMetric> named;
};
Json metricsToJson(const Metrics& metrics);
/// Fails with json.* where it is not what metricsToJson gave.
Result<Metrics> metricsFromJson(const Json& document);

/// Appends steps and named values in one transaction; what is there already is overwritten. Values that are
/// not finite are kept as null and read as NaN.
Status appendMetrics(storage::Connection& database, RunId run, const std::vector<StepMetrics>& steps,
                     const std::vector<NamedMetric>& named = {});

/// The steps behind `afterStep`, in order.
Result<std::vector<StepMetrics>> readSteps(storage::Connection& database, RunId run,
                                           std::int64_t afterStep = -1);

struct Point {
    std::int64_t step = 0;
    double value = 0;
};
/// Points of a series behind `afterStep`, by step; a series of table `steps` has one for each step.
Result<std::vector<Point>> readSeries(storage::Connection& database, RunId run, std::string_view series,
                                      std::int64_t afterStep = -1);
/// Names of the series in which something was measured.
Result<std::vector<std::string>> seriesNames(storage::Connection& database, RunId run);

/// A prompt that is answered at each validation.
struct Sample {
    std::int64_t step = 0;
    std::string prompt;
    std::string reference;
    std::string output;
};
Status putSamples(storage::Connection& database, RunId run, std::int64_t step,
                  const std::vector<Sample>& samples);
Result<std::vector<Sample>> readSamples(storage::Connection& database, RunId run);

/// A run goes on from the checkpoint of `step`: metrics and samples of later steps are taken away, for they
/// will be written again, the `metrics` that the checkpoint brings are put in, and its summary gets
/// `notices`. All of it in one transaction, or nothing.
Status resumeAfter(storage::Connection& database, RunId run, std::int64_t step, const Metrics& metrics,
                   const Json& notices);

/// An evaluation of a run: compare, held-out loss, ….
struct Evaluation {
    std::int64_t id = 0;
    std::string kind;
    Json settings;
    Json summary;
    std::string folder; ///< below the run's folder, with the rows
    std::string createdAt;
};
Result<std::int64_t> addEvaluation(storage::Connection& database, RunId run, const Evaluation& evaluation);
Result<std::vector<Evaluation>> listEvaluations(storage::Connection& database, RunId run);
/// Those of one kind over all runs that are not removed, each with the number of its run.
Result<std::vector<std::pair<std::string, Evaluation>>> listEvaluations(storage::Connection& database,
                                                                        std::string_view kind);

} // namespace luthier::registry

#pragma once

#include <base/ids.h>
#include <base/json.h>
#include <base/result.h>
#include <storage/connection.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace luthier::registry {

/// The values of one step by series ("loss", "learning_rate", "grad_norm", "evaluation.loss", …).
struct StepMetrics {
    std::int64_t step = 0;
    std::vector<std::pair<std::string, double>> values;
};

/// `{"event":"step","step":1,"loss":…}` of `train --json` and of a run's log (cli.md): the values of a step
/// under their names, counts as integers.
Json stepEvent(const StepMetrics& metrics);

/// Appends steps in one transaction; a step that is there already is overwritten. Values that are not finite
/// are kept as null and read as NaN.
Status appendMetrics(storage::Connection& database, RunId run, const std::vector<StepMetrics>& steps);

struct Point {
    std::int64_t step = 0;
    double value = 0;
};
/// Points of a series behind `afterStep`, by step.
Result<std::vector<Point>> readSeries(storage::Connection& database, RunId run, std::string_view series,
                                      std::int64_t afterStep = -1);
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

/// Takes away metrics and samples of steps after `step`: a run that goes on from a checkpoint writes them
/// again. To be called inside the caller's transaction.
Status deleteAfter(storage::Connection& database, RunId run, std::int64_t step);

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

#pragma once

#include <base/progress.h>
#include <base/result.h>

#include <QString>

#include <filesystem>
#include <optional>
#include <vector>

namespace luthier::bridge {

/// What tuning did to an answer; Unscored: the row has no reference to match, Measured: what it should be is
/// known by its loss alone, Failed: nobody answered it. The last three are of rows judged by that loss.
enum class Outcome {
    Fixed,
    Broken,
    BothRight,
    BothWrong,
    Unscored,
    Measured,
    Failed,
    LowerLoss,
    HigherLoss,
    SameLoss
};

/// One side's answer to a row.
struct SideAnswer {
    std::optional<QString> text; // nothing: the model makes none
    std::optional<double> loss;  // nats a token of the reference
    QString weights;             // name and hash of what answered
};

struct ComparedRow {
    qint64 row = 0;
    QString prompt;
    QString reference;
    SideAnswer base;
    SideAnswer adapted;
    Outcome outcome = Outcome::Unscored;
    std::optional<Error> error;
};

struct ComparedRows {
    std::vector<ComparedRow> rows;
    bool complete = true; // false: there are more than the window shows
};

/// The rows of a comparison, from rows.jsonl in its folder; the first 20,000 or 64 MiB of them. Any thread.
/// Fails with file.*, json.* and interrupted().
Result<ComparedRows> readComparedRows(const std::filesystem::path& folder, const StopToken& stop);

} // namespace luthier::bridge

#pragma once

#include <base/json.h>

#include <filesystem>

namespace luthier::training {

/// `log.jsonl` of a run's folder: what happened, a line an event in the words of `train --json` (cli.md),
/// each with its time; paths are those within the run's folder. It only grows: a run that goes on from a
/// checkpoint leaves the steps that were thrown away in it. Nothing is read back from it, so a line that
/// cannot be written does not end the run.
class RunLog {
public:
    explicit RunLog(const std::filesystem::path& runFolder)
        : m_file(runFolder / "log.jsonl") {}
    void write(Json event) const;

private:
    std::filesystem::path m_file;
};

} // namespace luthier::training

#pragma once

#include "project_access.h"

#include <command_line/session.h>
#include <dataset/filter.h>

#include <memory>

namespace luthier::engine_program {

// Shared by the files of the group `data`.

/// The two positionals that most commands begin with.
struct DatasetArguments {
    std::string project;
    std::string dataset;
};
void addDatasetArguments(CLI::App& command, DatasetArguments& arguments);

/// `--where`, `--search` and `--split`, as far as a command has them.
struct FilterArguments {
    std::vector<std::string> where;
    std::string search;
    std::optional<std::string> split;
    Result<dataset::RowFilter> filter() const;
};

Result<Json> datasetsJson(storage::Connection& database);
Result<Json> splitsJson(storage::Connection& database, DatasetId dataset);

/// Import, list, remove, show, problems.
void addDataReading(CLI::App& group, command_line::Session& session);
/// Set, delete, restore, history, undo, redo.
void addDataEditing(CLI::App& group, command_line::Session& session);
/// Stats, split, export.
void addDataOutput(CLI::App& group, command_line::Session& session);

} // namespace luthier::engine_program

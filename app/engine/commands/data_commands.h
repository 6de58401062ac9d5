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

/// `--where`, `--search` and `--split`, as far as a command has them; `tokens>N` and `tokens<N` need
/// `--model`.
struct FilterArguments {
    std::vector<std::string> where;
    std::string model;
    std::string search;
    std::optional<std::string> split;
    /// Conditions on tokens are answered here, by the numbers of the rows that meet them.
    Result<dataset::RowFilter> filter(OpenDataset& opened, command_line::Session& session) const;
};
/// Adds `--where`, which it gives, and `--model`.
CLI::Option* addWhere(CLI::App& command, FilterArguments& arguments);

/// Whoever is logged in, as far as that can be a name here.
std::string annotatorOr(const std::string& given);

Result<Json> datasetsJson(storage::Connection& database);
Result<Json> splitsJson(storage::Connection& database, DatasetId dataset);

/// Import, list, remove, show, problems.
void addDataReading(CLI::App& group, command_line::Session& session);
/// Set, delete, restore, history, undo, redo.
void addDataEditing(CLI::App& group, command_line::Session& session);
/// Stats, split, export.
void addDataOutput(CLI::App& group, command_line::Session& session);
/// Duplicates, leakage.
void addDataDuplicates(CLI::App& group, command_line::Session& session);
/// Scheme, schemes, label, agreement.
void addDataLabels(CLI::App& group, command_line::Session& session);
/// Suggest, accept, queue, merge-labels.
void addDataSuggestions(CLI::App& group, command_line::Session& session);
/// Clean.
void addDataCleaning(CLI::App& group, command_line::Session& session);

} // namespace luthier::engine_program

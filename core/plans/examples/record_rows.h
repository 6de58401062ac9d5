#pragma once

#include "example.h"
#include "frozen_data.h"

#include <filesystem>
#include <string>
#include <vector>

namespace luthier::examples {

/// A row that lies in a file and not in a project: its fields, and the roles that their names mean.
struct RecordRow {
    Json fields;
    dataset::Roles roles;
    std::int64_t line = 0;
};

/// The roles of the usual names of fields (messages, prompt, instruction, response, completion, output,
/// reference, text, …); a name that is a role means itself.
dataset::Roles rolesByName(const Json& fields);

/// A record as a row; a list is a list of messages.
RecordRow rowOfRecord(Json record, std::int64_t line);

/// The records of a JSONL file, blank lines apart. Fails with file.*, json.*.
Result<std::vector<RecordRow>> readRecordRows(const std::filesystem::path& file);

/// What is wrong with a record, with its place; an error that names a line already (a template does) keeps
/// its own.
Error atLine(Error error, const std::filesystem::path& file, std::int64_t line);

/// The rows of `file` as they would be trained; the row's number is its line. Fails with what
/// ExampleMaker::make and Freezer fail with.
Result<FrozenData> renderRows(const std::vector<RecordRow>& rows, const ExampleMaker& maker,
                              const std::filesystem::path& file);

} // namespace luthier::examples

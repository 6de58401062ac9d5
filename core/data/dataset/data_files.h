#pragma once

#include "types.h"

#include <filesystem>
#include <string>

namespace luthier::dataset {

/// What a file of rows holds: records (JSON), a table of cells, or plain text.
enum class FileContent { Records, Table, Text };

/// As the dataset was imported.
FileContent contentOf(const DatasetFacts& facts);

/// The ending that such a file carries: ".jsonl", ".csv", ".txt"; of the dataset as it was imported also
/// ".tsv".
std::string endingOf(FileContent content);
std::string endingOf(const DatasetFacts& facts);

/// Whether the file's name promises another content: a table called .jsonl, records called .csv. Text may be
/// written as records, one {"text"} each. An ending that is none of a data file promises nothing.
bool contradictsName(FileContent content, const std::filesystem::path& file);

} // namespace luthier::dataset

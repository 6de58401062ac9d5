#pragma once

#include "record_reader.h"

#include <base/result.h>
#include <dataset/types.h>

#include <filesystem>
#include <vector>

namespace luthier::importing {

/// How the cells of a table are parted, and the columns there are.
struct TablePlan {
    CellsFormat cells;
    std::vector<dataset::Field> fields;
};

/// Finds separator, header and columns from the first 50 rows; what the options say is not guessed. Fails
/// with import.empty_file, import.too_many_columns.
Result<TablePlan> planTable(const std::filesystem::path& path, Encoding encoding, Format format,
                            const ImportOptions& options);

/// Which columns make a table of a text: any, or two at least under names that columns usually have.
enum class Columns { Any, Usual };

/// The separator by which a text without a telling name is a table; nothing when it is none.
Result<std::optional<char>> separatorOfText(const std::filesystem::path& path, Encoding encoding,
                                            Columns columns);

/// The separator that a first line names ("sep=;"), as spreadsheets write it; nothing for another line.
std::optional<char> namedSeparator(std::string_view line);

} // namespace luthier::importing

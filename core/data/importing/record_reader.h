#pragma once

#include "text_window.h"

#include <base/error.h>

#include <memory>
#include <string>
#include <vector>

namespace luthier::importing {

/// What a reader found next.
struct Record {
    /// The record as it is stored: JSON text of an object, or of an array of cells. Behind it some bytes may
    /// be read.
    std::string_view raw;
    std::int64_t line = 0;
    std::int64_t byte = 0;
    /// Not empty when the record cannot be taken: import.… with its parameters; `raw` is then how it begins
    /// in the file.
    std::string problem;
    Parameters parameters;
    /// The split that its place in the file gives it; empty: none.
    std::string_view split = {};
};

/// Gives the records of one file in order. The views of a record live until the next call.
class RecordReader {
public:
    virtual ~RecordReader() = default;
    /// False at the end of the file. Fails when the file cannot be read.
    virtual Result<bool> next(Record& record) = 0;
    virtual const TextWindow& window() const = 0;
};

/// JSON Lines: a value a line, blank lines skipped.
std::unique_ptr<RecordReader> readJsonLines(TextWindow window);
/// The elements of one JSON array, or values that follow each other; or each list at the top as one row.
enum class TopList { HoldsRows, IsRow };
std::unique_ptr<RecordReader> readJsonValues(TextWindow window, TopList topList);

/// A list of rows under a key.
struct RowList {
    std::string key;
    std::string split; ///< empty: none
};
/// Rows below the top of one JSON object: the object that `path` leads to (empty: the top) holds them in
/// lists under these keys, or, when there are none, each of its members is a row.
struct RowPlace {
    std::vector<std::string> path;
    std::vector<RowList> lists;
};
std::unique_ptr<RecordReader> readJsonMembers(TextWindow window, RowPlace place);
/// Rows of one JSON object, at most 16 MiB, that holds them by columns: `{"a": [1, 2]}`, `{"a": {"0": 1, "1":
/// 2}}`, or `{"columns": ["a"], "data": [[1], [2]]}`. Fails with import.table_too_large, import.bad_table.
Result<std::unique_ptr<RecordReader>> readJsonTable(TextWindow window, const std::vector<std::string>& path);
/// Bare lists and texts become objects with one member, `messages` or `text`.
std::unique_ptr<RecordReader> wrapBareValues(std::unique_ptr<RecordReader> reader);

struct CellsFormat {
    char separator = ',';
    Header header = Header::Present;
    /// The first line only names the separator, as spreadsheets write it ("sep=;").
    bool separatorLine = false;
    /// Cells a row must have; 0 while sniffing.
    std::size_t columns = 0;
};
/// Separated values (RFC 4180). In tab-separated files a quote that does not enclose its cell is a letter.
std::unique_ptr<RecordReader> readCells(TextWindow window, const CellsFormat& format);

/// Plain text by line, paragraph or file; blank ones skipped.
std::unique_ptr<RecordReader> readText(TextWindow window, TextUnit unit);

/// A JSON array of strings as text, appended to `out`.
void appendCellsJson(const std::vector<std::string_view>& cells, std::string& out);

} // namespace luthier::importing

#pragma once

#include <base/ids.h>
#include <base/result.h>
#include <dataset/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace luthier::importing {

enum class Format { Auto, JsonLines, Json, Csv, Tsv, Text };
enum class Encoding { Auto, Utf8, Utf16Le, Utf16Be, Cp949, Latin1 };
enum class TextUnit { Line, Paragraph, File };
enum class Header { Auto, Present, Absent };

struct ImportOptions {
    std::string name; // empty: from the first file
    Format format = Format::Auto;
    Encoding encoding = Encoding::Auto;
    std::optional<char> separator; // of CSV and TSV; unset: found
    dataset::Roles roles;          // these columns have these roles, whatever is recognised
    TextUnit textUnit = TextUnit::Line;
    Header header = Header::Auto;
    std::string split;             // all rows go there; empty: a column of role `split` says
    std::optional<DatasetId> into; // add to this dataset
};

/// Names of the command line; unknown ones are import.unknown_format and its like, later ones usage.not_yet.
Result<Format> formatFromName(std::string_view name);
Result<Encoding> encodingFromName(std::string_view name);
/// comma, semicolon, tab, pipe or the character itself; unset for auto (import.unknown_separator).
Result<std::optional<char>> separatorFromName(std::string_view name);
Result<TextUnit> textUnitFromName(std::string_view name);
/// auto, yes or no: whether the first line of a table names its columns (import.unknown_header).
Result<Header> headerFromName(std::string_view name);
/// `COLUMN=ROLE` (import.bad_role).
Result<std::pair<std::string, std::string>> roleFromText(std::string_view text);

std::string_view nameOf(Format format);
std::string_view nameOf(Encoding encoding);

/// A record may be this long in UTF-8; base's JSON reads as much.
constexpr std::size_t kLongestRecord = std::size_t{16} << 20;
constexpr std::size_t kMostColumns = 4096;
/// Fields of JSON rows that are listed; rows may hold more, which stay in their records.
constexpr std::size_t kMostFields = 1024;

} // namespace luthier::importing

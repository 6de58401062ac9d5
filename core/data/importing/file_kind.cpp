#include "file_kind.h"

#include <base/files.h>

#include <algorithm>
#include <array>

namespace luthier::importing {

namespace {

std::string extensionOf(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return extension;
}

struct Kind {
    std::string_view name; // extension or first bytes
    std::string_view code;
};

constexpr std::array<Kind, 33> kByExtension = {{
    {".bin", "import.pickle"},       {".pt", "import.pickle"},
    {".pth", "import.pickle"},       {".pkl", "import.pickle"},
    {".pickle", "import.pickle"},    {".ckpt", "import.pickle"},
    {".joblib", "import.pickle"},    {".npy", "import.pickle"},
    {".npz", "import.pickle"},       {".safetensors", "import.model_file"},
    {".gguf", "import.model_file"},  {".gz", "import.compressed"},
    {".zip", "import.compressed"},   {".zst", "import.compressed"},
    {".bz2", "import.compressed"},   {".xz", "import.compressed"},
    {".7z", "import.compressed"},    {".tar", "import.compressed"},
    {".tgz", "import.compressed"},   {".rar", "import.compressed"},
    {".xlsx", "import.spreadsheet"}, {".xls", "import.spreadsheet"},
    {".ods", "import.spreadsheet"},  {".docx", "import.document"},
    {".pdf", "import.document"},     {".hwp", "import.document"},
    {".hwpx", "import.document"},    {".parquet", "usage.not_yet"},
    {".arrow", "usage.not_yet"},     {".feather", "usage.not_yet"},
    {".db", "import.document"},      {".sqlite", "import.document"},
    {".doc", "import.document"},
}};

constexpr std::array<Kind, 12> kByBytes = {{
    {"PAR1", "usage.not_yet"},
    {"ARROW1", "usage.not_yet"},
    {"GGUF", "import.model_file"},
    {"PK\x03\x04", "import.compressed"},
    {"\x1f\x8b", "import.compressed"},
    {"\x28\xb5\x2f\xfd", "import.compressed"},
    {"BZh", "import.compressed"},
    {"\xfd"
     "7zXZ",
     "import.compressed"},
    {"%PDF-", "import.document"},
    {"\xd0\xcf\x11\xe0", "import.document"},
    {"SQLite format 3", "import.document"},
    {"\x7f"
     "ELF",
     "import.document"},
}};

/// What makes JSON Lines of a Parquet or Arrow file.
std::string wayToJsonLines(const std::filesystem::path& path) {
    const bool arrow = extensionOf(path) == ".arrow" || extensionOf(path) == ".feather";
    return std::string("pandas.") + (arrow ? "read_feather" : "read_parquet") +
           "(FILE).to_json(\"rows.jsonl\", orient=\"records\", lines=True, force_ascii=False)";
}

Error refusal(std::string_view code, const std::filesystem::path& path) {
    if (code == "usage.not_yet")
        return usageError(code)
            .with("name", path.filename().string())
            .with("available", "JSONL, JSON, CSV, TSV, text; in Python: " + wayToJsonLines(path))
            .at(path.string());
    return refused(code).at(path.string()).with("name", path.filename().string());
}

/// Office files are archives that say so among their first names.
std::string_view archiveCode(std::string_view bytes) {
    const auto holds = [&](std::string_view name) {
        return bytes.find(name) != std::string_view::npos;
    };
    if (holds("xl/") || holds("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"))
        return "import.spreadsheet";
    if (holds("word/") || holds("ppt/") || holds("mimetypeapplication/"))
        return "import.document";
    return "import.compressed";
}

/// Protocol 2 and later of Python's pickle begin with their number and a known opcode.
bool isPickle(std::string_view bytes) {
    return bytes.size() > 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5 &&
           std::string_view("}]c(X\x95\x8c\x8a").find(bytes[2]) != std::string_view::npos;
}

} // namespace

Status refuseForeignKinds(const std::filesystem::path& path) {
    const std::string extension = extensionOf(path);
    for (const auto& kind : kByExtension)
        if (kind.name == extension)
            return refusal(kind.code, path);
    TRY(auto file, InputFile::open(path));
    std::array<char, 4096> first{};
    TRY(const auto count, file.read(first));
    const std::string_view bytes(first.data(), count);
    if (bytes.empty())
        return refused("import.empty_file").at(path.string());
    if (isPickle(bytes))
        return refusal("import.pickle", path);
    for (const auto& kind : kByBytes)
        if (bytes.starts_with(kind.name))
            return refusal(kind.name.starts_with("PK") ? archiveCode(bytes) : kind.code, path);
    return {};
}

Format formatFromExtension(const std::filesystem::path& path) {
    const std::string extension = extensionOf(path);
    if (extension == ".jsonl" || extension == ".ndjson")
        return Format::JsonLines;
    if (extension == ".json")
        return Format::Json;
    if (extension == ".csv")
        return Format::Csv;
    if (extension == ".tsv" || extension == ".tab")
        return Format::Tsv;
    return extension == ".txt" || extension == ".md" ? Format::Text : Format::Auto;
}

} // namespace luthier::importing

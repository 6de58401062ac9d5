#include "data_files.h"

namespace luthier::dataset {
namespace {

std::string sourceText(const DatasetFacts& facts, std::string_view key) {
    return stringAt(facts.source, key, "").value_or("");
}

} // namespace

FileContent contentOf(const DatasetFacts& facts) {
    if (facts.shape == RecordShape::Object)
        return FileContent::Records;
    const std::string format = sourceText(facts, "format");
    return format == "csv" || format == "tsv" ? FileContent::Table : FileContent::Text;
}

std::string endingOf(FileContent content) {
    return content == FileContent::Table ? ".csv" : content == FileContent::Text ? ".txt" : ".jsonl";
}

std::string endingOf(const DatasetFacts& facts) {
    const FileContent content = contentOf(facts);
    return content == FileContent::Table && sourceText(facts, "separator") == "\t" ? ".tsv"
                                                                                   : endingOf(content);
}

bool contradictsName(FileContent content, const std::filesystem::path& file) {
    const std::string ending = file.extension().string();
    const bool ofTable = ending == ".csv" || ending == ".tsv" || ending == ".tab";
    const bool ofRecords = ending == ".jsonl" || ending == ".json";
    if (content == FileContent::Table)
        return ofRecords || ending == ".txt";
    return ofTable || (content == FileContent::Records && ending == ".txt");
}

} // namespace luthier::dataset

#include "dataset_export.h"

#include "dataset_formats.h"
#include "hashed_file.h"

#include <dataset/record.h>
#include <dataset/row_scan.h>
#include <labeling/labels.h>

namespace luthier::exporting {

namespace {

using dataset::DatasetFacts;
using dataset::RecordShape;

constexpr std::int64_t kRowsBetweenReports = 1000;

/// How records follow each other in the file.
struct Frame {
    std::string begin;
    std::string between;
    std::string end;       // after the last record
    std::string whenEmpty; // the whole file without a record
};

struct Writer {
    const DatasetFacts& facts;
    const DatasetExportOptions& options;
    DatasetFormat format;
    char separator = ',';
    bool plainText = false;

    Result<std::string> record(std::string_view raw, std::string_view edits) const;
    Result<std::string> same(std::string_view raw, std::string_view edits) const;
    std::string cells(const Json& fields, Formulas formulas) const;
    std::string header() const;
};

std::string sourceText(const DatasetFacts& facts, std::string_view key) {
    return stringAt(facts.source, key, "").value_or("");
}

bool isTable(const DatasetFacts& facts) {
    return dataset::contentOf(facts) == dataset::FileContent::Table;
}

std::string Writer::cells(const Json& fields, Formulas formulas) const {
    std::string line;
    for (std::size_t index = 0; index < facts.fields.size(); ++index) {
        const Json* value = member(fields, facts.fields[index].name);
        const std::string text = value ? dataset::valueText(*value) : std::string();
        if (index > 0)
            line += separator;
        line += quotedCell(formulas == Formulas::Guarded ? guardedCell(text) : text, separator);
    }
    // A line of one empty cell would be no line at all.
    return line.empty() ? "\"\"" : line;
}

std::string Writer::header() const {
    Json names = Json::object();
    for (const auto& field : facts.fields)
        names[field.name] = field.name;
    return cells(names, format == DatasetFormat::Csv ? options.formulas : Formulas::AsTheyAre);
}

Result<std::string> Writer::same(std::string_view raw, std::string_view edits) const {
    if (facts.shape == RecordShape::Object && edits.empty())
        return oneLine(raw);
    TRY(const auto fields, dataset::effectiveFields(raw, edits, facts));
    if (facts.shape == RecordShape::Object)
        return dumpJson(fields);
    if (isTable(facts))
        return cells(fields, Formulas::AsTheyAre);
    const Json* text = member(fields, "text");
    const std::string plain = text ? dataset::valueText(*text) : std::string();
    return plainText ? plain : dumpJson(Json{{"text", plain}});
}

Result<std::string> Writer::record(std::string_view raw, std::string_view edits) const {
    if (format == DatasetFormat::Same)
        return same(raw, edits);
    TRY(const auto fields, dataset::effectiveFields(raw, edits, facts));
    if (format == DatasetFormat::Csv)
        return cells(fields, options.formulas);
    if (format == DatasetFormat::Preference || format == DatasetFormat::Classification) {
        TRY(const auto row, format == DatasetFormat::Preference ? preferenceRow(fields, facts.roles)
                                                                : classificationRow(fields, facts.roles));
        return dumpJson(row);
    }
    TRY(const auto conversation, dataset::conversationOf(fields, facts.roles));
    if (format == DatasetFormat::Text) {
        TRY(auto text, textRow(conversation));
        return plainText ? text : dumpJson(Json{{"text", text}});
    }
    TRY(const auto row, format == DatasetFormat::Messages   ? messagesRow(conversation)
                        : format == DatasetFormat::ShareGpt ? shareGptRow(conversation)
                        : format == DatasetFormat::PromptCompletion
                            ? promptCompletionRow(conversation)
                            : alpacaRow(conversation, fields, facts.roles));
    return dumpJson(row);
}

/// The record with the labels of its row.
Result<std::string> withLabels(storage::Connection& database, const DatasetFacts& facts, RowId row,
                               const std::string& record) {
    TRY(auto fields, parseJson(record));
    TRY(const auto labels, dataset::labelsOf(database, facts, std::span(&row, 1)));
    if (fields.contains("labels"))
        return refused("export.labels_taken").with("name", facts.name);
    fields["labels"] = labeling::annotationsJson(labels);
    return dumpJson(fields);
}

Frame frameOf(const Writer& writer, const std::filesystem::path& file) {
    if (contentOf(writer.facts, writer.format) == dataset::FileContent::Table) {
        const Json* named = member(writer.facts.source, "header");
        const bool header = writer.format == DatasetFormat::Csv || !named || *named != false;
        const std::string begin = header ? writer.header() + "\r\n" : "";
        return {begin, "\r\n", "\r\n", begin};
    }
    if (writer.plainText) {
        const bool lines = sourceText(writer.facts, "text_unit") == "line";
        return {"", lines ? "\n" : "\n\n", "\n", ""};
    }
    if (file.extension() == ".json")
        return {"[\n", ",\n", "\n]\n", "[]\n"};
    return {"", "\n", "\n", ""};
}

char separatorOf(const DatasetFacts& facts, DatasetFormat format, const std::filesystem::path& file) {
    const std::string extension = file.extension().string();
    if (extension == ".tsv" || extension == ".tab")
        return '\t';
    const std::string own = sourceText(facts, "separator");
    return format == DatasetFormat::Same && extension != ".csv" && own.size() == 1 ? own[0] : ',';
}

} // namespace

Result<DatasetFormat> datasetFormatFromName(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, DatasetFormat>, 8> names = {
        {{"messages", DatasetFormat::Messages},
         {"sharegpt", DatasetFormat::ShareGpt},
         {"alpaca", DatasetFormat::Alpaca},
         {"prompt_completion", DatasetFormat::PromptCompletion},
         {"preference", DatasetFormat::Preference},
         {"classification", DatasetFormat::Classification},
         {"text", DatasetFormat::Text},
         {"csv", DatasetFormat::Csv}}};
    std::string known;
    for (const auto& [own, format] : names) {
        if (own == name)
            return format;
        known += (known.empty() ? "" : ", ") + std::string(own);
    }
    const bool later = name == "parquet";
    return usageError(later ? "usage.not_yet" : "export.unknown_format")
        .with("name", name)
        .with("available", known);
}

dataset::FileContent contentOf(const DatasetFacts& facts, DatasetFormat format) {
    switch (format) {
    case DatasetFormat::Same:
        return dataset::contentOf(facts);
    case DatasetFormat::Csv:
        return dataset::FileContent::Table;
    case DatasetFormat::Text:
        return dataset::FileContent::Text;
    case DatasetFormat::Messages:
    case DatasetFormat::ShareGpt:
    case DatasetFormat::Alpaca:
    case DatasetFormat::PromptCompletion:
    case DatasetFormat::Preference:
    case DatasetFormat::Classification:
        break;
    }
    return dataset::FileContent::Records;
}

std::string endingOf(const DatasetFacts& facts, DatasetFormat format) {
    return format == DatasetFormat::Same ? dataset::endingOf(facts)
                                         : dataset::endingOf(contentOf(facts, format));
}

Result<DatasetExportReport> exportDataset(storage::Connection& database, const DatasetFacts& facts,
                                          const std::filesystem::path& file,
                                          const DatasetExportOptions& options, StopToken stop,
                                          ProgressSink& progress) {
    Writer writer{facts, options, options.format};
    writer.separator = separatorOf(facts, options.format, file);
    const bool text = contentOf(facts, options.format) == dataset::FileContent::Text;
    writer.plainText = text && file.extension() != ".jsonl" && file.extension() != ".json";
    if (options.labels && contentOf(facts, options.format) != dataset::FileContent::Records)
        return usageError("export.labels_need_records");
    const bool hasPairs = !dataset::columnOf(facts.roles, "chosen").empty() &&
                          !dataset::columnOf(facts.roles, "rejected").empty();
    if (hasPairs && options.format != DatasetFormat::Same && options.format != DatasetFormat::Csv &&
        options.format != DatasetFormat::Preference)
        return usageError("export.two_answers").with("name", facts.name);
    const Frame frame = frameOf(writer, file);
    TRY(auto output, HashedFile::create(file));
    dataset::RowScan scan(database, facts, options.filter, dataset::RowScan::Load::Records);
    DatasetExportReport report;
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        auto record = writer.record(scan.raw(), scan.edits());
        if (record && options.labels)
            record = withLabels(database, facts, RowId{scan.row()}, *record);
        if (!record)
            return std::move(record.error()).with("row", scan.row()).with("name", facts.name);
        TRY_VOID(output.write(report.rows == 0 ? frame.begin : frame.between));
        TRY_VOID(output.write(*record));
        if (++report.rows % kRowsBetweenReports == 0)
            progress.report({"exporting", report.rows, facts.rows});
        TRY(more, scan.next());
    }
    TRY_VOID(output.write(report.rows == 0 ? frame.whenEmpty : frame.end));
    TRY(report.sha256, output.finish());
    report.file = file.string();
    return report;
}

} // namespace luthier::exporting

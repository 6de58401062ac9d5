#pragma once

#include <dataset/catalog.h>
#include <dataset/edits.h>
#include <dataset/facets.h>
#include <dataset/history.h>
#include <dataset/part.h>
#include <dataset/positions.h>
#include <dataset/rows.h>
#include <dataset/splits.h>
#include <dataset/stats.h>
#include <dataset/writer.h>
#include <project/integrity.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <stdexcept>

namespace luthier::dataset::tests {

/// The value, or a test failure that names the code.
template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}
inline void must(const Status& status) {
    if (!status)
        throw std::runtime_error(status.error().code() + " " + status.error().detail());
}

/// A project with one dataset of JSON rows {"prompt","response","topic"}; the prompt of row n is "question
/// n".
struct Sample {
    luthier::tests::TemporaryFolder folder;
    std::vector<project::Part> parts = {projectPart()};
    project::Project project = must(project::Project::create(folder / "a.luthier", "", parts));
    DatasetId id;

    explicit Sample(std::int64_t rows = 10) {
        RowWriter writer = must(RowWriter::create(project, description(), Name::Given));
        addRows(writer, 1, rows);
        id = must(writer.publish(fields())).facts.id;
    }

    static std::vector<Field> fields() {
        return {{"prompt", kString}, {"response", kString}, {"topic", kString}};
    }
    static NewDataset description() {
        NewDataset dataset;
        dataset.name = "sample";
        dataset.layout = "prompt_completion";
        dataset.roles = {{"prompt", "prompt"}, {"response", "response"}, {"topic", "group"}};
        dataset.facets = {"topic"};
        return dataset;
    }
    static std::string record(std::int64_t n) {
        const Json json = {{"prompt", "question " + std::to_string(n)},
                           {"response", "answer " + std::to_string(n)},
                           {"topic", "topic " + std::to_string(n % 7)}};
        return dumpJson(json);
    }
    static void addRows(RowWriter& writer, std::int64_t first, std::int64_t last,
                        std::string_view split = {}) {
        for (std::int64_t n = first; n <= last; ++n) {
            const std::string raw = record(n);
            NewRow row;
            row.raw = raw;
            row.split = split;
            row.narrow.facets[0] = facetHash("topic " + std::to_string(n % 7));
            must(writer.add(row));
        }
    }
    void append(std::int64_t first, std::int64_t last) {
        RowWriter writer = must(RowWriter::append(project, id));
        addRows(writer, first, last);
        must(writer.publish(fields()));
    }

    storage::Connection& db() { return project.database(); }
    DatasetFacts facts() { return must(datasetById(db(), id)); }
    std::string version() { return facts().version; }
    Row row(std::int64_t n) { return must(readRow(db(), facts(), RowId{n})); }
    std::vector<Row> all() { return must(readAfter(db(), facts(), {}, RowId{0}, 1'000'000)); }
    EditOutcome set(std::int64_t n, const std::string& field, Json value) {
        const CellEdit edit{RowId{n}, field, std::move(value), {}};
        return must(setCells(project, id, std::span(&edit, 1)));
    }
    EditOutcome remove(const RowFilter& filter) { return must(deleteRows(project, id, filter, {})); }
    EditOutcome removeRow(std::int64_t n) {
        RowFilter filter;
        filter.rows = {RowId{n}};
        return remove(filter);
    }
    EditOutcome split(const std::string& ratios, std::uint64_t seed = 42,
                      std::optional<std::string> group = {}) {
        NullProgress progress;
        return must(
            splitRows(project, id, {must(parseRatios(ratios)), std::move(group), seed}, {}, progress));
    }
    HistoryOutcome undoSteps(std::int64_t steps = 1) { return must(undo(project, id, steps, {})); }
    HistoryOutcome redoSteps(std::int64_t steps = 1) { return must(redo(project, id, steps, {})); }
    std::map<std::int64_t, std::string> splitOfRows() {
        std::map<std::int64_t, std::string> splits;
        for (const auto& one : all())
            splits[one.id.value] = one.split;
        return splits;
    }
    void reopen() {
        const auto path = project.folder();
        project =
            must(project::Project::open(path, project::Access::ReadWrite, parts, project::Check::Quick));
    }
    /// The module's own check: counts and version against the rows.
    std::vector<std::string> problems() {
        std::vector<std::string> codes;
        for (const auto& error : must(projectPart().check(project, {})))
            codes.push_back(error.code());
        return codes;
    }
};

using Codes = std::vector<std::string>;

} // namespace luthier::dataset::tests

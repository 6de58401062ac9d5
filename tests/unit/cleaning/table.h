#pragma once

#include "made_texts.h"

#include <cleaning/duplicates.h>
#include <cleaning/leakage.h>
#include <dataset/catalog.h>
#include <dataset/edits.h>
#include <dataset/history.h>
#include <dataset/part.h>
#include <dataset/rows.h>
#include <dataset/splits.h>
#include <importing/importing.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

namespace luthier::cleaning::tests {

inline void must(const Status& status) {
    if (!status)
        throw std::runtime_error(status.error().code() + " " + status.error().detail());
}

/// A project whose datasets are imported from files.
struct Table {
    luthier::tests::TemporaryFolder folder;
    std::vector<project::Part> parts = {dataset::projectPart(), duplicatesPart()};
    project::Project project = must(project::Project::create(folder / "a.luthier", "", parts));
    DatasetId id;

    storage::Connection& db() { return project.database(); }
    dataset::DatasetFacts facts() { return must(dataset::datasetById(db(), id)); }

    /// Imports a file as a dataset of its own, or into the last one; that is the one worked with from now on.
    importing::ImportReport import(const std::filesystem::path& file, importing::ImportOptions options = {},
                                   bool intoLast = false) {
        NullProgress progress;
        if (intoLast)
            options.into = id;
        auto report = must(importing::importFiles(project, std::span(&file, 1), options, {}, progress));
        id = report.dataset.id;
        return report;
    }
    importing::ImportReport importRows(const std::vector<Json>& rows, const std::string& split = {},
                                       bool intoLast = false) {
        std::string lines;
        for (const Json& row : rows)
            lines += dumpJson(row) + "\n";
        const auto file = folder / ("rows" + std::to_string(++m_files) + ".jsonl");
        luthier::tests::writeFile(file, lines);
        importing::ImportOptions options;
        options.split = split;
        return import(file, options, intoLast);
    }
    DuplicateReport duplicates(const DuplicateOptions& options = {}) {
        NullProgress progress;
        return must(findDuplicates(db(), facts(), options, {}, progress));
    }
    LeakageReport leakage(const LeakageOptions& options = {}) {
        NullProgress progress;
        return must(findLeakage(db(), facts(), options, {}, progress));
    }
    std::vector<dataset::Row> rows() {
        return must(dataset::readAfter(db(), facts(), {}, RowId{0}, 1'000'000));
    }
    void split(std::int64_t first, std::int64_t last, const std::string& name) {
        dataset::RowFilter filter;
        for (std::int64_t row = first; row <= last; ++row)
            filter.rows.push_back(RowId{row});
        must(dataset::assignSplit(project, id, filter, name, {}));
    }

private:
    int m_files = 0;
};

inline Json asked(const std::string& prompt, const std::string& response) {
    return {{"prompt", prompt}, {"response", response}};
}

inline std::filesystem::path sharedFile(const std::string& name) {
    return luthier::tests::sharedData() / name;
}

} // namespace luthier::cleaning::tests

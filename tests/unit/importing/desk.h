#pragma once

#include <dataset/catalog.h>
#include <dataset/history.h>
#include <dataset/part.h>
#include <dataset/problems.h>
#include <dataset/rows.h>
#include <importing/importing.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <stdexcept>

namespace luthier::importing::tests {

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

/// A project and files to put into it.
struct Desk {
    luthier::tests::TemporaryFolder folder;
    std::vector<project::Part> parts = {dataset::projectPart()};
    project::Project project = must(project::Project::create(folder / "a.luthier", "", parts));

    std::filesystem::path file(const std::string& name, std::string_view bytes) const {
        luthier::tests::writeFile(folder / name, bytes);
        return folder / name;
    }
    Result<ImportReport> read(const std::filesystem::path& path, const ImportOptions& options = {}) {
        NullProgress progress;
        return importFiles(project, std::span(&path, 1), options, {}, progress);
    }
    ImportReport take(const std::filesystem::path& path, const ImportOptions& options = {}) {
        return must(read(path, options));
    }
    ImportReport take(const std::string& name, std::string_view bytes, const ImportOptions& options = {}) {
        return take(file(name, bytes), options);
    }
    std::vector<Json> rows(const ImportReport& report) {
        std::vector<Json> rows;
        for (auto& row :
             must(dataset::readAfter(project.database(), report.dataset, {}, RowId{0}, 1'000'000)))
            rows.push_back(std::move(row.fields));
        return rows;
    }
    std::vector<std::string> texts(const ImportReport& report, const std::string& field = "text") {
        std::vector<std::string> texts;
        for (const auto& row : rows(report))
            texts.push_back(row[field].get<std::string>());
        return texts;
    }
    std::vector<dataset::ImportProblem> problems(const ImportReport& report) {
        return must(dataset::listProblems(project.database(), report.dataset.id));
    }
    /// "line:code" of each problem.
    std::vector<std::string> where(const ImportReport& report) {
        std::vector<std::string> places;
        for (const auto& problem : problems(report))
            places.push_back(std::to_string(problem.line) + ":" + problem.code);
        return places;
    }
};

using Texts = std::vector<std::string>;

inline std::string rolesText(const dataset::Roles& roles) {
    std::string text;
    for (const auto& [column, role] : roles)
        text += column + "=" + role + " ";
    return text;
}

} // namespace luthier::importing::tests

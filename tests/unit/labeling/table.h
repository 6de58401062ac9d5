#pragma once

#include <dataset/catalog.h>
#include <dataset/part.h>
#include <dataset/probe.h>
#include <dataset/writer.h>
#include <labeling/agreement_report.h>
#include <labeling/labels.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <stdexcept>

namespace luthier::labeling::tests {

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
template <class T>
std::string codeOf(const Result<T>& result) {
    return result ? std::string() : result.error().code();
}
inline std::string codeOf(const Status& status) {
    return status ? std::string() : status.error().code();
}

/// A project with one dataset of rows {"prompt": "question N", "response": "answer N"}.
struct Table {
    luthier::tests::TemporaryFolder folder;
    std::vector<project::Part> parts = {dataset::projectPart()};
    project::Project project = must(project::Project::create(folder / "a.luthier", "", parts));
    DatasetId id;

    explicit Table(int rows = 6) {
        dataset::NewDataset made;
        made.name = "sample";
        made.layout = "prompt_completion";
        made.roles = {{"prompt", "prompt"}, {"response", "response"}};
        auto writer = must(dataset::RowWriter::create(project, made, dataset::Name::Given));
        for (int n = 1; n <= rows; ++n) {
            const std::string raw = dumpJson(
                {{"prompt", "question " + std::to_string(n)}, {"response", "대답 " + std::to_string(n)}});
            dataset::NewRow row;
            row.raw = raw;
            must(writer.add(row));
        }
        id = must(writer.publish({{"prompt", dataset::kString}, {"response", dataset::kString}})).facts.id;
    }
    storage::Connection& db() { return project.database(); }
    dataset::DatasetFacts facts() { return must(dataset::datasetById(db(), id)); }
    void make(const Scheme& scheme) { must(makeScheme(project, facts(), scheme)); }
    Result<dataset::EditOutcome> tryLabel(std::int64_t row, const std::string& scheme,
                                          const std::string& text, const std::string& annotator = "anna") {
        const Given given{scheme, text};
        return labelRow(project, facts(), RowId{row}, std::span(&given, 1), annotator);
    }
    void label(std::int64_t row, const std::string& scheme, const std::string& text,
               const std::string& annotator = "anna") {
        must(tryLabel(row, scheme, text, annotator));
    }
    Json labels(std::int64_t row) {
        const RowId meant{row};
        return annotationsJson(must(dataset::labelsOf(db(), facts(), std::span(&meant, 1))));
    }
    Json settled(std::int64_t row) {
        const RowId meant{row};
        return settledJson(must(dataset::labelsOf(db(), facts(), std::span(&meant, 1))));
    }
};

inline Scheme scheme(const std::string& name, const std::string& kind, std::vector<std::string> options = {},
                     std::vector<std::string> fields = {}) {
    Scheme made;
    made.name = name;
    made.kind = kind;
    made.options = std::move(options);
    made.fields = std::move(fields);
    return made;
}

} // namespace luthier::labeling::tests

#pragma once

#include "probe.h"
#include "problems.h"
#include "types.h"

#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>

#include <memory>
#include <optional>
#include <string>

namespace luthier::dataset {

/// What an import knows of a dataset before its first row.
struct NewDataset {
    std::string name; // a proposed one is made free by a number
    RecordShape shape = RecordShape::Object;
    std::string layout;
    Roles roles;
    std::vector<std::string> facets; // at most kMostFacets
    Json source;
};

/// A record to be stored: JSON that base's parser reads, in the shape of the dataset.
struct NewRow {
    std::string_view raw;
    std::string_view split; // empty: none
    Narrow narrow;
};

struct ImportOutcome {
    DatasetFacts facts;
    std::int64_t rows = 0;
    std::int64_t rejected = 0;
    OperationId operation;
};

enum class Name { Given, Proposed };

/// Appends rows to a new or a present dataset, in short transactions, where nobody sees them until publish().
/// One import at a time a project (dataset.import_running). Destroyed before publish() it leaves nothing
/// behind; killed, it leaves rows that the next opening of the project sweeps.
class RowWriter {
public:
    static Result<RowWriter> create(project::Project& project, const NewDataset& dataset, Name name);
    /// `files` are what its operation is told of: a list of names.
    static Result<RowWriter> append(project::Project& project, DatasetId dataset, Json files = Json::array());
    RowWriter(RowWriter&&) noexcept;
    RowWriter& operator=(RowWriter&&) = delete;
    ~RowWriter();

    const Roles& roles() const;
    const std::vector<std::string>& facets() const;
    /// The dataset that is added to, when it was there before.
    const std::optional<DatasetFacts>& appendedTo() const;

    Status add(const NewRow& row);
    void reject(ImportProblem problem);
    std::int64_t rows() const;
    std::int64_t rejected() const;

    /// Makes all rows visible at once, with the fields that were seen, as an operation `import` that can be
    /// undone.
    Result<ImportOutcome> publish(const std::vector<Field>& fields);

private:
    struct State;
    explicit RowWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Takes away what imports and removals that were cut off have left, and counts lengths that an older version
/// did not; does nothing while an import is running.
Status sweepImports(project::Project& project);

} // namespace luthier::dataset

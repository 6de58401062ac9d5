#pragma once

#include <dataset/labels.h>
#include <labeling/suggesting.h>

#include <vector>

namespace luthier::data {

/// A row of the queue with what is said and suggested of it.
struct QueuedRow {
    dataset::Row row;
    std::vector<dataset::Label> labels;
    std::vector<dataset::Suggestion> suggestion; // under the scheme: one, or none
};

/// Which rows come next: of a list from a place on, else in their order behind a row.
struct QueueQuestion {
    dataset::RowFilter filter;
    std::string scheme;
    labeling::QueueOrder order = labeling::QueueOrder::Standing;
    std::uint64_t seed = 0;
    RowId after;
    std::vector<RowId> list; // the whole queue, where it has an order of its own and is known
    std::size_t next = 0;    // the first of it that is not read yet
};

struct QueueBatch {
    std::vector<QueuedRow> rows;
    bool isLast = false;
    std::vector<RowId> list;
    std::size_t next = 0;
};

/// The next few rows. Any thread.
Result<QueueBatch> readQueue(storage::Connection& database, const dataset::DatasetFacts& facts,
                             QueueQuestion question, const StopToken& stop);

} // namespace luthier::data

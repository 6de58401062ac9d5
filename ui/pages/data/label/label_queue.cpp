#include "label_queue.h"

#include <dataset/rows.h>

#include <algorithm>

namespace luthier::data {

namespace {

constexpr std::int64_t kAhead = 8; // rows read at once

Result<std::vector<dataset::Row>> readRows(storage::Connection& database, const dataset::DatasetFacts& facts,
                                           QueueQuestion& question, QueueBatch& batch,
                                           const StopToken& stop) {
    if (question.order == labeling::QueueOrder::Standing) {
        TRY(auto rows, dataset::readAfter(database, facts, question.filter, question.after, kAhead));
        batch.isLast = std::ssize(rows) < kAhead;
        return rows;
    }
    batch.list = std::move(question.list);
    batch.next = question.next;
    if (batch.list.empty()) {
        TRY(batch.list, labeling::queuedRows(database, facts, question.filter, question.scheme,
                                             question.order, question.seed, stop));
        const auto from = question.after.value == 0
                              ? batch.list.begin()
                              : std::ranges::find(batch.list, RowId{question.after.value + 1});
        batch.next = from == batch.list.end() ? 0 : static_cast<std::size_t>(from - batch.list.begin());
    }
    const std::size_t end = std::min(batch.list.size(), batch.next + static_cast<std::size_t>(kAhead));
    const auto some = std::span(batch.list).subspan(batch.next, end - batch.next);
    batch.next = end;
    batch.isLast = end == batch.list.size();
    return dataset::readRows(database, facts, some);
}

} // namespace

Result<QueueBatch> readQueue(storage::Connection& database, const dataset::DatasetFacts& facts,
                             QueueQuestion question, const StopToken& stop) {
    QueueBatch batch;
    TRY(auto rows, readRows(database, facts, question, batch, stop));
    for (dataset::Row& row : rows) {
        TRY(auto labels, dataset::labelsOf(database, facts, std::span(&row.id, 1)));
        TRY(auto suggestion, dataset::suggestionsOf(database, facts, question.scheme, std::span(&row.id, 1)));
        batch.rows.push_back({std::move(row), std::move(labels), std::move(suggestion)});
    }
    return batch;
}

} // namespace luthier::data

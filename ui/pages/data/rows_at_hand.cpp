#include "rows_at_hand.h"

#include <dataset/rows.h>

namespace luthier::data {

RowsAtHand::RowsAtHand(bridge::Bridge& bridge)
    : m_bridge(bridge) {}

const dataset::Row* RowsAtHand::rowOf(RowId row) const {
    const auto found = m_rows.find(row);
    return found == m_rows.end() ? nullptr : &found->second;
}

void RowsAtHand::read(const dataset::DatasetFacts& facts, std::vector<RowId> rows) {
    std::erase_if(rows, [this](RowId row) { return m_rows.contains(row); });
    m_bridge.read(
        bridge::Reader::Paging, m_request,
        [facts, rows = std::move(rows)](storage::Connection& database, const StopToken&) {
            return dataset::readRows(database, facts, rows);
        },
        [this](Result<std::vector<dataset::Row>> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            for (dataset::Row& row : *answer)
                m_rows.insert_or_assign(row.id, std::move(row));
            Q_EMIT arrived();
        });
}

void RowsAtHand::clear() {
    m_request.cancel();
    m_rows.clear();
}

} // namespace luthier::data

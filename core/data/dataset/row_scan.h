#pragma once

#include "filter.h"

#include <base/result.h>
#include <storage/connection.h>

#include <chrono>
#include <map>
#include <optional>

namespace luthier::dataset {

/// Goes through the rows that a filter means, in their order. It reads in slices of at most 200 ms, so that
/// it never holds the database back; rows changed meanwhile are seen as they are when their slice is read.
/// Whoever needs one state compares the dataset's version before and after.
class RowScan {
public:
    enum class Load { Narrow, Records };

    /// `facts` must outlive the scan. `after`: rows behind this one only.
    RowScan(storage::Connection& database, const DatasetFacts& facts, RowFilter filter, Load load,
            RowId after = {});

    /// Goes to the next row; false at the end.
    Result<bool> next();

    std::int64_t row() const { return m_row; }
    std::int64_t split() const { return m_statement->integer(1); }
    std::int64_t revision() const { return m_statement->integer(2); }
    std::uint32_t flags() const { return static_cast<std::uint32_t>(m_statement->integer(3)); }
    Hash128 content() const;
    /// Characters of its texts; nothing where an older version did not count them.
    std::optional<std::int64_t> length() const { return m_statement->maybeInteger(5); }
    /// The narrow column of facts.facets[slot]; nothing where the row lacks the field.
    std::optional<std::int64_t> facet(std::size_t slot) const {
        return m_statement->maybeInteger(static_cast<int>(6 + slot));
    }
    /// With Load::Records or a condition on fields: the record and its edits (empty when there are none).
    std::string_view raw() const { return m_statement->text(kRawColumn); }
    std::string_view edits() const { return m_statement->text(kRawColumn + 1); }

private:
    static constexpr int kRawColumn = 6 + static_cast<int>(kMostFacets);
    Status checkOnce();
    Status prepare();
    void bindLabels(storage::Statement& statement, int parameter) const;
    Result<bool> step();

    storage::Connection& m_database;
    const DatasetFacts& m_facts;
    RowFilter m_filter;
    RecordMatcher m_matcher;
    bool m_records;
    std::int64_t m_row;
    std::int64_t m_splitId = -1;
    bool m_checked = false;
    std::optional<storage::Statement> m_statement;
    std::chrono::steady_clock::time_point m_sliceEnd;
    int m_untilClock = 0;
};

} // namespace luthier::dataset

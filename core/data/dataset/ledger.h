#pragma once

#include "catalog.h"
#include "keys.h"
#include "positions.h"

#include <base/result.h>
#include <storage/connection.h>

#include <optional>
#include <string>

namespace luthier::dataset {

/// Changes rows of one dataset inside the caller's write transaction and keeps everything that follows from
/// them: revisions, narrow columns, counts by block and split, the sum behind the version. Internal to the
/// module.
class Ledger {
public:
    static Result<Ledger> open(storage::Connection& database, DatasetId dataset);

    const DatasetFacts& facts() const { return m_facts; }

    struct RowNow {
        std::int64_t revision = 0;
        RowState state = RowState::Live;
        std::int64_t split = 0;
        Hash128 content;
    };
    /// The row as it is, live or not (dataset.no_such_row).
    Result<RowNow> read(std::int64_t row);

    Status setState(std::int64_t row, const RowNow& now, RowState state);
    Status setSplit(std::int64_t row, const RowNow& now, std::int64_t split);

    /// The text (JSON) that an edit put over a field; nothing when the field is as imported.
    Result<std::optional<std::string>> fieldEdit(std::int64_t row, const std::string& field);
    /// Puts a text over a field, or takes it away.
    Status setFieldEdit(std::int64_t row, const RowNow& now, const std::string& field,
                        const std::optional<std::string>& text);

    /// The text (JSON) of a label, and of the definition of a scheme; nothing when there is none. A cell of a
    /// label is named by labelCell.
    Result<std::optional<std::string>> label(std::int64_t row, const std::string& cell);
    Result<std::optional<std::string>> scheme(const std::string& name);
    /// Gives a row a label (dataset.no_such_scheme), or takes it away.
    Status setLabel(std::int64_t row, const RowNow& now, const std::string& cell,
                    const std::optional<std::string>& text);
    /// Defines a scheme, or takes it away; refused with dataset.scheme_in_use while a row has a label of it.
    Status setScheme(const std::string& name, const std::optional<std::string>& text);

    /// The number of a split, added if need be; 0 for the empty name.
    Result<std::int64_t> splitNumber(const std::string& name);

    /// Writes counts and sum; the ledger is of no use after it. Gives the version.
    Result<std::string> finish();

private:
    Ledger(storage::Connection& database, DatasetFacts facts, std::map<std::int64_t, std::string> splits);
    Result<Json> edits(std::int64_t row);
    /// The hash of a row's content as the tables have it; the sum moves with it.
    Result<Hash128> rehash(std::int64_t row, const RowNow& now);
    Hash128 hashOf(std::int64_t row, const Hash128& content, std::int64_t split) const;

    storage::Connection& m_database;
    DatasetFacts m_facts;
    std::map<std::int64_t, std::string> m_splits;
    CountChanges m_counts;
    Hash128 m_sum;
    std::int64_t m_rows;
};

/// Deletes rows with their records behind `lastRow`, in short transactions; the whole dataset with all that
/// belongs to it.
Status deleteRowsBeyond(storage::Connection& database, DatasetId id, std::int64_t lastRow, StopToken stop);
Status purgeDataset(storage::Connection& database, DatasetId id, StopToken stop);

} // namespace luthier::dataset

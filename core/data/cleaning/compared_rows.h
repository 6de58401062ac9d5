#pragma once

#include "row_text.h"
#include "text_source.h"

#include <base/hash.h>
#include <dataset/filter.h>
#include <dataset/types.h>
#include <storage/connection.h>

#include <string>
#include <vector>

namespace luthier::cleaning {

/// Rows of a dataset that are compared together: those of a filter.
struct Side {
    dataset::DatasetFacts dataset;
    dataset::RowFilter filter;
    std::string name = {}; ///< of a split
};

/// The rows of sides, one after another, with the hashes of what is compared: 56 bytes a row.
/// Their texts are kept while they are small and read again when not.
class ComparedRows {
public:
    struct Row {
        RowId id;
        std::uint32_t side = 0;
        Hash128 text;             ///< exactHash
        std::uint64_t answer = 0; ///< of the exact form of what the row answers
        std::uint64_t group = 0;  ///< of the value in the column with the role group; 0 without one
        std::uint32_t bytes = 0;  ///< of what is compared and answered
    };

    static Result<ComparedRows> read(storage::Connection& database, std::vector<Side> sides, TextKey key,
                                     StopToken stop, ProgressSink& progress);

    /// In the order of the sides and of the table; without those that have no text.
    const std::vector<Row>& rows() const { return m_rows; }
    const std::vector<Side>& sides() const { return m_sides; }
    std::int64_t withoutText() const { return m_withoutText; }

    /// Some of the rows, by their places, ascending, as texts to be compared.
    class Texts final : public TextSource {
    public:
        Texts(ComparedRows& owner, std::vector<std::uint32_t> places)
            : m_owner(owner)
            , m_places(std::move(places)) {}
        std::uint32_t size() const override { return static_cast<std::uint32_t>(m_places.size()); }
        std::uint32_t side(std::uint32_t item) const override { return m_owner.m_rows[m_places[item]].side; }
        std::uint32_t place(std::uint32_t item) const { return m_places[item]; }
        Status visit(const Visit& visit, StopToken stop) override;
        Result<std::vector<std::string>> read(std::span<const std::uint32_t> items) override;

    private:
        Status visitSide(std::uint32_t side, std::uint32_t& item, const Visit& visit,
                         const StopToken& stop) const;
        ComparedRows& m_owner;
        std::vector<std::uint32_t> m_places;
    };
    Texts texts(std::vector<std::uint32_t> places) { return {*this, std::move(places)}; }

    /// Fails with dataset.changed_meanwhile when a side's dataset is no longer as it was read.
    Status requireUnchanged() const;

private:
    ComparedRows(storage::Connection& database, std::vector<Side> sides, TextKey key)
        : m_database(&database)
        , m_sides(std::move(sides))
        , m_key(key) {}
    Status readSide(std::uint32_t side, StopToken stop, ProgressSink& progress);
    Status add(std::uint32_t side, RowId id, const Json& fields);

    storage::Connection* m_database;
    std::vector<Side> m_sides;
    TextKey m_key;
    std::vector<Row> m_rows;
    std::int64_t m_withoutText = 0;
    std::vector<std::string> m_texts; // by place, while they are kept
    std::size_t m_textBytes = 0;
    bool m_kept = true;
};

} // namespace luthier::cleaning

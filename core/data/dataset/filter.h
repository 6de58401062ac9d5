#pragma once

#include "types.h"

#include <base/result.h>

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace luthier::dataset {

enum class RowSet { Live, Deleted };

/// Which rows are meant; all conditions must hold.
struct RowFilter {
    struct Equals {
        std::string field;
        std::string value;
    };
    /// A field whose value is another text, or a number on that side of another; a text that reads as a
    /// number is one, and what is none is on no side.
    struct Compares {
        enum class Sign { IsNot, Below, AtMost, Above, AtLeast };
        std::string field;
        Sign sign = Sign::IsNot;
        std::string value;
        double number = 0;
    };
    /// Characters (code points) of all texts of a row, edits counted; both ends are meant.
    struct Length {
        std::int64_t least = 0;
        std::int64_t most = std::numeric_limits<std::int64_t>::max();
    };
    /// A label of a scheme (labels.h); without an annotator that of anybody.
    struct Labelled {
        std::string scheme;
        std::optional<std::string> annotator;
        std::optional<std::string> value; // nothing: any; empty: rows without a label
    };
    RowSet set = RowSet::Live;
    std::optional<std::string> split; // empty: rows without a split
    std::vector<Equals> equals;
    std::vector<Compares> compares;
    std::vector<Length> lengths;
    std::vector<std::string> flags;
    std::vector<Labelled> labels;
    std::vector<Labelled>
        suggested; // a suggestion (suggestions.h), by scheme and value; annotators have none
    std::vector<std::string> disputed; // schemes under which annotators differ and none has decided
    std::vector<std::string> searches; // substrings of any text of a row, ASCII letters in either case
    std::vector<RowId> rows;           // one of these

    bool isEverything() const { return !split && isPlain(); }
    /// Counts by block know the answer: nothing but live rows and a split are asked for.
    bool isCounted() const { return set == RowSet::Live && isPlain(); }

private:
    bool isPlain() const {
        return equals.empty() && compares.empty() && lengths.empty() && flags.empty() && labels.empty() &&
               suggested.empty() && disputed.empty() && searches.empty() && rows.empty();
    }
};

/// Adds a FILTER of cli.md: `FIELD=VALUE`, `FIELD!=VALUE`, `FIELD>N`, `FIELD>=N`, `FIELD<N`, `FIELD<=N`,
/// `length:A..B` (an end may be left out), `split:NAME`, `flag:NAME`, `label:SCHEME=VALUE`, `search:TEXT`,
/// `row:N`. Of labels `label:SCHEME` means rows that have one, `label:SCHEME=` rows without, and
/// `label:SCHEME@ANNOTATOR…` those of one annotator. `suggested:SCHEME`
/// and `suggested:SCHEME=VALUE` mean rows with a suggestion, `differ:SCHEME` rows where annotators differ.
/// Fails with dataset.bad_filter, dataset.not_a_number, or usage.not_yet for flags of a later version.
Status addFilter(RowFilter& filter, std::string_view text);

/// Every field and flag that the filter names must be there (dataset.no_such_field, dataset.no_such_flag);
/// tokens are no field (dataset.tokens_not_here).
Status checkFilter(const RowFilter& filter, const DatasetFacts& facts);

/// Whether a record with its edits meets the conditions on fields and text.
class RecordMatcher {
public:
    RecordMatcher(const RowFilter& filter, const DatasetFacts& facts);
    bool needsRecord() const { return !m_equals.empty() || !m_compares.empty() || !m_searches.empty(); }
    bool matches(std::string_view raw, std::string_view edits) const;

private:
    struct Condition {
        std::string field;
        std::string value;
        std::size_t index;
    };
    struct Comparison {
        RowFilter::Compares meant;
        std::size_t index;
    };
    bool holds(const Condition& condition, std::string_view raw, std::string_view edits) const;
    bool holds(const Comparison& comparison, std::string_view raw, std::string_view edits) const;
    bool contains(const std::string& needle, std::string_view raw, std::string_view edits) const;

    const DatasetFacts& m_facts;
    std::vector<Condition> m_equals;
    std::vector<Comparison> m_compares;
    std::vector<std::string> m_searches; // ASCII letters in lower case
};

} // namespace luthier::dataset

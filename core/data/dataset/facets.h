#pragma once

#include "types.h"

#include <base/result.h>
#include <storage/connection.h>

#include <optional>
#include <string>
#include <vector>

namespace luthier::dataset {

struct FacetValue {
    std::string value;
    std::int64_t rows = 0;
};

/// A field that has a narrow column, with its most frequent values over live rows.
struct Facet {
    std::string field;
    std::vector<FacetValue> values;
};

/// How many values of a field are shown and kept.
constexpr std::int64_t kFacetValues = 12;

/// The most frequent values of one of facts.facets (dataset.no_such_field), by a scan of all rows.
Result<std::vector<FacetValue>> facetValues(storage::Connection& database, const DatasetFacts& facts,
                                            std::string_view field, std::int64_t limit);
/// All facets of a dataset, a scan for each: a tenth of a second for a million rows.
Result<std::vector<Facet>> countFacets(storage::Connection& database, const DatasetFacts& facts);

/// What countFacets gave for this version, if somebody has kept it; keeping writes in a transaction of its
/// own.
Result<std::optional<std::vector<Facet>>> keptFacets(storage::Connection& database,
                                                     const DatasetFacts& facts);
Status keepFacets(storage::Connection& database, const DatasetFacts& facts, const std::vector<Facet>& facets);

} // namespace luthier::dataset

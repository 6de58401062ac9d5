#include "facets.h"

#include "keys.h"
#include "record.h"

#include <storage/transaction.h>

#include <algorithm>
#include <ranges>
#include <unordered_map>

namespace luthier::dataset {

using storage::Connection;

namespace {

/// Values of whole paragraphs are not worth keeping.
constexpr std::size_t kMostKeptBytes = 65'536;

/// Rows whose value has the same hash; one of them says what the value is.
struct Group {
    std::int64_t rows = 0;
    std::int64_t key = 0;
};

/// Counted here and not by GROUP BY, which would sort all rows: a third of the time, and memory by values and
/// not by rows.
Result<std::vector<Group>> countGroups(Connection& db, const DatasetFacts& facts, const std::string& column) {
    TRY(auto rows,
        db.prepare("SELECT key, " + column + " FROM rows WHERE key BETWEEN ?1 AND ?2 AND state=0"));
    rows.bindAll(keyOf(facts.id, 1), keyOf(facts.id, facts.lastRow));
    std::unordered_map<std::int64_t, std::size_t> places;
    std::optional<std::size_t> placeOfNone;
    std::vector<Group> groups;
    TRY(bool more, rows.step());
    while (more) {
        const auto hash = rows.maybeInteger(1);
        std::size_t& place = hash          ? places.try_emplace(*hash, groups.size()).first->second
                             : placeOfNone ? *placeOfNone
                                           : placeOfNone.emplace(groups.size());
        if (place == groups.size())
            groups.push_back({0, rows.integer(0)});
        ++groups[place].rows;
        TRY(more, rows.step());
    }
    return groups;
}

/// Kept counts come from the file, which may be a stranger's: what does not read is as good as not there.
Result<Facet> facetFrom(const Json& kept) {
    Facet facet;
    TRY(facet.field, stringAt(kept, "field"));
    const Json* values = member(kept, "values");
    if (!values || !values->is_array())
        return refused("json.wrong_type")
            .field("values")
            .with("expected", "array")
            .with("found", values ? values->type_name() : "null");
    for (const Json& value : *values) {
        FacetValue& one = facet.values.emplace_back();
        TRY(one.value, stringAt(value, "value"));
        TRY(one.rows, integerAt(value, "rows"));
    }
    return facet;
}

Result<std::vector<Facet>> facetsFrom(std::string_view text) {
    TRY(const Json kept, parseJson(text, {}, "project.db"));
    std::vector<Facet> facets;
    for (const Json& one : kept) {
        TRY(auto facet, facetFrom(one));
        facets.push_back(std::move(facet));
    }
    return facets;
}

} // namespace

Result<std::vector<FacetValue>> facetValues(Connection& db, const DatasetFacts& facts, std::string_view field,
                                            std::int64_t limit) {
    const auto slot = std::find(facts.facets.begin(), facts.facets.end(), field);
    const auto index = fieldIndex(facts, field);
    if (slot == facts.facets.end() || !index)
        return usageError("dataset.no_such_field").with("name", field).with("dataset", facts.name);
    const std::string column = "facet" + std::to_string(slot - facts.facets.begin() + 1);
    TRY(auto groups, countGroups(db, facts, column));
    const auto shown = groups.begin() + std::min<std::ptrdiff_t>(limit, std::ssize(groups));
    std::partial_sort(groups.begin(), shown, groups.end(), [](const Group& a, const Group& b) {
        return a.rows != b.rows ? a.rows > b.rows : a.key < b.key;
    });
    TRY(auto record,
        db.prepare("SELECT d.raw, e.fields FROM records d LEFT JOIN edits e ON e.key=d.key WHERE d.key=?1"));
    std::vector<FacetValue> values;
    for (auto group = groups.begin(); group != shown; ++group) {
        record.reset();
        record.bindAll(group->key);
        TRY(const bool found, record.step());
        if (!found)
            continue;
        TRY(const auto fields, effectiveFields(record.text(0), record.text(1), facts));
        const Json* value = member(fields, field);
        values.push_back({value ? valueText(*value) : std::string(), group->rows});
    }
    return values;
}

Result<std::vector<Facet>> countFacets(Connection& db, const DatasetFacts& facts) {
    std::vector<Facet> facets;
    for (const std::string& field : facts.facets) {
        TRY(auto values, facetValues(db, facts, field, kFacetValues));
        facets.push_back({field, std::move(values)});
    }
    return facets;
}

Result<std::optional<std::vector<Facet>>> keptFacets(Connection& db, const DatasetFacts& facts) {
    TRY(const auto text, db.queryText("SELECT facets FROM facet_counts WHERE dataset=?1 AND version=?2",
                                      facts.id.value, facts.version));
    auto facets = facetsFrom(text.value_or("[]"));
    if (!text || !facets || !std::ranges::equal(*facets, facts.facets, {}, &Facet::field))
        return std::optional<std::vector<Facet>>();
    return std::optional(std::move(*facets));
}

Status keepFacets(Connection& db, const DatasetFacts& facts, const std::vector<Facet>& facets) {
    Json kept = Json::array();
    for (const Facet& facet : facets) {
        Json values = Json::array();
        for (const FacetValue& value : facet.values)
            values.push_back({{"value", value.value}, {"rows", value.rows}});
        kept.push_back({{"field", facet.field}, {"values", std::move(values)}});
    }
    const std::string text = dumpJson(kept);
    if (text.size() > kMostKeptBytes)
        return {};
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Normal));
    TRY_VOID(db.run("INSERT OR REPLACE INTO facet_counts(dataset, version, facets) SELECT id, ?2, ?3 FROM "
                    "datasets WHERE id=?1",
                    facts.id.value, facts.version, text));
    return transaction.commit();
}

} // namespace luthier::dataset

#include "facets.h"

#include "catalog.h"
#include "keys.h"
#include "probe.h"
#include "record.h"
#include "row_scan.h"

#include <storage/transaction.h>

#include <algorithm>
#include <array>
#include <bit>
#include <unordered_map>

namespace luthier::dataset {

using storage::Connection;

namespace {

/// Values of whole paragraphs are not worth keeping.
constexpr std::size_t kMostKeptBytes = 65'536;
constexpr std::uint32_t kAllFlags = kEmptyPrompt | kEmptyResponse | kEmptyText;

/// Rows whose value has the same hash; one of them says what the value is.
struct Group {
    std::int64_t rows = 0;
    std::int64_t row = 0;
};

/// Counted here and not by GROUP BY, which would sort all rows: a third of the time, and memory by values and
/// not by rows. A row without the field counts as one with an empty value, as it does for a filter.
class Groups {
public:
    void add(std::optional<std::int64_t> hash, std::int64_t row) {
        const auto [place, isNew] = m_places.try_emplace(hash.value_or(m_empty), m_groups.size());
        if (isNew)
            m_groups.push_back({0, row});
        ++m_groups[place->second].rows;
    }
    /// The most frequent first.
    std::vector<Group> most(std::int64_t limit) {
        const auto shown = m_groups.begin() + std::min<std::ptrdiff_t>(limit, std::ssize(m_groups));
        std::partial_sort(m_groups.begin(), shown, m_groups.end(), [](const Group& a, const Group& b) {
            return a.rows != b.rows ? a.rows > b.rows : a.row < b.row;
        });
        return {m_groups.begin(), shown};
    }

private:
    std::int64_t m_empty = facetHash({});
    std::unordered_map<std::int64_t, std::size_t> m_places;
    std::vector<Group> m_groups;
};

Result<std::vector<FacetValue>> valuesOf(Connection& db, const DatasetFacts& facts, const std::string& field,
                                         const std::vector<Group>& groups) {
    TRY(auto record,
        db.prepare("SELECT d.raw, e.fields FROM records d LEFT JOIN edits e ON e.key=d.key WHERE d.key=?1"));
    std::vector<FacetValue> values;
    for (const Group& group : groups) {
        record.reset();
        record.bindAll(keyOf(facts.id, group.row));
        TRY(const bool found, record.step());
        if (!found)
            continue;
        TRY(const auto fields, effectiveFields(record.text(0), record.text(1), facts));
        const Json* value = member(fields, field);
        values.push_back({value ? valueText(*value) : std::string(), group.rows});
    }
    return values;
}

/// A width of 1, 2 or 5 times a power of ten with which the bins reach from `first` to `last`.
std::int64_t binWidth(std::int64_t first, std::int64_t last) {
    std::int64_t width = 1;
    for (int step = 0; (last / width - first / width) >= kLengthBins; ++step)
        width = width * (step % 3 == 1 ? 5 : 4) / 2; // 1, 2, 5, 10
    return width;
}

/// Bins of one width over most of the lengths; a few very long rows do not flatten the others.
std::vector<LengthBin> binsOf(std::vector<std::int64_t>& lengths) {
    if (lengths.empty())
        return {};
    const auto [least, most] = std::minmax_element(lengths.begin(), lengths.end());
    const std::int64_t shortest = *least;
    const std::int64_t longest = *most;
    const auto nearEnd = lengths.begin() + (std::ssize(lengths) - 1) * 98 / 100;
    std::nth_element(lengths.begin(), nearEnd, lengths.end());
    const std::int64_t width = binWidth(shortest, *nearEnd);
    const std::int64_t first = shortest / width * width;
    std::vector<LengthBin> bins(static_cast<std::size_t>(*nearEnd / width - shortest / width + 1));
    for (std::size_t bin = 0; bin < bins.size(); ++bin) {
        bins[bin].least = first + static_cast<std::int64_t>(bin) * width;
        bins[bin].most = bins[bin].least + width - 1;
    }
    if (longest > bins.back().most)
        bins.back().most = LengthBin::kNoEnd;
    for (const std::int64_t length : lengths)
        ++bins[static_cast<std::size_t>(
                   std::min<std::int64_t>((length - first) / width, std::ssize(bins) - 1))]
              .rows;
    return bins;
}

/// Counts rows under the conditions of a filter that are on facets, one facet left out at a time.
class CrossCount {
public:
    CrossCount(const DatasetFacts& facts, Facets& into, const RowFilter& filter,
               const std::map<std::int64_t, std::string>& splits);
    /// The conditions that are on no facet: which rows are looked at.
    const RowFilter& others() const { return m_others; }
    void add(const RowScan& scan);

private:
    enum Group : unsigned { Split = 1, Flags = 2, Lengths = 4, FirstField = 8 };
    unsigned failing(const RowScan& scan) const;
    void addLength(std::int64_t length);

    Facets& m_into;
    RowFilter m_others;
    std::optional<std::string> m_split;
    std::uint32_t m_flags = 0;
    std::vector<RowFilter::Length> m_lengths;
    std::int64_t m_empty = facetHash({});
    const std::map<std::int64_t, std::string>& m_splits;
    std::map<std::string, std::size_t> m_splitPlaces;
    struct Field {
        std::unordered_map<std::int64_t, std::size_t> places;
        std::vector<std::int64_t> wanted;
    };
    std::vector<Field> m_fields;
};

CrossCount::CrossCount(const DatasetFacts& facts, Facets& into, const RowFilter& filter,
                       const std::map<std::int64_t, std::string>& splits)
    : m_into(into)
    , m_others(filter)
    , m_split(filter.split)
    , m_lengths(filter.lengths)
    , m_splits(splits)
    , m_fields(into.fields.size()) {
    for (const auto& flag : filter.flags)
        m_flags |= flagBit(flag);
    m_others.split.reset();
    m_others.flags.clear();
    m_others.lengths.clear();
    for (std::size_t place = 0; place < into.splits.size(); ++place)
        m_splitPlaces.emplace(into.splits[place].name, place);
    for (std::size_t slot = 0; slot < into.fields.size(); ++slot) {
        for (std::size_t place = 0; place < into.fields[slot].values.size(); ++place)
            m_fields[slot].places.emplace(facetHash(into.fields[slot].values[place].value), place);
        std::erase_if(m_others.equals, [&](const RowFilter::Equals& equals) {
            const bool mine = equals.field == facts.facets[slot];
            if (mine)
                m_fields[slot].wanted.push_back(facetHash(equals.value));
            return mine;
        });
    }
}

unsigned CrossCount::failing(const RowScan& scan) const {
    unsigned groups = 0;
    if (m_split) {
        const auto name = m_splits.find(scan.split());
        groups |= (name == m_splits.end() ? m_split->empty() : name->second == *m_split) ? 0U : Split;
    }
    groups |= (scan.flags() & m_flags) == m_flags ? 0U : Flags;
    for (const auto& length : m_lengths)
        if (const auto own = scan.length(); !own || *own < length.least || *own > length.most)
            groups |= Lengths;
    for (std::size_t slot = 0; slot < m_fields.size(); ++slot)
        for (const std::int64_t wanted : m_fields[slot].wanted)
            if (scan.facet(slot).value_or(m_empty) != wanted)
                groups |= FirstField << slot;
    return groups;
}

void CrossCount::addLength(std::int64_t length) {
    const auto bin = std::ranges::lower_bound(m_into.lengths, length, {}, &LengthBin::most);
    if (bin != m_into.lengths.end() && length >= bin->least)
        ++bin->rows;
}

void CrossCount::add(const RowScan& scan) {
    const unsigned groups = failing(scan);
    if (std::popcount(groups) > 1)
        return;
    const auto counts = [groups](unsigned group) {
        return (groups & ~group) == 0;
    };
    if (counts(Split)) {
        const auto name = m_splits.find(scan.split());
        const auto place = m_splitPlaces.find(name == m_splits.end() ? std::string() : name->second);
        if (place != m_splitPlaces.end())
            ++m_into.splits[place->second].rows;
    }
    if (counts(Flags))
        for (FacetValue& flag : m_into.flags)
            flag.rows += (scan.flags() & flagBit(flag.value)) != 0 ? 1 : 0;
    if (const auto length = scan.length(); length && counts(Lengths))
        addLength(*length);
    for (std::size_t slot = 0; slot < m_fields.size(); ++slot) {
        if (!counts(FirstField << slot))
            continue;
        const auto place = m_fields[slot].places.find(scan.facet(slot).value_or(m_empty));
        if (place != m_fields[slot].places.end())
            ++m_into.fields[slot].values[place->second].rows;
    }
}

Error wrongType(const char* field, const char* expected, const Json* found) {
    return refused("json.wrong_type")
        .field(field)
        .with("expected", expected)
        .with("found", found ? found->type_name() : "null");
}

Result<const Json*> listAt(const Json& kept, const char* name) {
    const Json* list = member(kept, name);
    if (!list || !list->is_array())
        return wrongType(name, "array", list);
    return list;
}

Result<std::vector<FacetValue>> keptValues(const Json& kept, const char* name) {
    TRY(const Json* list, listAt(kept, name));
    std::vector<FacetValue> values;
    for (const Json& value : *list) {
        FacetValue& one = values.emplace_back();
        TRY(one.value, stringAt(value, "value"));
        TRY(one.rows, integerAt(value, "rows"));
    }
    return values;
}

/// Kept counts come from the file, which may be a stranger's: what does not read is as good as not there.
Result<Facets> facetsFrom(std::string_view text) {
    TRY(const Json kept, parseJson(text, {}, "project.db"));
    if (!kept.is_object())
        return wrongType("facets", "object", &kept);
    Facets facets;
    TRY(facets.flags, keptValues(kept, "flags"));
    TRY(const Json* lengths, listAt(kept, "lengths"));
    for (const Json& bin : *lengths) {
        LengthBin& one = facets.lengths.emplace_back();
        TRY(one.least, integerAt(bin, "least"));
        TRY(one.most, integerAt(bin, "most"));
        TRY(one.rows, integerAt(bin, "rows"));
    }
    TRY(const Json* fields, listAt(kept, "fields"));
    for (const Json& field : *fields) {
        Facet& one = facets.fields.emplace_back();
        TRY(one.field, stringAt(field, "field"));
        TRY(one.values, keptValues(field, "values"));
    }
    return facets;
}

Json valuesJson(const std::vector<FacetValue>& values) {
    Json list = Json::array();
    for (const FacetValue& value : values)
        list.push_back({{"value", value.value}, {"rows", value.rows}});
    return list;
}

} // namespace

Result<std::vector<FacetValue>> facetValues(Connection& db, const DatasetFacts& facts, std::string_view field,
                                            std::int64_t limit) {
    const auto slot = std::find(facts.facets.begin(), facts.facets.end(), field);
    if (slot == facts.facets.end() || !fieldIndex(facts, field))
        return usageError("dataset.no_such_field").with("name", field).with("dataset", facts.name);
    Groups groups;
    RowScan scan(db, facts, {}, RowScan::Load::Narrow);
    TRY(bool more, scan.next());
    while (more) {
        groups.add(scan.facet(static_cast<std::size_t>(slot - facts.facets.begin())), scan.row());
        TRY(more, scan.next());
    }
    return valuesOf(db, facts, *slot, groups.most(limit));
}

Result<Facets> countFacets(Connection& db, const DatasetFacts& facts, StopToken stop) {
    std::vector<Groups> groups(std::min(facts.facets.size(), kMostFacets));
    std::array<std::int64_t, 32> flags{};
    std::vector<std::int64_t> lengths;
    RowScan scan(db, facts, {}, RowScan::Load::Narrow);
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        for (std::size_t slot = 0; slot < groups.size(); ++slot)
            groups[slot].add(scan.facet(slot), scan.row());
        for (std::uint32_t set = scan.flags() & kAllFlags; set != 0; set &= set - 1)
            ++flags[static_cast<std::size_t>(std::countr_zero(set))];
        if (const auto length = scan.length())
            lengths.push_back(*length);
        TRY(more, scan.next());
    }
    Facets facets;
    TRY(facets.splits, splitCounts(db, facts.id));
    for (std::size_t bit = 0; bit < flags.size(); ++bit)
        if (flags[bit] > 0)
            facets.flags.push_back({flagNames(std::uint32_t{1} << bit).front(), flags[bit]});
    facets.lengths = binsOf(lengths);
    for (std::size_t slot = 0; slot < groups.size(); ++slot) {
        TRY(auto values, valuesOf(db, facts, facts.facets[slot], groups[slot].most(kFacetValues)));
        facets.fields.push_back({facts.facets[slot], std::move(values)});
    }
    return facets;
}

Result<Facets> countFacets(Connection& db, const DatasetFacts& facts, Facets of, const RowFilter& filter,
                           StopToken stop) {
    TRY_VOID(checkFilter(filter, facts));
    TRY(const auto splits, splitNames(db, facts.id));
    of.fields.resize(std::min({of.fields.size(), facts.facets.size(), kMostFacets}));
    for (SplitCount& split : of.splits)
        split.rows = 0;
    for (FacetValue& flag : of.flags)
        flag.rows = 0;
    for (LengthBin& bin : of.lengths)
        bin.rows = 0;
    for (Facet& field : of.fields)
        for (FacetValue& value : field.values)
            value.rows = 0;
    CrossCount counts(facts, of, filter, splits);
    RowScan scan(db, facts, counts.others(), RowScan::Load::Narrow);
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        counts.add(scan);
        TRY(more, scan.next());
    }
    return of;
}

Result<std::optional<Facets>> keptFacets(Connection& db, const DatasetFacts& facts) {
    TRY(const auto text, db.queryText("SELECT facets FROM facet_counts WHERE dataset=?1 AND version=?2",
                                      facts.id.value, facts.version));
    if (!text)
        return std::optional<Facets>();
    auto kept = facetsFrom(*text);
    if (!kept || !std::ranges::equal(kept->fields, facts.facets, {}, &Facet::field))
        return std::optional<Facets>();
    TRY(kept->splits, splitCounts(db, facts.id));
    return std::optional(std::move(*kept));
}

Status keepFacets(Connection& db, const DatasetFacts& facts, const Facets& facets) {
    Json fields = Json::array();
    for (const Facet& facet : facets.fields)
        fields.push_back({{"field", facet.field}, {"values", valuesJson(facet.values)}});
    Json lengths = Json::array();
    for (const LengthBin& bin : facets.lengths)
        lengths.push_back({{"least", bin.least}, {"most", bin.most}, {"rows", bin.rows}});
    const std::string text =
        dumpJson({{"fields", std::move(fields)}, {"flags", valuesJson(facets.flags)}, {"lengths", lengths}});
    if (text.size() > kMostKeptBytes)
        return {};
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Normal));
    TRY_VOID(db.run("INSERT OR REPLACE INTO facet_counts(dataset, version, facets) SELECT id, ?2, ?3 FROM "
                    "datasets WHERE id=?1",
                    facts.id.value, facts.version, text));
    return transaction.commit();
}

} // namespace luthier::dataset

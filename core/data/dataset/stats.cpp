#include "stats.h"

#include "catalog.h"
#include "probe.h"
#include "record.h"
#include "row_scan.h"

#include <base/utf8.h>

#include <algorithm>
#include <map>
#include <unordered_map>

namespace luthier::dataset {

namespace {

constexpr std::size_t kMostHashes = std::size_t{1} << 20;
constexpr std::size_t kMostFields = 256;
constexpr std::int64_t kRowsBetweenReports = 10'000;

/// Counts distinct values by the smallest of their hashes (k minimum values): all of them while they fit.
class DistinctCount {
public:
    void add(std::uint64_t hash) {
        if (hash >= m_largest)
            return;
        m_hashes.push_back(hash);
        if (m_hashes.size() >= 2 * kMostHashes)
            compact();
    }
    std::int64_t value() {
        compact();
        if (m_hashes.size() < kMostHashes)
            return std::ssize(m_hashes);
        const double share = static_cast<double>(m_hashes.back()) / 18446744073709551616.0;
        return static_cast<std::int64_t>(static_cast<double>(kMostHashes - 1) / share);
    }

private:
    void compact() {
        std::sort(m_hashes.begin(), m_hashes.end());
        m_hashes.erase(std::unique(m_hashes.begin(), m_hashes.end()), m_hashes.end());
        if (m_hashes.size() >= kMostHashes) {
            m_hashes.resize(kMostHashes);
            m_largest = m_hashes.back();
        }
    }
    std::vector<std::uint64_t> m_hashes;
    std::uint64_t m_largest = ~std::uint64_t{0};
};

struct Gathered {
    std::uint32_t kinds = 0;
    std::int64_t present = 0;
    DistinctCount distinct;
    std::map<std::int64_t, std::int64_t> lengths;
};

std::uint32_t kindOf(char first) {
    switch (first) {
    case '"':
        return kString;
    case '{':
        return kObject;
    case '[':
        return kList;
    case 't':
    case 'f':
        return kBoolean;
    case 'n':
        return kNull;
    default:
        return kNumber;
    }
}

std::int64_t itemsOf(std::string_view list) {
    std::int64_t items = 0;
    forEachField(list, [&](std::string_view, std::string_view) { return ++items > 0; });
    return items;
}

void gather(Gathered& field, std::string_view slice) {
    const auto kind = kindOf(slice.front());
    std::int64_t length = -1;
    if (kind == kString) {
        const std::string text = textOfValue(slice);
        if (isBlankText(text))
            return;
        length = static_cast<std::int64_t>(countCodePoints(text));
        field.distinct.add(hash128(text).low);
    } else if (kind != kNull) {
        if (kind == kList)
            length = itemsOf(slice);
        field.distinct.add(hash128(slice).low);
    } else {
        return;
    }
    field.kinds |= kind;
    ++field.present;
    if (length >= 0)
        ++field.lengths[length];
}

std::int64_t rank(const std::map<std::int64_t, std::int64_t>& lengths, double share) {
    std::int64_t all = 0;
    for (const auto& [length, rows] : lengths)
        all += rows;
    const auto wanted =
        std::max<std::int64_t>(1, static_cast<std::int64_t>(share * static_cast<double>(all) + 0.9999999));
    std::int64_t seen = 0;
    for (const auto& [length, rows] : lengths)
        if ((seen += rows) >= wanted)
            return length;
    return 0;
}

LengthStats lengthStats(const std::map<std::int64_t, std::int64_t>& lengths) {
    if (lengths.empty())
        return {};
    return {lengths.begin()->first, rank(lengths, 0.5), rank(lengths, 0.95), lengths.rbegin()->first};
}

void gatherRow(std::vector<Gathered>& fields,
               const std::unordered_map<std::string_view, std::size_t>& indexOf, RecordShape shape,
               std::string_view record) {
    std::size_t element = 0;
    forEachField(record, [&](std::string_view name, std::string_view value) {
        std::size_t index = element++;
        if (shape == RecordShape::Object) {
            const auto known = indexOf.find(name.substr(1, name.size() - 2));
            if (known == indexOf.end()) {
                const auto decoded = indexOf.find(textOfValue(name));
                index = decoded == indexOf.end() ? fields.size() : decoded->second;
            } else {
                index = known->second;
            }
        }
        if (index < fields.size())
            gather(fields[index], value);
        return true;
    });
}

} // namespace

Result<DatasetStats> computeStats(storage::Connection& db, const DatasetFacts& facts, StopToken stop,
                                  ProgressSink& progress) {
    std::vector<Gathered> fields(std::min(facts.fields.size(), kMostFields));
    std::unordered_map<std::string_view, std::size_t> indexOf;
    for (std::size_t index = 0; index < fields.size(); ++index)
        indexOf.emplace(facts.fields[index].name, index);
    DatasetStats stats;
    RowScan scan(db, facts, {}, RowScan::Load::Records);
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        if (scan.edits().empty()) {
            gatherRow(fields, indexOf, facts.shape, scan.raw());
        } else {
            TRY(const auto edited, effectiveFields(scan.raw(), scan.edits(), facts));
            gatherRow(fields, indexOf, RecordShape::Object, dumpJson(edited));
        }
        if (++stats.rows % kRowsBetweenReports == 0)
            progress.report({"counting", stats.rows, facts.rows});
        TRY(more, scan.next());
    }
    TRY(stats.splits, splitCounts(db, facts.id));
    for (std::size_t index = 0; index < fields.size(); ++index) {
        auto& field = fields[index];
        stats.fields.push_back({facts.fields[index].name, stats.rows - field.present,
                                std::string(kindName(field.kinds)), field.distinct.value(),
                                lengthStats(field.lengths)});
    }
    return stats;
}

} // namespace luthier::dataset

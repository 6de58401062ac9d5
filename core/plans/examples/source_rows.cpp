#include "source_rows.h"

#include "repeats.h"

#include <algorithm>

namespace luthier::examples {
namespace {

std::int64_t p95Of(const RowExtents& extents) {
    std::vector<std::int32_t> lengths;
    for (std::int64_t row = 0; row < extents.rows(); ++row)
        if (!extents.refusal(row))
            lengths.push_back(extents.lengths[static_cast<std::size_t>(row)]);
    if (lengths.empty())
        return 0;
    const auto rank = static_cast<std::ptrdiff_t>((lengths.size() * 95 + 99) / 100) - 1;
    std::nth_element(lengths.begin(), lengths.begin() + rank, lengths.end());
    return lengths[static_cast<std::size_t>(rank)];
}

} // namespace

SourceRows rowsUnder(const RowExtents& extents, const recipe::Recipe& recipe,
                     const recipe::DataSource& source, std::int64_t dataset) {
    SourceRows rows;
    rows.p95 = p95Of(extents);
    rows.remarks = extents.remarks;
    Repeats repeats(source.weight, recipe.seed, dataset);
    const std::int64_t limit = recipe.tokens.maxLength;
    for (std::int64_t row = 0; row < extents.rows(); ++row) {
        const int times = repeats.next();
        if (const std::string* code = extents.refusal(row)) {
            rows.counts.addRefused(*code);
            continue;
        }
        const std::int64_t length = extents.lengths[static_cast<std::size_t>(row)];
        const std::int64_t targets = extents.targets(row, limit);
        const RowFate fate = fateOf(limit > 0 && length > limit, targets > 0, recipe.tokens.truncation);
        rows.counts.add(fate);
        if (fate != RowFate::Whole && fate != RowFate::Cut)
            continue;
        const std::int64_t kept = limit > 0 ? std::min(length, limit) : length;
        rows.sizes.insert(rows.sizes.end(), static_cast<std::size_t>(times),
                          RowSize{static_cast<std::int32_t>(kept), static_cast<std::int32_t>(targets)});
    }
    return rows;
}

} // namespace luthier::examples

#include "source_rows.h"

#include "repeats.h"

#include <algorithm>

namespace luthier::examples {
namespace {

std::int64_t p95Of(const RowExtents& extents) {
    std::vector<std::int32_t> lengths;
    for (std::int64_t row = 0; row < extents.rows(); ++row)
        if (!extents.refusal(row))
            lengths.push_back(static_cast<std::int32_t>(extents.longest(row)));
    if (lengths.empty())
        return 0;
    const auto rank = static_cast<std::ptrdiff_t>((lengths.size() * 95 + 99) / 100) - 1;
    std::nth_element(lengths.begin(), lengths.begin() + rank, lengths.end());
    return lengths[static_cast<std::size_t>(rank)];
}

} // namespace

SourceRows rowsUnder(const RowExtents& extents, const recipe::Recipe& recipe,
                     const recipe::DataSource& source, std::int64_t dataset, const LabelRules& rules) {
    SourceRows rows;
    rows.p95 = p95Of(extents);
    rows.remarks = extents.remarks;
    Repeats repeats(source.weight, recipe.seed, dataset);
    for (std::int64_t row = 0; row < extents.rows(); ++row) {
        const int times = repeats.next();
        if (const std::string* code = extents.refusal(row)) {
            rows.counts.addRefused(*code);
            continue;
        }
        if (const Status fits = rules.check(extents.labelsOf(row), extents.isListed(row)); !fits) {
            rows.counts.addRefused(fits.error().code());
            continue;
        }
        const RowSize size = extents.sizeOf(row, recipe);
        const RowFate fate =
            fateOf(extents.isLonger(row, recipe), size.targets > 0, recipe.tokens.truncation);
        rows.counts.add(fate);
        if (fate == RowFate::Whole || fate == RowFate::Cut)
            rows.sizes.insert(rows.sizes.end(), static_cast<std::size_t>(times), size);
    }
    return rows;
}

SourceRows rowsUnder(const RowExtents& extents, const recipe::Recipe& recipe,
                     const recipe::DataSource& source, std::int64_t dataset) {
    return rowsUnder(extents, recipe, source, dataset, rulesOf(recipe));
}

Result<LabelRules> labelsOf(const std::vector<std::shared_ptr<const RowExtents>>& train,
                            const recipe::Recipe& recipe, const std::vector<std::string>& modelLabels) {
    LabelRules rules = rulesOf(recipe);
    if (!hasNames(recipe.task))
        return rules;
    LabelBook book;
    for (const auto& extents : train)
        for (std::int64_t row = 0; row < extents->rows(); ++row) {
            const auto labels = extents->labelsOf(row);
            const bool listed = extents->isListed(row);
            if (!extents->refusal(row) && rules.check(labels, listed))
                book.add(labels, listed);
        }
    return settledRules(std::move(rules), modelLabels, book);
}

} // namespace luthier::examples

#include "row_sources.h"

#include <dataset/catalog.h>

namespace luthier::bridge {

Result<std::vector<RowSource>> rowSources(storage::Connection& database) {
    std::vector<RowSource> sources;
    TRY(const auto datasets, dataset::listDatasets(database));
    for (const auto& facts : datasets) {
        RowSource source{QString::fromStdString(facts.name), {}, facts};
        TRY(const auto splits, dataset::splitCounts(database, facts.id));
        for (const auto& split : splits)
            if (!split.name.empty())
                source.splits << QString::fromStdString(split.name);
        sources.push_back(std::move(source));
    }
    return sources;
}

} // namespace luthier::bridge

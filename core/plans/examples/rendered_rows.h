#pragma once

#include "example.h"

#include <base/progress.h>
#include <dataset/rows.h>
#include <project/project.h>

namespace luthier::examples {

/// Renders all rows that the filter means, one after the other, and gives each to
/// `take(const Row&, const Result<Example>&)`.
template <class Take>
Status forEachRendered(project::Project& project, const dataset::DatasetFacts& facts,
                       const dataset::RowFilter& filter, const ExampleMaker& maker, const StopToken& stop,
                       ProgressSink& progress, Take take) {
    constexpr std::int64_t kPage = 500;
    RowId after{0};
    std::int64_t seen = 0;
    for (;;) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const auto rows, dataset::readAfter(project.database(), facts, filter, after, kPage));
        if (rows.empty())
            return {};
        for (const dataset::Row& row : rows)
            take(row, maker.make(row.fields, facts.roles));
        seen += static_cast<std::int64_t>(rows.size());
        after = rows.back().id;
        progress.report({"lengths", seen, facts.rows});
    }
}

} // namespace luthier::examples

#include "pairs_export.h"

#include "hashed_file.h"

namespace luthier::exporting {

namespace {

constexpr std::int64_t kRowsBetweenReports = 1000;

} // namespace

Result<PairsExportReport> exportPairs(storage::Connection& database, const dataset::DatasetFacts& facts,
                                      const std::filesystem::path& file, const labeling::Scheme& scheme,
                                      const dataset::RowFilter& filter, StopToken stop,
                                      ProgressSink& progress) {
    PairsExportReport report;
    TRY(report.counts, labeling::countPairs(database, facts, filter, scheme, stop));
    if (report.counts.pairs == 0)
        return labeling::noPairs(scheme, report.counts);
    const bool list = file.extension() == ".json";
    auto& rows = report.written.rows;
    TRY(auto output, HashedFile::create(file));
    TRY_VOID(labeling::forEachPair(
        database, facts, filter, scheme, report.counts, stop, [&](const labeling::Pair& pair) -> Status {
            Json record = pair.record;
            if (!pair.split.empty())
                record["split"] = pair.split;
            TRY_VOID(output.write(rows > 0 ? (list ? ",\n" : "\n") : (list ? "[\n" : "")));
            TRY_VOID(output.write(dumpJson(record)));
            if (++rows % kRowsBetweenReports == 0)
                progress.report({"exporting", rows, report.counts.pairs});
            return {};
        }));
    TRY_VOID(output.write(list ? "\n]\n" : "\n"));
    TRY(report.written.sha256, output.finish());
    report.written.file = file.string();
    return report;
}

} // namespace luthier::exporting

#include "problems.h"

namespace luthier::dataset {

namespace {

Parameters parametersFrom(std::string_view text) {
    Parameters parameters;
    if (const auto json = parseJson(text))
        for (const auto& [name, value] : json->items())
            if (value.is_string())
                parameters.emplace(name, value.get<std::string>());
    return parameters;
}

} // namespace

Result<std::vector<ImportProblem>> listProblems(storage::Connection& db, DatasetId dataset,
                                                std::int64_t limit) {
    TRY(auto rows,
        db.prepare("SELECT file, line, byte, code, parameters, excerpt FROM problems WHERE dataset=?1 "
                   "ORDER BY id LIMIT ?2"));
    rows.bindAll(dataset.value, limit);
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<ImportProblem> {
        return ImportProblem{
            std::string(row.text(0)),    row.integer(1),          row.integer(2), std::string(row.text(3)),
            parametersFrom(row.text(4)), std::string(row.text(5))};
    });
}

Result<std::vector<ProblemCount>> countProblems(storage::Connection& db, DatasetId dataset) {
    TRY(auto rows,
        db.prepare("SELECT code, rows FROM problem_counts WHERE dataset=?1 ORDER BY rows DESC, code"));
    rows.bindAll(dataset.value);
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<ProblemCount> {
        return ProblemCount{std::string(row.text(0)), row.integer(1)};
    });
}

Status addProblems(storage::Connection& db, DatasetId dataset, const std::vector<ImportProblem>& problems,
                   const std::vector<ProblemCount>& counts) {
    TRY(const auto present, db.queryInteger("SELECT count(*) FROM problems WHERE dataset=?1", dataset.value));
    std::int64_t room = kKeptProblems - present.value_or(0);
    TRY(auto insert, db.prepare("INSERT INTO problems(dataset, file, line, byte, code, parameters, excerpt) "
                                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    for (const auto& problem : problems) {
        if (room-- <= 0)
            break;
        Json parameters = Json::object();
        for (const auto& [name, value] : problem.parameters)
            parameters[name] = value;
        insert.bindAll(dataset.value, problem.file, problem.line, problem.byte, problem.code,
                       dumpJson(parameters), problem.excerpt);
        TRY_VOID(insert.run());
    }
    for (const auto& count : counts)
        TRY_VOID(db.run("INSERT INTO problem_counts(dataset, code, rows) VALUES(?1, ?2, ?3) "
                        "ON CONFLICT(dataset, code) DO UPDATE SET rows=rows+excluded.rows",
                        dataset.value, count.code, count.rows));
    return {};
}

} // namespace luthier::dataset

#include "row_lengths.h"

#include "catalog.h"
#include "keys.h"
#include "record.h"

#include <storage/transaction.h>

#include <map>

namespace luthier::dataset {

namespace {

constexpr std::int64_t kRowsAtOnce = 5000;

Result<std::int64_t> lengthOf(std::string_view raw, std::string_view edits, const DatasetFacts* facts) {
    if (edits.empty() || !facts)
        return textLength(raw);
    TRY(const auto fields, effectiveFields(raw, edits, *facts));
    return textLength(dumpJson(fields));
}

/// Whether there was one without a length.
Result<bool> fillSome(storage::Connection& db, const std::map<std::int64_t, DatasetFacts>& datasets) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Normal));
    TRY(auto rows, db.prepare("SELECT r.key, d.raw, e.fields FROM rows r LEFT JOIN records d ON d.key=r.key "
                              "LEFT JOIN edits e ON e.key=r.key WHERE r.length IS NULL LIMIT ?1"));
    rows.bindAll(kRowsAtOnce);
    std::vector<std::pair<std::int64_t, std::int64_t>> lengths;
    TRY(bool more, rows.step());
    while (more) {
        const auto facts = datasets.find(rows.integer(0) >> kRowBits);
        // What cannot be read has no texts.
        const auto length =
            lengthOf(rows.text(1), rows.text(2), facts == datasets.end() ? nullptr : &facts->second);
        lengths.emplace_back(rows.integer(0), length.value_or(0));
        TRY(more, rows.step());
    }
    TRY(auto put, db.prepare("UPDATE rows SET length=?2 WHERE key=?1"));
    for (const auto& [key, length] : lengths) {
        put.bindAll(key, length);
        TRY_VOID(put.run());
    }
    TRY_VOID(transaction.commit());
    return !lengths.empty();
}

} // namespace

Status fillLengths(storage::Connection& db) {
    TRY(const auto missing, db.queryInteger("SELECT 1 FROM rows WHERE length IS NULL LIMIT 1"));
    if (!missing)
        return {};
    std::map<std::int64_t, DatasetFacts> datasets;
    TRY(auto shown, listDatasets(db));
    TRY(auto hidden, hiddenDatasets(db));
    for (auto* list : {&shown, &hidden})
        for (auto& facts : *list)
            datasets.emplace(facts.id.value, std::move(facts));
    bool more = true;
    while (more) {
        TRY(more, fillSome(db, datasets));
    }
    return {};
}

} // namespace luthier::dataset

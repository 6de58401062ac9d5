#include "operation_log.h"

#include <project/clock.h>

#include <cstring>

namespace luthier::dataset {

namespace {

constexpr std::size_t kPackedChange = 16;
constexpr std::size_t kPayloadBytes = std::size_t{16} << 10;

std::string_view nameOf(Change::Kind kind) {
    switch (kind) {
    case Change::Kind::State:
        return "state";
    case Change::Kind::Split:
        return "split";
    case Change::Kind::Field:
        return "field";
    case Change::Kind::Range:
        return "range";
    case Change::Kind::Label:
        return "label";
    case Change::Kind::Scheme:
        return "scheme";
    }
    return {};
}

bool holdsText(Change::Kind kind) {
    return kind == Change::Kind::Field || kind == Change::Kind::Label || kind == Change::Kind::Scheme;
}

std::optional<Change::Kind> kindOf(std::string_view name) {
    for (const auto kind : {Change::Kind::State, Change::Kind::Split, Change::Kind::Field,
                            Change::Kind::Range, Change::Kind::Label, Change::Kind::Scheme})
        if (nameOf(kind) == name)
            return kind;
    return {};
}

void pack(std::string& bytes, std::int64_t first, std::int32_t second, std::int32_t third) {
    std::array<char, kPackedChange> packed{};
    std::memcpy(packed.data(), &first, 8);
    std::memcpy(packed.data() + 8, &second, 4);
    std::memcpy(packed.data() + 12, &third, 4);
    bytes.append(packed.data(), packed.size());
}

Error unreadable(const storage::Connection& db) {
    return refused("storage.corrupt").at(db.path().string()).because("operation payload");
}

Status visitPacked(const storage::Connection& db, Change::Kind kind, std::string_view payload,
                   const std::function<Status(const Change&)>& visit) {
    if (payload.size() % kPackedChange != 0)
        return unreadable(db);
    for (std::size_t at = 0; at < payload.size(); at += kPackedChange) {
        Change change;
        change.kind = kind;
        std::memcpy(&change.row, payload.data() + at, 8);
        if (kind == Change::Kind::Range) {
            std::memcpy(&change.lastRow, payload.data() + at + 8, 8);
        } else {
            std::int32_t before = 0;
            std::int32_t after = 0;
            std::memcpy(&before, payload.data() + at + 8, 4);
            std::memcpy(&after, payload.data() + at + 12, 4);
            change.before = before;
            change.after = after;
            change.lastRow = change.row;
        }
        TRY_VOID(visit(change));
    }
    return {};
}

std::optional<std::string> textOrNothing(const Json& value) {
    if (!value.is_string())
        return {};
    return value.get<std::string>();
}

Status visitTexts(const storage::Connection& db, Change::Kind kind, std::string_view payload,
                  const std::function<Status(const Change&)>& visit) {
    const auto changes = parseJson(payload, {.bytes = std::size_t{64} << 20}, "project.db");
    if (!changes || !changes->is_array())
        return unreadable(db);
    for (const auto& entry : *changes) {
        if (!entry.is_array() || entry.size() != 4 || !entry[0].is_number_integer() || !entry[1].is_string())
            return unreadable(db);
        Change change;
        change.kind = kind;
        change.row = change.lastRow = entry[0].get<std::int64_t>();
        change.field = entry[1].get<std::string>();
        change.beforeText = textOrNothing(entry[2]);
        change.afterText = textOrNothing(entry[3]);
        TRY_VOID(visit(change));
    }
    return {};
}

} // namespace

Result<std::int64_t> tick(storage::Connection& db, DatasetId dataset) {
    TRY_VOID(db.run("UPDATE datasets SET clock=clock+1 WHERE id=?1", dataset.value));
    TRY(const auto clock, db.queryInteger("SELECT clock FROM datasets WHERE id=?1", dataset.value));
    return clock.value_or(0);
}

Result<OperationWriter> OperationWriter::begin(storage::Connection& db, DatasetId dataset,
                                               std::string_view kind, const Json& parameters) {
    TRY(const auto clock, tick(db, dataset));
    TRY_VOID(
        db.run("INSERT INTO operations(dataset, kind, parameters, rows, made_at, created, applied, undone) "
               "VALUES(?1, ?2, ?3, 0, ?4, ?5, ?5, 0)",
               dataset.value, kind, dumpJson(parameters), project::currentTime(), clock));
    return OperationWriter(db, OperationId{db.lastInsertedKey()});
}

Status OperationWriter::add(const Change& change) {
    if (change.kind != m_kind)
        TRY_VOID(flush());
    m_kind = change.kind;
    if (holdsText(change.kind)) {
        const auto orNull = [](const std::optional<std::string>& text) {
            return text ? Json(*text) : Json();
        };
        m_fields.push_back({change.row, change.field, orNull(change.beforeText), orNull(change.afterText)});
        m_fieldBytes += change.beforeText.value_or("").size() + change.afterText.value_or("").size() + 32;
    } else if (change.kind == Change::Kind::Range) {
        std::array<char, kPackedChange> packed{};
        std::memcpy(packed.data(), &change.row, 8);
        std::memcpy(packed.data() + 8, &change.lastRow, 8);
        m_packed.append(packed.data(), packed.size());
    } else {
        pack(m_packed, change.row, static_cast<std::int32_t>(change.before),
             static_cast<std::int32_t>(change.after));
    }
    return m_packed.size() >= kPayloadBytes || m_fieldBytes >= kPayloadBytes ? flush() : Status();
}

Status OperationWriter::flush() {
    const std::string payload = holdsText(m_kind) ? dumpJson(m_fields) : m_packed;
    const bool empty = holdsText(m_kind) ? m_fields.empty() : m_packed.empty();
    m_packed.clear();
    m_fields = Json::array();
    m_fieldBytes = 0;
    if (empty)
        return {};
    return m_database.run("INSERT INTO changes(operation, kind, payload) VALUES(?1, ?2, ?3)", m_id.value,
                          nameOf(m_kind), storage::Blob{payload});
}

Status OperationWriter::finish(std::int64_t rows) {
    TRY_VOID(flush());
    return m_database.run("UPDATE operations SET rows=?2 WHERE id=?1", m_id.value, rows);
}

Status forEachChange(storage::Connection& db, OperationId operation,
                     const std::function<Status(const Change&)>& visit) {
    TRY(auto payloads, db.prepare("SELECT kind, payload FROM changes WHERE operation=?1 ORDER BY id"));
    payloads.bindAll(operation.value);
    TRY(bool more, payloads.step());
    while (more) {
        const auto kind = kindOf(payloads.text(0));
        if (!kind)
            return unreadable(db);
        // Copied: what `visit` does with the database may move the page under the view.
        const std::string payload(payloads.blob(1));
        if (holdsText(*kind))
            TRY_VOID(visitTexts(db, *kind, payload, visit));
        else
            TRY_VOID(visitPacked(db, *kind, payload, visit));
        TRY(more, payloads.step());
    }
    return {};
}

} // namespace luthier::dataset

#include "kept_answer.h"

#include <algorithm>
#include <map>

namespace luthier::model {
namespace {

Json message(std::string_view role, const QString& text) {
    return {{"role", role}, {"content", text.toStdString()}};
}

/// The messages taken apart: a system text and one question, where there is nothing else.
struct OneQuestion {
    std::string system;
    std::string question;
};
std::optional<OneQuestion> oneQuestion(const Json& messages) {
    OneQuestion one;
    for (const Json& said : messages) {
        const std::string role = said.value("role", "");
        std::string& place = role == "system" ? one.system : one.question;
        if ((role != "system" && role != "user") || !place.empty())
            return std::nullopt;
        place = said.value("content", "");
    }
    return one.question.empty() ? std::nullopt : std::optional(one);
}

/// The columns of a dataset and what stands in them; nothing where it has no room.
std::optional<std::map<std::string, Json>> valuesFor(const dataset::DatasetFacts& facts,
                                                     const KeptAnswer& kept) {
    std::map<std::string, Json> values;
    const auto put = [&](std::string_view role, Json value) {
        const std::string column = dataset::columnOf(facts.roles, role);
        if (!column.empty())
            values[column] = std::move(value);
        return !column.empty();
    };
    const std::string answer = kept.answer.toStdString();
    const bool row = kept.keeping == Keeping::Row;
    if (row && !dataset::columnOf(facts.roles, "messages").empty()) {
        Json all = kept.messages;
        all.push_back(message("assistant", kept.answer));
        put("messages", std::move(all));
        return values;
    }
    const auto one = oneQuestion(kept.messages);
    if (!one || !put("prompt", one->question) || (!one->system.empty() && !put("system", one->system)))
        return std::nullopt;
    const bool whole =
        row ? put("response", answer) : put("chosen", answer) && put("rejected", kept.rejected.toStdString());
    return whole ? std::optional(std::move(values)) : std::nullopt;
}

QByteArray cell(const Json& value) {
    std::string text = value.is_string() ? value.get<std::string>() : value.is_null() ? "" : dumpJson(value);
    for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 2))
        text.insert(at, 1, '"');
    return QByteArrayLiteral("\"") + QByteArray::fromStdString(text) + '"';
}

QByteArray csvOf(const dataset::DatasetFacts& facts, const std::map<std::string, Json>& values) {
    QByteArrayList head, line;
    for (const dataset::Field& field : facts.fields) {
        head << cell(field.name);
        const auto found = values.find(field.name);
        line << (found == values.end() ? QByteArray() : cell(found->second));
    }
    return head.join(',') + '\n' + line.join(',') + '\n';
}

/// As a dataset of its own has it: messages, or a preference with its prompt as text or messages.
Json ownRecord(const KeptAnswer& kept) {
    if (kept.keeping == Keeping::Row) {
        Json all = kept.messages;
        all.push_back(message("assistant", kept.answer));
        return {{"messages", std::move(all)}};
    }
    const auto one = oneQuestion(kept.messages);
    if (one && one->system.empty())
        return {{"prompt", one->question},
                {"chosen", kept.answer.toStdString()},
                {"rejected", kept.rejected.toStdString()}};
    return {{"prompt", kept.messages},
            {"chosen", Json::array({message("assistant", kept.answer)})},
            {"rejected", Json::array({message("assistant", kept.rejected)})}};
}

} // namespace

bool hasRoom(const dataset::DatasetFacts& facts, const KeptAnswer& kept) {
    return valuesFor(facts, kept).has_value();
}

AnswerFile answerFile(const KeptAnswer& kept, const std::optional<dataset::DatasetFacts>& into,
                      const QString& newName) {
    const auto line = [](const Json& record) {
        return QByteArray::fromStdString(dumpJson(record) + "\n");
    };
    if (!into)
        return {QStringLiteral("chat.jsonl"), line(ownRecord(kept)), {QStringLiteral("--name"), newName}};
    const QStringList arguments{QStringLiteral("--into"), QString::fromStdString(into->name)};
    const auto values = valuesFor(*into, kept).value_or(std::map<std::string, Json>());
    if (into->shape == dataset::RecordShape::Object)
        return {QStringLiteral("chat.jsonl"), line(Json(values)), arguments};
    return {QStringLiteral("chat.csv"), csvOf(*into, values),
            arguments + QStringList{QStringLiteral("--format"), QStringLiteral("csv"),
                                    QStringLiteral("--separator"), QStringLiteral("comma"),
                                    QStringLiteral("--header"), QStringLiteral("yes"),
                                    QStringLiteral("--encoding"), QStringLiteral("utf-8")}};
}

} // namespace luthier::model

// Argilla. Version 2 and the feedback sets before it: fields, responses by question (2: lists by question;
// before: a list of people with their values), suggestions, metadata. Version 1 otherwise: text or inputs,
// prediction, annotation, status.
#include "../tool_exports.h"

#include <algorithm>

namespace luthier::importing {

namespace {

/// A record with more questions is none.
constexpr std::size_t kMostQuestions = 256;

/// What was answered to a question, by person.
struct Answers {
    std::string question;
    std::vector<Json> values;
};

Answers& answersTo(std::vector<Answers>& all, const std::string& question) {
    for (Answers& answers : all)
        if (answers.question == question || all.size() > kMostQuestions)
            return answers;
    return all.emplace_back(Answers{question, {}});
}

/// A value, or what {"value": …} holds.
const Json& valueOf(const Json& answer) {
    const Json* value = answer.is_object() ? member(answer, "value") : nullptr;
    return value ? *value : answer;
}

/// {"question": [{"value", "user_id"}]}
bool readByQuestion(const Json& responses, std::vector<Answers>& all) {
    for (const auto& [question, list] : responses.items()) {
        if (!list.is_array())
            return false;
        for (const Json& answer : list) {
            if (!answer.is_object() || !answer.contains("value"))
                return false;
            if (!answer["value"].is_null())
                answersTo(all, question).values.push_back(answer["value"]);
        }
    }
    return true;
}

/// [{"user_id", "status", "values": {"question": {"value"}}}]
bool readByPerson(const Json& responses, std::vector<Answers>& all, LeftOut& left) {
    for (const Json& response : responses) {
        if (!response.is_object())
            return false;
        const Json* status = member(response, "status");
        if (status && *status == "discarded") {
            left.add("data.left_cancelled");
            continue;
        }
        if (status && *status == "draft") {
            left.add("data.left_drafts");
            continue;
        }
        const Json* values = member(response, "values");
        if (!values || !values->is_object())
            return false;
        for (const auto& [question, answer] : values->items())
            answersTo(all, question).values.push_back(valueOf(answer));
    }
    return true;
}

/// [{"rank": 1, "value": "field"}]: the names, the best first; empty where it is no ranking.
std::vector<std::string> ranked(const Json& value) {
    std::vector<std::pair<std::int64_t, std::string>> places;
    if (value.is_array())
        for (const Json& place : value)
            if (place.is_object() && integerAt(place, "rank") && stringAt(place, "value"))
                places.emplace_back(*integerAt(place, "rank"), *stringAt(place, "value"));
    if (!value.is_array() || places.size() != value.size())
        return {};
    std::stable_sort(places.begin(), places.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    if (places.size() > 1 && places.front().first == places.back().first)
        return {}; // all the same
    std::vector<std::string> names;
    for (auto& [place, name] : places)
        names.push_back(std::move(name));
    return names;
}

/// `text`: what a text is.
void judge(FlatRow& flat, const std::string& question, const Json& value, Judged text) {
    const auto names = ranked(value);
    if (names.size() > 1)
        addPair(flat, names.front(), names.back(), true);
    const bool spans = value.is_array() && !value.empty() && value.front().is_object();
    const Judged judged = value.is_number()   ? Judged::Number
                          : value.is_string() ? text
                          : spans             ? Judged::Spans
                                              : Judged::Labels;
    flat.judged.emplace_back(addColumn(flat, question, value), judged);
}

/// Metadata beside what was judged; the numbers of vectors are no data of a row.
void addRest(const Json& record, FlatRow& flat, LeftOut& left) {
    if (const Json* id = member(record, "id"))
        addColumn(flat, "id", *id);
    if (const Json* metadata = member(record, "metadata"); metadata && metadata->is_object())
        addColumns(flat, "metadata", *metadata);
    if (const Json* vectors = member(record, "vectors"); vectors && !vectors->empty())
        left.add("data.left_vectors");
}

bool fitsArgilla(const Json& record) {
    const Json* fields = member(record, "fields");
    return fields && fields->is_object() && (record.contains("responses") || record.contains("suggestions"));
}

void flattenArgilla(const Json& record, FlatRow& flat, LeftOut& left) {
    const Json* fields = member(record, "fields");
    if (!fields || !fields->is_object()) {
        flat.badMember = "fields";
        return;
    }
    addColumns(flat, "fields", *fields);
    std::vector<Answers> all;
    if (const Json* responses = member(record, "responses")) {
        const bool read = responses->is_object()  ? readByQuestion(*responses, all)
                          : responses->is_array() ? readByPerson(*responses, all, left)
                                                  : false;
        if (!read) {
            flat.badMember = "responses";
            return;
        }
    }
    if (all.size() > kMostQuestions) {
        flat.badMember = "responses";
        return;
    }
    std::size_t others = 0;
    for (const Answers& answers : all) {
        if (answers.values.empty())
            continue;
        // Nothing tells which is newer: the last one of the list.
        judge(flat, answers.question, answers.values.back(), Judged::Words);
        others += answers.values.size() - 1;
    }
    left.add("data.left_other_annotations", static_cast<std::int64_t>(others));
    if (flat.judged.empty())
        left.add("data.left_unanswered");
    if (const Json* suggestions = member(record, "suggestions"))
        left.add("data.left_predictions", static_cast<std::int64_t>(suggestions->size()));
    addRest(record, flat, left);
}

bool fitsArgillaOne(const Json& record) {
    return record.contains("prediction") && record.contains("annotation") &&
           (record.contains("annotation_agent") || record.contains("prediction_agent") ||
            record.contains("status")) &&
           (record.contains("text") || record.contains("inputs"));
}

void flattenArgillaOne(const Json& record, FlatRow& flat, LeftOut& left) {
    const Json* text = member(record, "text");
    const Json* inputs = member(record, "inputs");
    if (text && text->is_string()) {
        flat.texts.push_back(addColumn(flat, "text", *text));
    } else if (inputs && inputs->is_object() && !inputs->empty()) {
        addColumns(flat, "inputs", *inputs);
    } else {
        flat.badMember = text ? "text" : "inputs";
        return;
    }
    if (const Json* tokens = member(record, "tokens"))
        addColumn(flat, "tokens", *tokens);
    const bool discarded = stringAt(record, "status", "").value_or("") == "Discarded";
    const Json* annotation = member(record, "annotation");
    if (annotation && !annotation->is_string() && !annotation->is_array()) {
        flat.badMember = "annotation";
        return;
    }
    if (annotation && discarded)
        left.add("data.left_cancelled");
    else if (annotation)
        judge(flat, "annotation", *annotation,
              record.contains("multi_label") ? Judged::Label : Judged::Answer);
    else
        left.add("data.left_unanswered");
    if (const Json* prediction = member(record, "prediction"); prediction && !prediction->empty())
        left.add("data.left_predictions");
    addRest(record, flat, left);
}

} // namespace

const ToolExport& argillaTool() {
    static constexpr ToolExport kTool{"Argilla", &fitsArgilla, &flattenArgilla};
    return kTool;
}

const ToolExport& argillaOneTool() {
    static constexpr ToolExport kTool{"Argilla 1", &fitsArgillaOne, &flattenArgillaOne};
    return kTool;
}

} // namespace luthier::importing

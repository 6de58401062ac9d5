// Label Studio. JSON: tasks with `data` and `annotations` of results, each with a control (`from_name`), a
// type and a value. JSON-MIN: a row an annotation, the data and the controls' values side by side.
#include "../tool_exports.h"

#include <algorithm>
#include <array>
#include <map>

namespace luthier::importing {

namespace {

/// What of a result's value a type holds its answer under.
struct Type {
    std::string_view name;
    std::string_view member;
    Judged judged;
};
constexpr std::array<Type, 8> kTypes = {{{"choices", "choices", Judged::Label},
                                         {"taxonomy", "taxonomy", Judged::Label},
                                         {"textarea", "text", Judged::Answer},
                                         {"rating", "rating", Judged::Number},
                                         {"number", "number", Judged::Number},
                                         {"labels", "labels", Judged::Spans},
                                         {"hypertextlabels", "hypertextlabels", Judged::Spans},
                                         {"paragraphlabels", "paragraphlabels", Judged::Spans}}};

/// A project asks a few questions; a record with more is no task.
constexpr std::size_t kMostControls = 256;

const Type* typeCalled(std::string_view name) {
    for (const Type& type : kTypes)
        if (type.name == name)
            return &type;
    return nullptr;
}

bool areTexts(const Json& list) {
    return list.is_array() &&
           std::all_of(list.begin(), list.end(), [](const Json& one) { return one.is_string(); });
}

/// The places of a tree as texts: [["a", "b"]] is "a / b". Null where it is none.
Json placesOf(const Json& list) {
    Json places = Json::array();
    if (!list.is_array())
        return {};
    for (const Json& path : list) {
        if (!areTexts(path))
            return {};
        std::string place;
        for (const Json& part : path)
            place += (place.empty() ? "" : " / ") + part.get_ref<const std::string&>();
        places.push_back(std::move(place));
    }
    return places;
}

/// A control's answer, gathered over the results it has.
struct Control {
    std::string name;
    Judged judged = Judged::Label;
    Json values = Json::array();
};

/// Adds what a value says to its control's answer; false where it is not of its type.
bool addValue(Control& control, const Type& type, const Json& value) {
    const Json* said = member(value, type.member);
    if (!said)
        return false;
    if (type.judged == Judged::Number) {
        control.values.push_back(*said);
        return said->is_number();
    }
    const Json list = type.name == "taxonomy" ? placesOf(*said)
                      : said->is_string()     ? Json::array({*said})
                                              : *said;
    if (!areTexts(list))
        return false;
    if (type.judged != Judged::Spans) {
        control.values.insert(control.values.end(), list.begin(), list.end());
        return true;
    }
    for (const Json& label : list) {
        Json span = Json::object();
        for (const char* part : {"start", "end", "startOffset", "endOffset", "text"})
            if (const Json* there = member(value, part))
                span[part] = *there;
        span["label"] = label;
        control.values.push_back(std::move(span));
    }
    return true;
}

/// One value where there is one; of texts the first, of options all.
void addControl(FlatRow& flat, Control control, LeftOut& left) {
    if (control.values.empty())
        return;
    Judged judged = control.judged;
    Json value = control.values.front();
    if (judged == Judged::Spans || (judged == Judged::Label && control.values.size() > 1)) {
        judged = judged == Judged::Label ? Judged::Labels : judged;
        value = std::move(control.values);
    } else if (control.values.size() > 1) {
        left.add("data.left_other_texts", static_cast<std::int64_t>(control.values.size()) - 1);
    }
    flat.judged.emplace_back(addColumn(flat, control.name, std::move(value)), judged);
}

/// "a,b" or ["a", "b"].
std::vector<std::string> targetsOf(const Json& result) {
    std::vector<std::string> targets;
    const Json* to = member(result, "to_name");
    if (to && areTexts(*to))
        for (const Json& name : *to)
            targets.push_back(name.get<std::string>());
    if (to && to->is_string()) {
        const auto& names = to->get_ref<const std::string&>();
        for (std::size_t at = 0; at <= names.size();) {
            const auto end = std::min(names.find(',', at), names.size());
            targets.push_back(names.substr(at, end - at));
            at = end + 1;
        }
    }
    return targets;
}

/// `selected`: left, right, or none of them.
void judgePair(FlatRow& flat, const std::string& selected, const std::vector<std::string>& targets,
               LeftOut& left) {
    if (selected != "left" && selected != "right")
        return left.add("data.left_ties");
    const bool two = targets.size() == 2;
    if (!addPair(flat, two ? targets[0] : "", two ? targets[1] : "", selected == "left"))
        left.add("data.left_pair_texts");
}

/// Takes one result; false where it is not as Label Studio writes it.
bool takeResult(const Json& result, FlatRow& flat, std::vector<Control>& controls, LeftOut& left) {
    const auto type = stringAt(result, "type");
    if (!result.is_object() || !type)
        return false;
    const Json* value = member(result, "value");
    if (*type == "pairwise") {
        const auto selected = value ? stringAt(*value, "selected", "") : Result<std::string>("");
        if (!value || !selected)
            return false;
        judgePair(flat, *selected, targetsOf(result), left);
        return true;
    }
    const Type* known = typeCalled(*type);
    if (!known) {
        left.add("data.left_kind", 1, *type);
        return true;
    }
    const auto name = stringAt(result, "from_name");
    if (!name || !value || !value->is_object())
        return false;
    if (known->judged != Judged::Spans && (value->contains("start") || value->contains("x"))) {
        left.add("data.left_regions");
        return true;
    }
    auto control = std::find_if(controls.begin(), controls.end(),
                                [&](const Control& there) { return there.name == *name; });
    if (control == controls.end() && controls.size() == kMostControls)
        return false;
    if (control == controls.end())
        control = controls.insert(controls.end(), Control{*name, known->judged});
    for (std::string& target : targetsOf(result))
        if (std::find(flat.texts.begin(), flat.texts.end(), target) != flat.texts.end() &&
            std::find(flat.about.begin(), flat.about.end(), target) == flat.about.end())
            flat.about.push_back(std::move(target));
    return addValue(*control, *known, *value);
}

/// The most recent annotation that was not cancelled; null where there is none. False: one is no annotation.
bool chooseAnnotation(const Json& annotations, const Json*& chosen, LeftOut& left) {
    std::int64_t taken = 0;
    std::string newest;
    for (const Json& annotation : annotations) {
        if (!annotation.is_object())
            return false;
        const auto cancelled = boolAt(annotation, "was_cancelled", false);
        if (!cancelled)
            return false;
        if (*cancelled || boolAt(annotation, "skipped", false).value_or(false)) {
            left.add("data.left_cancelled");
            continue;
        }
        ++taken;
        const auto made = stringAt(annotation, "created_at", "").value_or("");
        const auto when = stringAt(annotation, "updated_at", made).value_or(made);
        if (!chosen || when >= newest) {
            chosen = &annotation;
            newest = when;
        }
    }
    left.add("data.left_other_annotations", taken - 1);
    return true;
}

/// A number, or an object with one.
void addAnnotator(FlatRow& flat, const Json& annotation) {
    const Json* by = member(annotation, "completed_by");
    if (by && by->is_object())
        by = member(*by, "id");
    if (by && by->is_primitive())
        addColumn(flat, "annotator", *by);
}

std::int64_t listed(const Json& record, std::string_view key) {
    const Json* list = member(record, key);
    return list && list->is_array() ? static_cast<std::int64_t>(list->size()) : 0;
}

const Json* annotationsOf(const Json& record) {
    const Json* annotations = member(record, "annotations");
    return annotations ? annotations : member(record, "completions");
}

bool fitsTask(const Json& record) {
    const Json* data = member(record, "data");
    const Json* annotations = annotationsOf(record);
    return data && data->is_object() && annotations && annotations->is_array();
}

void flattenTask(const Json& record, FlatRow& flat, LeftOut& left) {
    const Json* data = member(record, "data");
    if (!data || !data->is_object() || data->empty()) {
        flat.badMember = "data";
        return;
    }
    addColumns(flat, "data", *data);
    const Json* annotations = annotationsOf(record);
    const Json* chosen = nullptr;
    if (!annotations || !annotations->is_array() || !chooseAnnotation(*annotations, chosen, left)) {
        flat.badMember = "annotations";
        return;
    }
    const Json* results = chosen ? member(*chosen, "result") : nullptr;
    if (chosen && (!results || !results->is_array())) {
        flat.badMember = "annotations.result";
        return;
    }
    std::vector<Control> controls;
    if (results)
        for (const Json& result : *results)
            if (!takeResult(result, flat, controls, left)) {
                flat.badMember = "annotations.result";
                return;
            }
    for (Control& control : controls)
        addControl(flat, std::move(control), left);
    if (!results || results->empty())
        left.add("data.left_unanswered");
    left.add("data.left_predictions", listed(record, "predictions"));
    left.add("data.left_drafts", listed(record, "drafts"));
    if (const Json* id = member(record, "id"))
        addColumn(flat, "id", *id);
    if (chosen)
        addAnnotator(flat, *chosen);
}

/// A control's value in JSON-MIN: options and texts stand bare when there is one, others in lists of what a
/// result's value was.
bool addMinValue(Control& control, const Json& value) {
    const Json list = value.is_array() ? value : Json::array({value});
    for (const Json& one : list) {
        if (one.is_string()) {
            control.judged = Judged::Words;
            control.values.push_back(one);
            continue;
        }
        const Type* type = nullptr;
        for (const Type& known : kTypes)
            if (one.is_object() && member(one, known.member) && (known.member != "text" || one.size() == 1))
                type = type ? type : &known;
        if (!type)
            return false;
        control.judged = type->judged;
        if (!addValue(control, *type, one))
            return false;
    }
    return true;
}

bool isBookkeeping(std::string_view name) {
    constexpr std::array<std::string_view, 6> kNames = {"annotator",  "annotation_id", "created_at",
                                                        "updated_at", "lead_time",     "agreement"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

void addMin(FlatRow& flat, const std::string& name, const Json& value, LeftOut& left) {
    const Json* pair = value.is_array() && value.size() == 1 ? &value.front() : &value;
    if (pair->is_object() && member(*pair, "selected"))
        return judgePair(flat, stringAt(*pair, "selected").value_or(""), {}, left);
    Control control{name};
    if (!addMinValue(control, value)) {
        addColumn(flat, name, value); // nothing is known of it: it stays as it is
        return;
    }
    if (control.values.size() > 1 && control.judged == Judged::Words)
        control.judged = Judged::Label;
    addControl(flat, std::move(control), left);
}

bool fitsMin(const Json& record) {
    return record.contains("annotation_id") && record.contains("lead_time") && record.contains("annotator");
}

/// The data stands before the task's `id`, the controls' values behind it.
void flattenMin(const Json& record, FlatRow& flat, LeftOut& left) {
    if (!fitsMin(record)) {
        flat.badMember = "annotation_id";
        return;
    }
    bool behindId = false;
    Json data = Json::object();
    std::vector<std::pair<std::string, const Json*>> answers;
    for (const auto& [name, value] : record.items()) {
        if (name == "id")
            behindId = true;
        else if (behindId && !isBookkeeping(name))
            answers.emplace_back(name, &value);
        else if (!behindId)
            data.get_ref<Json::object_t&>().emplace_back(name, value);
    }
    if (answers.size() > kMostControls) {
        flat.badMember = "id";
        return;
    }
    addColumns(flat, "data", data);
    for (const auto& [name, value] : answers)
        addMin(flat, name, *value, left);
    if (const Json* id = member(record, "id")) {
        flat.task = dumpJson(*id);
        if (answers.empty())
            left.add("data.left_unanswered");
    }
    for (const auto& [name, value] : record.items())
        if (name == "id" || isBookkeeping(name))
            addColumn(flat, name, value);
}

} // namespace

const ToolExport& labelStudioTool() {
    static constexpr ToolExport kTool{"Label Studio", &fitsTask, &flattenTask};
    return kTool;
}

const ToolExport& labelStudioMinTool() {
    static constexpr ToolExport kTool{"Label Studio (JSON-MIN)", &fitsMin, &flattenMin};
    return kTool;
}

} // namespace luthier::importing

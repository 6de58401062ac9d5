#include "json_form.h"

#include "roles.h"
#include "tool_exports.h"
#include "value_scanner.h"

#include <base/json.h>
#include <dataset/record.h>
#include <dataset/speakers.h>

#include <algorithm>
#include <array>
#include <vector>

namespace luthier::importing {

namespace {

constexpr std::size_t kDeepest = 3;
constexpr std::size_t kMembersLookedAt = 64;
/// Where rows usually are when several lists could hold them.
constexpr std::array<std::string_view, 9> kUsualLists = {
    "data", "rows", "examples", "records", "samples", "items", "dataset", "conversations", "instances"};

enum class ValueKind {
    Scalar,
    Text,
    Object,
    EmptyList,
    Scalars,   // a list of them
    Turns,     // a conversation
    Objects,   // a list of them
    TurnLists, // a list of conversations
    Lists,
};

struct Member {
    std::string name;
    ValueKind kind = ValueKind::Scalar;
    std::string_view value;
};

std::string_view firstElement(std::string_view list) {
    std::string_view first;
    dataset::forEachField(list, [&](std::string_view, std::string_view value) {
        first = value;
        return false;
    });
    return first;
}

/// A message or a turn: it names a speaker that is known, and what was said.
bool looksLikeTurn(std::string_view object) {
    bool speaks = false;
    bool says = false;
    dataset::forEachField(object, [&](std::string_view name, std::string_view value) {
        const std::string key = dataset::textOfValue(name);
        if (key == "role" || key == "from" || key == "speaker")
            speaks =
                dataset::roleOfSpeaker(dataset::textOfValue(value)).has_value() || key == "from" || speaks;
        else if (key == "content" || key == "value" || key == "text" || key == "tool_calls")
            says = true;
        return true;
    });
    return speaks && says;
}

ValueKind kindOf(std::string_view value) {
    if (value.starts_with('"'))
        return ValueKind::Text;
    if (value.starts_with('{'))
        return ValueKind::Object;
    if (!value.starts_with('['))
        return ValueKind::Scalar;
    const std::string_view first = firstElement(value);
    if (first.empty())
        return ValueKind::EmptyList;
    if (first.starts_with('{'))
        return looksLikeTurn(first) ? ValueKind::Turns : ValueKind::Objects;
    if (first.starts_with('[')) // one level and no more: brackets may be nested without end
        return looksLikeTurn(firstElement(first)) ? ValueKind::TurnLists : ValueKind::Lists;
    return ValueKind::Scalars;
}

std::vector<Member> membersOf(std::string_view object) {
    std::vector<Member> members;
    dataset::forEachField(object, [&](std::string_view name, std::string_view value) {
        members.push_back({dataset::textOfValue(name), kindOf(value), value});
        return members.size() < kMembersLookedAt;
    });
    return members;
}

template <class Predicate>
bool all(const std::vector<Member>& members, Predicate predicate) {
    return !members.empty() && std::all_of(members.begin(), members.end(), predicate);
}

bool isNumber(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string splitNamed(std::string_view key) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNames = {
        {{"train", "train"},
         {"training", "train"},
         {"validation", "validation"},
         {"valid", "validation"},
         {"val", "validation"},
         {"dev", "validation"},
         {"eval", "validation"},
         {"test", "test"}}};
    for (const auto& [name, split] : kNames)
        if (name == key)
            return std::string(split);
    return {};
}

/// The scalar members alone would be a row that can be trained.
bool makesARow(const std::vector<Member>& members) {
    std::vector<dataset::Field> fields;
    for (const Member& member : members)
        if (member.kind == ValueKind::Text)
            fields.push_back({member.name, dataset::kString});
    return proposeRoles(fields, {}, {}).layout != "table" && fields.size() > 1;
}

bool holdsRows(const Member& member) {
    return member.kind == ValueKind::Objects || member.kind == ValueKind::TurnLists;
}

/// The lists of rows among the members; several when they are splits. Empty when nobody can tell.
std::vector<RowList> chooseLists(const std::vector<Member>& members) {
    std::vector<const Member*> lists;
    for (const Member& member : members)
        if (holdsRows(member))
            lists.push_back(&member);
    const bool splits = std::all_of(lists.begin(), lists.end(),
                                    [](const Member* list) { return !splitNamed(list->name).empty(); });
    std::vector<RowList> chosen;
    if (lists.size() == 1 || splits) {
        for (const Member* list : lists)
            chosen.push_back({list->name, splits && lists.size() > 1 ? splitNamed(list->name) : ""});
        return chosen;
    }
    for (const auto usual : kUsualLists)
        for (const Member* list : lists)
            if (list->name == usual && chosen.empty())
                chosen.push_back({list->name, ""});
    return chosen;
}

std::string namesOf(const std::vector<Member>& members) {
    std::string names;
    for (const Member& member : members)
        if (member.kind != ValueKind::Text && member.kind != ValueKind::Scalar)
            names += (names.empty() ? "" : ", ") + member.name;
    return names;
}

JsonForm membersForm(std::vector<std::string> path, std::vector<RowList> lists, bool bare) {
    return {JsonForm::Kind::Members, {std::move(path), std::move(lists)}, bare};
}

/// Objects in an object: rows under an index, columns under one, or nothing of both.
std::optional<JsonForm> formOfObjects(const std::vector<Member>& members, std::vector<std::string> path) {
    const std::vector<Member> inner = membersOf(members.front().value);
    const bool numbered = all(members, [](const Member& member) { return isNumber(member.name); });
    const bool numberedInside = all(inner, [](const Member& member) { return isNumber(member.name); });
    const bool plainInside = all(inner, [](const Member& member) {
        return member.kind == ValueKind::Scalar || member.kind == ValueKind::Text;
    });
    if (!numbered && numberedInside && plainInside)
        return JsonForm{JsonForm::Kind::Table, {std::move(path), {}}, false};
    if (numbered)
        return membersForm(std::move(path), {}, false);
    if (members.size() < 2)
        return {};
    const std::vector<Member> second = membersOf(members[1].value);
    const bool alike =
        !inner.empty() && std::equal(inner.begin(), inner.end(), second.begin(), second.end(),
                                     [](const Member& a, const Member& b) { return a.name == b.name; });
    return alike ? std::optional(membersForm(std::move(path), {}, false)) : std::nullopt;
}

Result<JsonForm> formOfObject(std::string_view object, std::vector<std::string> path) {
    const JsonForm row; // the object is a row itself
    const std::vector<Member> members = membersOf(object);
    const auto is = [](ValueKind kind) {
        return [kind](const Member& member) {
            return member.kind == kind;
        };
    };
    const auto any = [&](ValueKind kind) {
        return std::any_of(members.begin(), members.end(), is(kind));
    };
    if (members.empty() || any(ValueKind::Turns) || makesARow(members))
        return row;
    const bool split = std::any_of(members.begin(), members.end(),
                                   [](const Member& member) { return member.name == "columns"; }) &&
                       std::any_of(members.begin(), members.end(), [](const Member& member) {
                           return member.name == "data" && member.kind == ValueKind::Lists;
                       });
    if (split || all(members, is(ValueKind::Scalars)))
        return JsonForm{JsonForm::Kind::Table, {std::move(path), {}}, false};
    if (std::any_of(members.begin(), members.end(), holdsRows)) {
        auto lists = chooseLists(members);
        if (lists.empty())
            return refused("import.rows_unclear").with("keys", namesOf(members));
        return membersForm(std::move(path), std::move(lists), any(ValueKind::TurnLists));
    }
    if (all(members, is(ValueKind::Object)))
        if (auto form = formOfObjects(members, path))
            return *std::move(form);
    if (std::count_if(members.begin(), members.end(), is(ValueKind::Object)) == 1 && path.size() < kDeepest) {
        const Member& inner = *std::find_if(members.begin(), members.end(), is(ValueKind::Object));
        path.push_back(inner.name);
        TRY(const JsonForm form, formOfObject(inner.value, path));
        if (form.kind != JsonForm::Kind::Values)
            return form;
    }
    const bool hasValue = any(ValueKind::Text) || any(ValueKind::Scalar);
    if (!hasValue && path.empty())
        return refused("import.rows_unclear").with("keys", namesOf(members));
    return row;
}

std::string_view withoutBlanks(std::string_view text) {
    const auto first = std::find_if_not(text.begin(), text.end(), isJsonBlank);
    return text.substr(static_cast<std::size_t>(first - text.begin()));
}

} // namespace

Result<JsonForm> findJsonForm(std::string_view text, bool whole) {
    text = withoutBlanks(text);
    JsonForm form;
    ValueScanner scanner;
    const std::size_t length = scanner.scan(text);
    const std::string_view value = text.substr(0, length == 0 ? text.size() : length);
    const std::string_view behind = length == 0 ? std::string_view() : text.substr(length);
    const bool more = !withoutBlanks(behind).empty();
    const auto lineEnd = behind.find_first_not_of(" \t\r");
    const bool aLine = value.find('\n') == std::string_view::npos &&
                       (lineEnd == std::string_view::npos || behind[lineEnd] == '\n');
    const ValueKind kind = kindOf(value);
    form.bare = kind == ValueKind::Turns || kind == ValueKind::Text || kind == ValueKind::TurnLists ||
                (kind == ValueKind::Scalars && firstElement(value).starts_with('"'));
    if (length > 0 && aLine && (more || !value.starts_with('['))) {
        form.kind = JsonForm::Kind::Lines;
        form.bare = kind == ValueKind::Turns || kind == ValueKind::Text;
    }
    if (kind == ValueKind::Turns && form.kind != JsonForm::Kind::Lines)
        form.kind = JsonForm::Kind::OneList;
    const bool alone = length == 0 || (!more && whole);
    // A record of an annotation tool holds lists of objects, and is a row.
    if (kind != ValueKind::Object || !alone || toolOf(value))
        return form;
    TRY(JsonForm found, formOfObject(value, {}));
    return found.kind == JsonForm::Kind::Values ? form : found;
}

std::string placeName(const JsonForm& form) {
    std::string name;
    for (const std::string& key : form.place.path)
        name += key + ".";
    if (form.kind == JsonForm::Kind::Table)
        return name + "columns";
    if (form.kind != JsonForm::Kind::Members)
        return {};
    if (form.place.lists.empty())
        return name + "index";
    std::string lists;
    for (const RowList& list : form.place.lists)
        lists += (lists.empty() ? "" : ", ") + name + list.key;
    return lists;
}

} // namespace luthier::importing

#include "scheme.h"

#include "answers.h"

#include <base/utf8.h>
#include <dataset/labels.h>
#include <dataset/record.h>

#include <algorithm>
#include <array>
#include <set>

namespace luthier::labeling {

#define LUTHIER_KINDS(X)                                                                                     \
    X(classKind)                                                                                             \
    X(multiClassKind) X(ratingKind) X(textKind) X(spanKind) X(preferenceKind) X(rankingKind) X(correctionKind)
#define LUTHIER_DECLARE(kind) const Kind& kind();
LUTHIER_KINDS(LUTHIER_DECLARE)
#undef LUTHIER_DECLARE

namespace {

constexpr std::size_t kLongestOption = 256;
constexpr int kWidestRange = 100;

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

std::string kindNames() {
    std::vector<std::string> names;
    for (const Kind* kind : kinds())
        names.emplace_back(kind->name);
    return joined(names);
}

/// A comma would end an option where several are written in a line.
bool isOption(std::string_view text) {
    const auto forbidden = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == ',';
    };
    return !text.empty() && text.size() <= kLongestOption && isValidUtf8(text) && text.front() != ' ' &&
           text.back() != ' ' && std::ranges::none_of(text, forbidden);
}

Status checkOptions(const Scheme& scheme) {
    if (scheme.options.empty() || scheme.options.size() > kMostOptions)
        return usageError("label.needs_options")
            .with("kind", scheme.kind)
            .with("limit", static_cast<std::int64_t>(kMostOptions));
    std::set<std::string_view> seen;
    for (const auto& option : scheme.options) {
        if (!isOption(option))
            return usageError("label.bad_option").with("option", option);
        if (!seen.insert(option).second)
            return usageError("label.option_twice").with("option", option);
    }
    return {};
}

bool namesEnough(const Scheme& scheme, const Kind& kind) {
    return scheme.fields.size() >= kind.fields &&
           scheme.fields.size() <= std::max(kind.fields, kind.mostFields);
}

Status checkScheme(const Scheme& scheme, const dataset::DatasetFacts& facts) {
    TRY(const Kind* kind, kindOf(scheme.kind));
    if (kind->hasOptions)
        TRY_VOID(checkOptions(scheme));
    else if (!scheme.options.empty())
        return usageError("label.has_no_options").with("kind", scheme.kind);
    if (!namesEnough(scheme, *kind))
        return usageError(kind->mostFields > 0 ? "label.needs_more_fields" : "label.needs_fields")
            .with("kind", scheme.kind)
            .with("fields", static_cast<std::int64_t>(kind->fields))
            .with("most", static_cast<std::int64_t>(kind->mostFields));
    for (const auto& field : scheme.fields)
        if (!dataset::fieldIndex(facts, field))
            return usageError("dataset.no_such_field").with("name", field).with("dataset", facts.name);
    for (auto field = scheme.fields.begin(); field != scheme.fields.end(); ++field)
        if (std::find(scheme.fields.begin(), field, *field) != field)
            return usageError("label.option_twice").with("option", *field);
    // An order is written with these between the fields.
    for (const auto& field : scheme.fields)
        if (kind->mostFields > 0 && field.find_first_of(">=") != std::string::npos)
            return usageError("label.bad_option").with("option", field);
    if (kind->hasRange && (scheme.low >= scheme.high || scheme.high - scheme.low > kWidestRange))
        return usageError("label.bad_range").with("limit", std::int64_t{kWidestRange});
    if (kind->needsAnswer && !hasAnswers(facts.roles))
        return usageError("label.needs_answers").with("kind", scheme.kind).with("dataset", facts.name);
    if (!isValidUtf8(scheme.question))
        return refused("dataset.not_utf8").field("question");
    return {};
}

std::vector<std::string> textsAt(const Json& definition, std::string_view key) {
    std::vector<std::string> texts;
    if (const Json* list = member(definition, key); list && list->is_array())
        for (const Json& text : *list)
            if (text.is_string())
                texts.push_back(text.get<std::string>());
    return texts;
}

Result<Scheme> schemeFrom(const std::string& name, const Json& definition) {
    Scheme scheme;
    scheme.name = name;
    TRY(scheme.kind, stringAt(definition, "kind"));
    TRY(scheme.question, stringAt(definition, "question", ""));
    scheme.options = textsAt(definition, "options");
    scheme.fields = textsAt(definition, "fields");
    TRY(const auto low, integerAt(definition, "low", 1));
    TRY(const auto high, integerAt(definition, "high", 5));
    TRY(scheme.ordered, boolAt(definition, "ordered", false));
    scheme.low = static_cast<int>(std::clamp<std::int64_t>(low, -1'000'000, 1'000'000));
    scheme.high = static_cast<int>(std::clamp<std::int64_t>(high, scheme.low, scheme.low + kWidestRange));
    // A stranger's project may name a kind that needs more than stands there.
    const auto kind = kindOf(scheme.kind);
    if (!kind || !namesEnough(scheme, **kind) || scheme.options.empty() == (*kind)->hasOptions)
        return refused("storage.corrupt").at(name).because("scheme");
    return scheme;
}

} // namespace

std::span<const Kind* const> kinds() {
#define LUTHIER_ENTRY(kind) &kind(),
    static const std::array kAll = {LUTHIER_KINDS(LUTHIER_ENTRY)};
#undef LUTHIER_ENTRY
    return kAll;
}

Result<const Kind*> kindOf(std::string_view name) {
    for (const Kind* kind : kinds())
        if (kind->name == name)
            return kind;
    return usageError("label.no_such_kind").with("name", name).with("available", kindNames());
}

const Kind& kindOf(const Scheme& scheme) {
    for (const Kind* kind : kinds())
        if (kind->name == scheme.kind)
            return *kind;
    return textKind();
}

Result<std::vector<Scheme>> schemesOf(storage::Connection& db, DatasetId dataset) {
    TRY(const auto entries, dataset::schemesOf(db, dataset));
    std::vector<Scheme> schemes;
    for (const auto& entry : entries) {
        TRY(auto scheme, schemeFrom(entry.name, entry.definition));
        schemes.push_back(std::move(scheme));
    }
    return schemes;
}

Result<Scheme> findScheme(storage::Connection& db, const dataset::DatasetFacts& facts,
                          std::string_view name) {
    TRY_VOID(dataset::requireScheme(db, facts, name));
    TRY(const auto entries, dataset::schemesOf(db, facts.id));
    for (const auto& entry : entries)
        if (entry.name == name)
            return schemeFrom(entry.name, entry.definition);
    return usageError("dataset.no_such_scheme").with("scheme", name).with("dataset", facts.name);
}

Result<dataset::EditOutcome> makeScheme(project::Project& project, const dataset::DatasetFacts& facts,
                                        const Scheme& scheme) {
    TRY_VOID(checkScheme(scheme, facts));
    return dataset::setScheme(project, facts.id, scheme.name, toJson(scheme));
}

Result<dataset::EditOutcome> removeScheme(project::Project& project, const dataset::DatasetFacts& facts,
                                          const std::string& name) {
    return dataset::setScheme(project, facts.id, name, {});
}

Json toJson(const Scheme& scheme) {
    const Kind& kind = kindOf(scheme);
    Json definition = {{"kind", scheme.kind}};
    if (!scheme.question.empty())
        definition["question"] = scheme.question;
    if (kind.hasOptions)
        definition["options"] = scheme.options;
    if (kind.fields > 0)
        definition["fields"] = scheme.fields;
    if (kind.hasRange) {
        definition["low"] = scheme.low;
        definition["high"] = scheme.high;
    }
    if (kind.answers)
        definition["answers"] = kind.answers(scheme);
    if (scheme.ordered)
        definition["ordered"] = true;
    return definition;
}

Status requireOption(const Scheme& scheme, std::string_view value) {
    if (std::ranges::find(scheme.options, value) != scheme.options.end())
        return {};
    return usageError("label.not_an_option")
        .with("scheme", scheme.name)
        .with("value", value)
        .with("options", joined(scheme.options));
}

} // namespace luthier::labeling

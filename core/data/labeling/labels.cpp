#include "labels.h"

#include <base/utf8.h>
#include <dataset/catalog.h>
#include <dataset/rows.h>

#include <algorithm>
#include <set>

namespace luthier::labeling {

namespace {

using dataset::DatasetFacts;
using dataset::EditOutcome;
using dataset::LabelEdit;
using dataset::LabelOperation;

constexpr std::size_t kMostTold = 200; // bytes of a label in the log

Result<std::optional<Json>> valueOf(const Scheme& scheme, const std::string& text, const Json& fields) {
    if (text.empty())
        return std::optional<Json>();
    TRY(auto value, kindOf(scheme).read(scheme, text, fields));
    return std::optional(std::move(value));
}

/// A label in the words of the log: a long text by its beginning.
std::string shortened(std::string_view text) {
    const auto beginning = utf8Prefix(text, kMostTold);
    return std::string(beginning) + (beginning.size() < text.size() ? "…" : "");
}

/// The name of a label's cell that an annotator gives; only those who decide have the mark.
Result<std::string> nameOf(const std::string& annotator, Standing standing) {
    if (dataset::isFinal(annotator))
        return usageError("dataset.bad_name_of_label").with("name", annotator);
    return standing == Standing::Final ? std::string(dataset::kFinalMark) + annotator : annotator;
}

void add(std::string& list, std::string_view part) {
    list += (list.empty() ? "" : ", ") + std::string(part);
}

/// What is counted of a value.
std::vector<std::string> wordsOf(const Scheme& scheme, const Json& value) {
    std::vector<std::string> words;
    if (scheme.kind == "ranking" && value.is_array() && !value.empty() && value[0].is_array())
        return value[0].get<std::vector<std::string>>(); // what is best
    if (value.is_array())
        for (const Json& part : value)
            words.push_back(part.is_object() ? stringAt(part, "label", "").value_or("")
                                             : kindOf(scheme).write(Json::array({part})));
    else if (!kindOf(scheme).isTyped)
        words.push_back(kindOf(scheme).write(value));
    return words;
}

} // namespace

Result<EditOutcome> labelRow(project::Project& project, const DatasetFacts& facts, RowId id,
                             std::span<const Given> given, const std::string& annotator, Standing standing) {
    TRY(const auto whose, nameOf(annotator, standing));
    auto& db = project.database();
    TRY(const auto row, dataset::readRow(db, facts, id));
    std::vector<LabelEdit> edits;
    std::string schemes;
    std::string values;
    for (const Given& one : given) {
        TRY(const auto scheme, findScheme(db, facts, one.scheme));
        TRY(auto value, valueOf(scheme, one.text, row.fields));
        edits.push_back({id, one.scheme, whose, std::move(value)});
        add(schemes, one.scheme);
        if (!one.text.empty())
            add(values, shortened(one.text));
    }
    const LabelOperation operation = {
        values.empty() ? "remove_label" : "label",
        {{"scheme", schemes}, {"value", values}, {"annotator", whose}, {"row", id.value}, {"rows", 1}}};
    NullProgress progress;
    return dataset::setLabels(project, facts.id, edits, operation, {}, progress);
}

Result<EditOutcome> labelRows(project::Project& project, const DatasetFacts& facts,
                              const dataset::RowFilter& filter, const Given& given,
                              const std::string& annotator, StopToken stop, ProgressSink& progress) {
    TRY_VOID(nameOf(annotator, Standing::Opinion));
    auto& db = project.database();
    TRY(const auto scheme, findScheme(db, facts, given.scheme));
    const bool ofOneRow = scheme.kind == "correction" || (scheme.kind == "span" && given.text != "-");
    if (ofOneRow && !given.text.empty())
        return usageError("label.not_in_bulk").with("scheme", scheme.name);
    TRY(const auto value, valueOf(scheme, given.text, Json::object()));
    TRY(const auto rows, dataset::selectRows(db, facts, filter, stop));
    std::vector<LabelEdit> edits;
    edits.reserve(rows.size());
    for (const RowId row : rows)
        edits.push_back({row, scheme.name, annotator, value});
    const LabelOperation operation = {value ? "label" : "remove_label",
                                      {{"scheme", scheme.name},
                                       {"value", shortened(given.text)},
                                       {"annotator", annotator},
                                       {"row", rows.empty() ? 0 : rows.front().value},
                                       {"rows", std::ssize(rows)}}};
    return dataset::setLabels(project, facts.id, edits, operation, std::move(stop), progress);
}

dataset::RowFilter unlabelled(dataset::RowFilter filter, const std::string& scheme,
                              const std::string& annotator) {
    filter.labels.push_back({scheme, annotator, std::string()});
    return filter;
}

Result<Progress> progressOf(storage::Connection& db, const DatasetFacts& facts,
                            const dataset::RowFilter& filter, const std::string& scheme,
                            const std::string& annotator, StopToken stop) {
    Progress progress;
    TRY(const auto all, dataset::readPage(db, facts, filter, 0, 0, stop));
    progress.rows = all.total;
    dataset::RowFilter done = filter;
    done.labels.push_back({scheme, annotator, {}});
    TRY(const auto labelled, dataset::readPage(db, facts, done, 0, 0, stop));
    progress.labelled = labelled.total;
    return progress;
}

Result<std::vector<SchemeCounts>> countLabels(storage::Connection& db, const DatasetFacts& facts) {
    TRY(const auto schemes, schemesOf(db, facts.id));
    std::vector<SchemeCounts> all;
    for (const Scheme& scheme : schemes) {
        SchemeCounts counts;
        counts.scheme = scheme.name;
        for (const auto& option : scheme.options)
            counts.values[option] = 0;
        RowId last;
        TRY_VOID(dataset::forEachLabel(db, facts, scheme.name, [&](const dataset::Label& label) -> Status {
            counts.rows += label.row != last ? 1 : 0;
            last = label.row;
            ++counts.annotators[label.annotator];
            for (auto& word : wordsOf(scheme, label.value))
                ++counts.values[word];
            return {};
        }));
        all.push_back(std::move(counts));
    }
    return all;
}

Json settledValue(std::span<const dataset::Label> labels) {
    const auto decided = std::ranges::find_if(
        labels, [](const dataset::Label& label) { return dataset::isFinal(label.annotator); });
    if (decided != labels.end())
        return decided->value;
    if (labels.empty() || std::ranges::any_of(labels, [&](const dataset::Label& label) {
            return label.value != labels.front().value;
        }))
        return {};
    return labels.front().value;
}

Json settledJson(std::span<const dataset::Label> labels) {
    std::map<std::string, std::vector<dataset::Label>> byScheme;
    for (const auto& label : labels)
        byScheme[label.scheme].push_back(label);
    Json settled = Json::object();
    for (const auto& [scheme, own] : byScheme)
        settled[scheme] = settledValue(own);
    return settled;
}

Json annotationsJson(std::span<const dataset::Label> labels) {
    Json all = Json::object();
    for (const auto& label : labels)
        all[label.scheme][label.annotator] = label.value;
    return all;
}

} // namespace luthier::labeling

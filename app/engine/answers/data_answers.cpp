#include "data_answers.h"

#include "questions.h"

#include <cleaning/duplicates.h>
#include <cleaning/leakage.h>
#include <cleaning/mending.h>
#include <cleaning/splitting.h>

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

namespace luthier::engine_program {
namespace {

using cleaning::ChosenRule;

constexpr double kUsualThreshold = 0.8;
constexpr std::int64_t kMostExamples = 10'000;
constexpr std::int64_t kMostFound = 1'000'000;
constexpr std::int64_t kMostPairs = 100'000; // five values of JSON each
constexpr std::size_t kRowsOfConflict = 50;

Result<std::vector<ChosenRule>> rulesOf(const Json& params) {
    std::vector<std::string> names;
    if (const Json* given = member(params, "rules"); given && given->is_array())
        for (const Json& name : *given)
            if (name.is_string())
                names.push_back(name.get<std::string>());
    TRY(const std::string preset, stringAt(params, "preset", ""));
    if (preset.empty())
        return cleaning::chooseRules(names, {}, {});
    TRY(const auto known, cleaning::presetFromName(preset));
    return cleaning::chooseRules(names, known, {});
}

Result<std::size_t> limitAt(const Json& params, std::string_view key, std::int64_t most) {
    TRY(const std::int64_t given, integerAt(params, key, 0));
    return static_cast<std::size_t>(std::clamp<std::int64_t>(given, 0, most));
}

Json exampleJson(const cleaning::Example& example) {
    Json parameters = Json::object();
    for (const auto& [key, value] : example.parameters)
        parameters[key] = value;
    return {{"row", example.row.value}, {"field", example.field},
            {"begin", example.begin},   {"end", example.end},
            {"before", example.before}, {"text", example.excerpt},
            {"after", example.after},   {"code", example.why},
            {"parameters", parameters}, {"fix", example.replacement ? Json(*example.replacement) : Json()}};
}

Json rowsJson(const std::vector<RowId>& rows) {
    Json list = Json::array();
    for (const RowId row : rows)
        list.push_back(row.value);
    return list;
}

Result<cleaning::TextKey> keyAt(const Json& params, std::string_view absent) {
    TRY(const std::string name, stringAt(params, "key", std::string(absent)));
    const auto key = cleaning::textKeyOf(name);
    if (!key)
        return usageError("json.wrong_type")
            .with("field", "key")
            .with("expected", "prompt, response, record")
            .with("found", name);
    return *key;
}

Result<cleaning::DuplicateOptions> duplicateOptions(const Json& params) {
    cleaning::DuplicateOptions options;
    TRY(options.key, keyAt(params, "record"));
    options.near.reset();
    if (member(params, "near")) {
        TRY(options.near, numberAt(params, "near"));
    }
    TRY(const std::string keep, stringAt(params, "keep", "first"));
    const auto known = cleaning::keepOf(keep);
    if (!known)
        return usageError("json.wrong_type")
            .with("field", "keep")
            .with("expected", "first, last, longest")
            .with("found", keep);
    options.keep = *known;
    return options;
}

Result<cleaning::Duplicate> pairOf(const Json& pair) {
    const bool whole = pair.is_array() && pair.size() == 4 && pair[0].is_number_integer() &&
                       pair[1].is_number_integer() && pair[2].is_number() && pair[3].is_boolean();
    if (!whole)
        return usageError("json.wrong_type")
            .with("field", "instead")
            .with("expected", "[removed, keeper, jaccard, exact]")
            .with("found", pair.type_name());
    return cleaning::Duplicate{RowId{pair[0].get<std::int64_t>()}, RowId{pair[1].get<std::int64_t>()},
                               pair[2].get<double>(), pair[3].get<bool>()};
}

/// Puts pairs chosen by hand into the place of the clusters of `except`.
Status changeByHand(cleaning::DuplicateReport& report, const Json& params) {
    TRY(auto except, rowsAt(params, "except"));
    std::sort(except.begin(), except.end());
    std::erase_if(report.duplicates, [&](const auto& pair) {
        return std::binary_search(except.begin(), except.end(), pair.keeper);
    });
    if (const Json* instead = member(params, "instead"); instead && instead->is_array())
        for (const Json& given : *instead) {
            TRY(const auto pair, pairOf(given));
            report.duplicates.push_back(pair);
        }
    std::sort(report.duplicates.begin(), report.duplicates.end(),
              [](const auto& a, const auto& b) { return a.removed < b.removed; });
    return {};
}

/// Up to `limit` pairs, those of the largest clusters first.
Json pairsJson(const cleaning::DuplicateReport& report, std::size_t limit) {
    std::unordered_map<std::int64_t, std::int64_t> sizes;
    for (const auto& pair : report.duplicates)
        ++sizes[pair.keeper.value];
    std::vector<const cleaning::Duplicate*> pairs;
    pairs.reserve(report.duplicates.size());
    for (const auto& pair : report.duplicates)
        pairs.push_back(&pair);
    std::stable_sort(pairs.begin(), pairs.end(), [&](const auto* a, const auto* b) {
        return std::pair(-sizes[a->keeper.value], a->keeper) < std::pair(-sizes[b->keeper.value], b->keeper);
    });
    Json list = Json::array();
    for (const auto* pair : pairs) {
        if (list.size() == limit)
            break;
        list.push_back(Json::array({pair->removed.value, pair->keeper.value, pair->jaccard, pair->exact}));
    }
    return list;
}

Json conflictsJson(const cleaning::DuplicateReport& report, std::size_t limit) {
    Json conflicts = Json::array();
    for (const auto& conflict : report.conflicts) {
        if (conflicts.size() == limit)
            break;
        std::vector<RowId> rows = conflict.rows;
        rows.resize(std::min(rows.size(), kRowsOfConflict));
        conflicts.push_back(
            {{"rows", rowsJson(rows)}, {"count", std::ssize(conflict.rows)}, {"answers", conflict.answers}});
    }
    return conflicts;
}

using SplitPair = std::pair<std::uint32_t, std::uint32_t>; // the later one, the one before it

Json leakJson(const cleaning::Leak& leak, const std::vector<std::string>& splits) {
    return {{"row", leak.row.value},
            {"other", leak.other.value},
            {"kind", std::string(cleaning::nameOf(leak.kind))},
            {"score", leak.score},
            {"split", splits[leak.split]},
            {"before", splits[leak.otherSplit]}};
}

Json leakageJson(const cleaning::LeakageReport& report, std::size_t examples) {
    using cleaning::LeakKind;
    constexpr std::array kKinds = {LeakKind::Exact, LeakKind::Near, LeakKind::Group, LeakKind::Contained};
    std::map<SplitPair, std::map<LeakKind, std::size_t>> counts;
    for (std::uint32_t split = 1; split < report.splits.size(); ++split)
        for (std::uint32_t before = 0; before < split; ++before)
            counts[{split, before}] = {};
    Json told = Json::array();
    std::vector<RowId> leaked;
    for (const auto& leak : report.leaks) {
        if (++counts[{leak.split, leak.otherSplit}][leak.kind] <= examples)
            told.push_back(leakJson(leak, report.splits));
        if (std::ssize(leaked) < kMostFound &&
            (leaked.empty() || leaked.back() != leak.row)) // they come by row
            leaked.push_back(leak.row);
    }
    Json table = Json::array();
    for (auto& [pair, kinds] : counts) {
        Json line = {{"split", report.splits[pair.first]}, {"before", report.splits[pair.second]}};
        for (const LeakKind kind : kKinds)
            line[std::string(cleaning::nameOf(kind))] = kinds[kind];
        table.push_back(std::move(line));
    }
    return {{"splits", report.splits},
            {"rows", report.rows},
            {"without_split", report.withoutSplit},
            {"without_text", report.withoutText},
            {"version", report.version},
            {"leaked", rowsJson(leaked)},
            {"counts", table},
            {"examples", told}};
}

} // namespace

Result<Json> foundProblems(const Json& params, StopToken stop, ProgressSink& progress) {
    TRY(auto rules, rulesOf(params));
    cleaning::SearchOptions options;
    TRY(options.examples, limitAt(params, "examples", kMostExamples));
    TRY(options.found, limitAt(params, "found", kMostFound));
    TRY(auto opened, openMeant(params, project::Access::ReadOnly));
    TRY(const auto report, cleaning::findProblems(opened.project.database(), opened.facts, {},
                                                  std::move(rules), options, std::move(stop), progress));
    Json findings = Json::array();
    for (const auto& rule : report.rules) {
        Json examples = Json::array();
        for (const auto& example : rule.examples)
            examples.push_back(exampleJson(example));
        findings.push_back({{"rule", rule.rule},
                            {"rows", rule.rows},
                            {"findings", rule.findings},
                            {"fixable", rule.mendable},
                            {"examples", std::move(examples)},
                            {"found", rowsJson(rule.found)}});
    }
    return Json{{"rows", report.rows}, {"version", report.version}, {"findings", std::move(findings)}};
}

Result<Json> mendedRows(const Json& params, StopToken stop, ProgressSink& progress) {
    TRY(auto rules, rulesOf(params));
    TRY(auto opened, openMeant(params, project::Access::ReadWrite));
    TRY(const auto report,
        cleaning::mendRows(opened.project, opened.facts, {}, std::move(rules), std::move(stop), progress));
    std::int64_t mended = 0;
    for (const auto& counts : report.rules)
        mended += counts.mended;
    return Json{{"changed", report.outcome.changed},
                {"fixed", mended},
                {"left", report.left},
                {"operation", report.outcome.operation.value}};
}

Result<Json> foundDuplicates(const Json& params, StopToken stop, ProgressSink& progress) {
    TRY(const auto options, duplicateOptions(params));
    TRY(const std::size_t limit, limitAt(params, "pairs", kMostPairs));
    TRY(auto opened, openMeant(params, project::Access::ReadOnly));
    TRY(const auto report, cleaning::findDuplicates(opened.project.database(), opened.facts, options,
                                                    std::move(stop), progress));
    const auto exact = std::count_if(report.duplicates.begin(), report.duplicates.end(),
                                     [](const auto& pair) { return pair.exact; });
    return Json{{"rows", report.rows},
                {"without_text", report.withoutText},
                {"exact_groups", report.exactGroups},
                {"clusters", report.clusters},
                {"largest_cluster", report.largestCluster},
                {"alarm", report.alarms()},
                {"version", report.version},
                {"duplicates", std::ssize(report.duplicates)},
                {"exact", exact},
                {"pairs", pairsJson(report, limit)},
                {"conflicting", std::ssize(report.conflicts)},
                {"conflicts", conflictsJson(report, limit)}};
}

Result<Json> alikeRows(const Json& params, StopToken, ProgressSink&) {
    TRY(const auto key, keyAt(params, "record"));
    TRY(const double near, numberAt(params, "near", kUsualThreshold));
    TRY(const std::int64_t keeper, integerAt(params, "keeper"));
    TRY(const auto rows, rowsAt(params, "rows"));
    TRY(auto opened, openMeant(params, project::Access::ReadOnly));
    TRY(const auto alike,
        cleaning::nearnessTo(opened.project.database(), opened.facts, key, near, RowId{keeper}, rows));
    Json list = Json::array();
    for (const auto& one : alike)
        list.push_back(one ? Json(*one) : Json());
    return Json{{"alike", std::move(list)}};
}

Result<Json> removedDuplicates(const Json& params, StopToken stop, ProgressSink& progress) {
    TRY(const auto options, duplicateOptions(params));
    TRY(const std::string version, stringAt(params, "version"));
    TRY(auto opened, openMeant(params, project::Access::ReadWrite));
    if (opened.facts.version != version)
        return failed("dataset.changed_meanwhile");
    TRY(auto report,
        cleaning::findDuplicates(opened.project.database(), opened.facts, options, stop, progress));
    TRY_VOID(changeByHand(report, params));
    TRY(const auto outcome,
        cleaning::removeDuplicates(opened.project, opened.facts, options, report, std::move(stop)));
    return Json{{"changed", outcome.changed}, {"operation", outcome.operation.value}};
}

Result<Json> foundLeakage(const Json& params, StopToken stop, ProgressSink& progress) {
    cleaning::LeakageOptions options;
    TRY(options.key, keyAt(params, "prompt"));
    TRY(options.near, numberAt(params, "near", kUsualThreshold));
    TRY(const std::size_t examples, limitAt(params, "examples", kMostExamples));
    TRY(auto opened, openMeant(params, project::Access::ReadOnly));
    TRY(const auto report,
        cleaning::findLeakage(opened.project.database(), opened.facts, options, std::move(stop), progress));
    // A project that may only be read is told of all the same.
    if (auto writable = openMeant(params, project::Access::ReadWrite))
        TRY_VOID(cleaning::keepLeakage(writable->project, writable->facts.id, report));
    return leakageJson(report, examples);
}

Result<Json> splitRowsTogether(const Json& params, StopToken stop, ProgressSink& progress) {
    dataset::SplitRequest request;
    if (const Json* ratios = member(params, "ratios"); ratios && ratios->is_object())
        for (const auto& [name, share] : ratios->items())
            request.ratios.push_back({name, share.is_number() ? share.get<double>() : -1});
    TRY(const std::int64_t seed, integerAt(params, "seed", 42));
    request.seed = static_cast<std::uint64_t>(seed);
    TRY(const std::string group, stringAt(params, "group", ""));
    if (!group.empty())
        request.groupField = group;
    TRY(const auto key, keyAt(params, "prompt"));
    TRY(auto opened, openMeant(params, project::Access::ReadWrite));
    TRY(const auto outcome, cleaning::splitTogether(opened.project, opened.facts, std::move(request), key,
                                                    kUsualThreshold, std::move(stop), progress));
    return Json{{"changed", outcome.changed}, {"operation", outcome.operation.value}};
}

} // namespace luthier::engine_program

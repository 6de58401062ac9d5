#include "label_answers.h"

#include "questions.h"

#include <labeling/labels.h>
#include <labeling/pairs.h>
#include <labeling/suggesting.h>

namespace luthier::engine_program {

Result<Json> labelledRows(const Json& params, StopToken stop, ProgressSink& progress) {
    labeling::Given given;
    TRY(given.scheme, stringAt(params, "scheme"));
    TRY(given.text, stringAt(params, "value", ""));
    TRY(const std::string annotator, stringAt(params, "annotator"));
    TRY(const auto filter, filterOf(params));
    TRY(auto opened, openMeant(params, project::Access::ReadWrite));
    TRY(const auto outcome, labeling::labelRows(opened.project, opened.facts, filter, given, annotator,
                                                std::move(stop), progress));
    return Json{{"changed", outcome.changed}, {"operation", outcome.operation.value}};
}

Result<Json> pairedRows(const Json& params, StopToken stop, ProgressSink& progress) {
    TRY(const std::string name, stringAt(params, "scheme"));
    TRY(const std::string wanted, stringAt(params, "name"));
    TRY(const auto filter, filterOf(params));
    TRY(auto opened, openMeant(params, project::Access::ReadWrite));
    TRY(const auto scheme, labeling::findScheme(opened.project.database(), opened.facts, name));
    TRY(const auto made,
        labeling::makePairs(opened.project, opened.facts, filter, scheme, wanted, std::move(stop), progress));
    Json answer = labeling::toJson(made.counts);
    answer["dataset"] = made.facts.id.value;
    answer["name"] = made.facts.name;
    return answer;
}

Result<Json> suggestedRows(const Json& params, StopToken stop, ProgressSink& progress) {
    labeling::PatternRule rule;
    TRY(const std::string name, stringAt(params, "scheme"));
    TRY(rule.pattern, stringAt(params, "pattern"));
    TRY(rule.isExpression, boolAt(params, "expression", false));
    TRY(rule.field, stringAt(params, "field", ""));
    TRY(rule.answer, stringAt(params, "answer"));
    TRY(const auto filter, filterOf(params));
    TRY(auto opened, openMeant(params, project::Access::ReadWrite));
    TRY(const auto scheme, labeling::findScheme(opened.project.database(), opened.facts, name));
    TRY(const auto outcome, labeling::suggestByPattern(opened.project, opened.facts, filter, scheme, rule,
                                                       std::move(stop), progress));
    return Json{{"rows", outcome.rows}, {"suggested", outcome.suggested}};
}

Result<Json> acceptedRows(const Json& params, StopToken stop, ProgressSink& progress) {
    TRY(const std::string name, stringAt(params, "scheme"));
    TRY(const std::string annotator, stringAt(params, "annotator"));
    TRY(const auto filter, filterOf(params));
    TRY(auto opened, openMeant(params, project::Access::ReadWrite));
    TRY(const auto scheme, labeling::findScheme(opened.project.database(), opened.facts, name));
    TRY(const auto outcome, labeling::acceptSuggestions(opened.project, opened.facts, filter, scheme,
                                                        annotator, std::move(stop), progress));
    return Json{{"changed", outcome.changed}, {"operation", outcome.operation.value}};
}

} // namespace luthier::engine_program

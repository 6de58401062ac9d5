#include "label_names.h"

#include <base/utf8.h>

#include <algorithm>
#include <charconv>

namespace luthier::examples {
namespace {

/// More are no kinds of row but what each row says for itself.
constexpr std::size_t kMostNames = 10'000;

std::optional<std::int64_t> integerOf(const std::string& text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    const bool whole = error == std::errc() && rest == end && std::to_string(value) == text;
    return whole ? std::optional(value) : std::nullopt;
}

std::optional<std::int32_t> placeOf(const std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<std::int32_t>(found - names.begin()));
}

/// UTF-8 sorts as its code points do.
std::vector<std::string> sorted(std::vector<std::string> names) {
    const bool integers =
        std::all_of(names.begin(), names.end(), [](const std::string& name) { return integerOf(name); });
    std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        return integers ? *integerOf(a) < *integerOf(b) : a < b;
    });
    return names;
}

} // namespace

std::optional<std::int32_t> LabelRules::indexOf(const std::string& label) const {
    if (const auto place = placeOf(names, label))
        return place;
    const auto index = integersAreIndexes ? integerOf(label) : std::nullopt;
    return index && *index >= 0 && *index < std::ssize(names)
               ? std::optional(static_cast<std::int32_t>(*index))
               : std::nullopt;
}

Status LabelRules::check(const std::vector<std::string>& labels, bool listed) const {
    if (problem == recipe::ProblemType::SingleLabel && listed && labels.size() != 1)
        return refused("labels.several").with("labels", static_cast<std::int64_t>(labels.size()));
    for (const std::string& label : labels)
        if (!names.empty() && !indexOf(label))
            return refused("labels.unknown").with("label", utf8Prefix(label, 60));
    return {};
}

bool hasNames(recipe::Task task) {
    return task == recipe::Task::Classification || task == recipe::Task::TokenClassification;
}

LabelRules rulesOf(const recipe::Recipe& recipe) {
    LabelRules rules;
    rules.names = recipe.labels.names;
    rules.integersAreIndexes = std::none_of(rules.names.begin(), rules.names.end(),
                                            [](const auto& name) { return integerOf(name); });
    if (recipe.task == recipe::Task::Classification)
        rules.problem = recipe.labels.problemType;
    return rules;
}

LabelRules rulesOf(const recipe::Recipe& recipe, const FrozenData& train) {
    LabelRules rules = rulesOf(recipe);
    if (rules.names.empty()) {
        rules.names = train.labelNames;
        rules.integersAreIndexes = false;
    }
    if (recipe.task == recipe::Task::Classification)
        rules.problem =
            train.isMultiLabel() ? recipe::ProblemType::MultiLabel : recipe::ProblemType::SingleLabel;
    return rules;
}

std::vector<std::int32_t> LabelBook::add(const std::vector<std::string>& labels, bool listed) {
    std::vector<std::int32_t> places;
    for (const std::string& label : labels) {
        const auto [known, isNew] = m_places.emplace(label, static_cast<std::int32_t>(m_labels.size()));
        if (isNew)
            m_labels.push_back(label);
        places.push_back(known->second);
    }
    m_anyListed = m_anyListed || listed;
    return places;
}

Result<LabelRules> settledRules(LabelRules rules, const std::vector<std::string>& modelNames,
                                const LabelBook& rows) {
    if (rules.problem == recipe::ProblemType::Auto)
        rules.problem = rows.anyListed() ? recipe::ProblemType::MultiLabel : recipe::ProblemType::SingleLabel;
    if (rules.names.empty()) {
        rules.integersAreIndexes = false;
        const auto& found = rows.labels();
        const bool fit =
            !modelNames.empty() && std::all_of(found.begin(), found.end(), [&](const auto& label) {
                return placeOf(modelNames, label).has_value();
            });
        rules.names = fit ? modelNames : sorted(found);
    }
    if (rules.names.empty())
        return refused("labels.none");
    if (rules.problem == recipe::ProblemType::SingleLabel && rules.names.size() == 1)
        return refused("labels.only_one").with("label", utf8Prefix(rules.names.front(), 60));
    if (rules.names.size() > kMostNames)
        return refused("labels.too_many")
            .with("labels", static_cast<std::int64_t>(rules.names.size()))
            .with("limit", static_cast<std::int64_t>(kMostNames));
    return rules;
}

} // namespace luthier::examples

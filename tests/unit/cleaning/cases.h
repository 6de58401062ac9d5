#pragma once

#include <cleaning/mending.h>
#include <dataset/catalog.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace luthier::cleaning::tests {

using Codes = std::vector<std::string>;

/// The value, or a test failure that names the code.
template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

/// What the columns of the rows below are, by their names.
inline dataset::DatasetFacts factsOf(const Json& fields) {
    dataset::DatasetFacts facts;
    facts.name = "rows";
    for (const auto& [name, value] : fields.items()) {
        facts.fields.push_back({name, dataset::kString});
        if (dataset::isRole(name))
            facts.roles.emplace_back(name, name);
    }
    return facts;
}

inline ChosenRule ruleOf(std::string_view name, const std::vector<std::string>& settings = {}) {
    auto chosen = must(chooseRules({std::string(name)}, {}, settings));
    return chosen.at(0);
}

/// A finding as tests say it: the reason without `finding.RULE`, and the text it stands on.
struct Found {
    std::string why;
    std::string text;
    std::optional<std::string> replacement;
    Parameters parameters;
};

/// What a rule finds in a row whose columns are named by their roles.
inline std::vector<Found> findIn(const ChosenRule& chosen, const Json& fields) {
    const auto facts = factsOf(fields);
    const RowView row = viewOf(RowId{1}, fields, facts);
    Findings findings;
    chosen.rule->find(row, chosen.settings, findings);
    std::vector<Found> found;
    for (const Finding& finding : findings.all()) {
        EXPECT_NE(std::find(chosen.rule->reasons.begin(), chosen.rule->reasons.end(), finding.why),
                  chosen.rule->reasons.end())
            << finding.why;
        const std::string prefix = "finding." + std::string(chosen.rule->name);
        std::string why = std::string(finding.why).substr(prefix.size());
        std::string text;
        if (finding.passage != kWholeRow)
            text = row.passages[finding.passage].text.substr(finding.span.begin,
                                                             finding.span.end - finding.span.begin);
        found.push_back({why.empty() ? why : why.substr(1), text, finding.replacement, finding.parameters});
    }
    return found;
}
inline std::vector<Found> findIn(std::string_view rule, const Json& fields) {
    return findIn(ruleOf(rule), fields);
}

inline Json answer(const std::string& text) {
    return {{"prompt", "Tell me about it, please."}, {"response", text}};
}
inline Json document(const std::string& text) {
    return {{"text", text}};
}

/// The texts a rule finds in an answer.
inline Codes foundIn(std::string_view rule, const std::string& text) {
    Codes texts;
    for (const auto& one : findIn(rule, answer(text)))
        texts.push_back(one.text);
    return texts;
}

/// The answer as the rule mends it.
inline std::string mendedBy(const std::vector<std::string>& rules, const std::string& text) {
    const Json fields = answer(text);
    const auto chosen = must(chooseRules(rules, {}, {}));
    std::vector<MendingReport::Counts> counts(chosen.size());
    std::string mended = text;
    for (const auto& [name, value] : mendFields(RowId{1}, fields, factsOf(fields), chosen, counts))
        if (name == "response")
            mended = value.get<std::string>();
    return mended;
}

inline std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        all += text;
    return all;
}

} // namespace luthier::cleaning::tests

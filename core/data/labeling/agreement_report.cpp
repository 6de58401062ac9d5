#include "agreement_report.h"

#include <dataset/labels.h>

#include <algorithm>
#include <map>
#include <set>

namespace luthier::labeling {

namespace {

constexpr std::size_t kMostCategories = 2000;

/// What the annotators said of one row, by their place.
struct Item {
    std::int64_t row = 0;
    std::map<std::string, Json> answers;
    bool isDecided = false; // somebody has given a final label
};

Result<std::vector<Item>> readItems(storage::Connection& db, const dataset::DatasetFacts& facts,
                                    const std::string& scheme, const StopToken& stop) {
    std::vector<Item> items;
    TRY_VOID(dataset::forEachLabel(db, facts, scheme, [&](const dataset::Label& label) -> Status {
        if (stop.stop_requested())
            return interrupted();
        if (items.empty() || items.back().row != label.row.value)
            items.push_back({label.row.value, {}});
        if (dataset::isFinal(label.annotator))
            items.back().isDecided = true;
        else
            items.back().answers.emplace(label.annotator, label.value);
        return {};
    }));
    return items;
}

bool isDisputed(const Item& item) {
    return !item.answers.empty() && std::ranges::any_of(item.answers, [&](const auto& answer) {
        return answer.second != item.answers.begin()->second;
    });
}

/// The categories that a scheme names; those that occur where it names none.
Result<std::vector<std::string>> categoriesOf(const Scheme& scheme, const std::vector<Item>& items) {
    std::vector<std::string> categories;
    if (scheme.kind == "class")
        return scheme.options;
    if (scheme.kind == "preference")
        return std::vector<std::string>{"a", "b", "tie"};
    for (int rating = scheme.low; scheme.kind == "rating" && rating <= scheme.high; ++rating)
        categories.push_back(std::to_string(rating));
    if (!categories.empty())
        return categories;
    std::set<std::string> seen;
    for (const Item& item : items)
        for (const auto& [annotator, value] : item.answers)
            seen.insert(kindOf(scheme).write(value));
    if (seen.size() > kMostCategories)
        return refused("label.too_many_values")
            .with("scheme", scheme.name)
            .with("limit", static_cast<std::int64_t>(kMostCategories));
    categories.assign(seen.begin(), seen.end());
    return categories;
}

Answers answersOf(const Scheme& scheme, const std::vector<Item>& items, const AgreementReport& report) {
    std::map<std::string, int> places;
    Answers answers;
    for (const auto& category : report.categories) {
        answers.values.push_back(static_cast<double>(places.size()));
        places.emplace(category, static_cast<int>(places.size()));
    }
    for (const auto& annotator : report.annotators) {
        auto& own = answers.answers.emplace_back(items.size(), kNoAnswer);
        for (std::size_t item = 0; item < items.size(); ++item)
            if (const auto answer = items[item].answers.find(annotator); answer != items[item].answers.end())
                if (const auto place = places.find(kindOf(scheme).write(answer->second));
                    place != places.end())
                    own[item] = place->second;
    }
    return answers;
}

/// Of two annotators: 2 × the spans both have, by those of each; one where neither has any.
std::optional<double> spanF1(const std::vector<Item>& items, const std::string& first,
                             const std::string& second) {
    double both = 0;
    double all = 0;
    bool compared = false;
    for (const Item& item : items) {
        const auto a = item.answers.find(first);
        const auto b = item.answers.find(second);
        if (a == item.answers.end() || b == item.answers.end())
            continue;
        compared = true;
        all += static_cast<double>(a->second.size() + b->second.size());
        for (const Json& span : a->second)
            both += std::ranges::find(b->second, span) != b->second.end() ? 2 : 0;
    }
    if (!compared)
        return {};
    return all > 0 ? both / all : 1.0;
}

void addSpans(AgreementReport& report, const std::vector<Item>& items) {
    double total = 0;
    int pairs = 0;
    for (std::size_t first = 0; first < report.annotators.size(); ++first)
        for (std::size_t second = first + 1; second < report.annotators.size(); ++second)
            if (const auto f1 = spanF1(items, report.annotators[first], report.annotators[second])) {
                total += *f1;
                ++pairs;
            }
    if (pairs > 0)
        report.spanF1 = total / pairs;
    if (report.items > 0)
        report.percent =
            static_cast<double>(report.items - report.disputes) / static_cast<double>(report.items);
}

/// The place of each field of the scheme in an order, from 0; fields that share one have the same.
std::vector<int> placesOf(const Scheme& scheme, const Json& order) {
    std::vector<int> places(scheme.fields.size(), kNoAnswer);
    int place = 0;
    for (const Json& group : order) {
        for (const Json& field : group)
            for (std::size_t at = 0; at < scheme.fields.size(); ++at)
                if (field == scheme.fields[at])
                    places[at] = place;
        place += static_cast<int>(group.size());
    }
    return places;
}

void addOrders(AgreementReport& report, const Scheme& scheme, const std::vector<Item>& items) {
    Answers places; // an item is a field of a row
    for (std::size_t place = 0; place < scheme.fields.size(); ++place)
        places.values.push_back(static_cast<double>(place));
    places.answers.resize(report.annotators.size());
    double total = 0;
    std::int64_t compared = 0;
    for (const Item& item : items) {
        std::vector<std::vector<int>> said;
        for (std::size_t annotator = 0; annotator < report.annotators.size(); ++annotator) {
            const auto found = item.answers.find(report.annotators[annotator]);
            auto own = found == item.answers.end() ? std::vector<int>(scheme.fields.size(), kNoAnswer)
                                                   : placesOf(scheme, found->second);
            auto& column = places.answers[annotator];
            column.insert(column.end(), own.begin(), own.end());
            for (const auto& other : said)
                if (const auto tau = found == item.answers.end() ? std::nullopt : kendallTau(other, own)) {
                    total += *tau;
                    ++compared;
                }
            if (found != item.answers.end())
                said.push_back(std::move(own));
        }
    }
    if (compared > 0)
        report.kendallTau = total / static_cast<double>(compared);
    report.krippendorffAlpha = krippendorffAlpha(places, Level::Ordinal);
    if (report.items > 0)
        report.percent =
            static_cast<double>(report.items - report.disputes) / static_cast<double>(report.items);
}

void addFigures(AgreementReport& report) {
    const bool ordinal = report.scale == Scale::Ordinal;
    report.percent = percentAgreement(report.answers);
    report.cohenKappa = meanKappa(report.answers, Weights::Identity);
    if (ordinal)
        report.weightedKappa = meanKappa(report.answers, Weights::Quadratic);
    report.krippendorffAlpha = krippendorffAlpha(report.answers, ordinal ? Level::Ordinal : Level::Nominal);
    report.gwetAc2 = gwetCoefficient(report.answers, ordinal ? Weights::Quadratic : Weights::Identity);
}

} // namespace

Result<AgreementReport> agreementOf(storage::Connection& db, const dataset::DatasetFacts& facts,
                                    std::string_view name, StopToken stop) {
    TRY(const auto scheme, findScheme(db, facts, name));
    if (kindOf(scheme).isTyped)
        return usageError("label.not_comparable").with("scheme", scheme.name);
    TRY(const auto items, readItems(db, facts, scheme.name, stop));
    AgreementReport report;
    report.scale = kindOf(scheme).scale(scheme);
    std::set<std::string> annotators;
    for (const Item& item : items) {
        for (const auto& [annotator, value] : item.answers)
            annotators.insert(annotator);
        report.items += item.answers.size() > 1 ? 1 : 0;
        if (!isDisputed(item))
            continue;
        ++report.disputes;
        report.decided += item.isDecided ? 1 : 0;
        if (!item.isDecided && report.disputed.size() < kMostDisputed)
            report.disputed.push_back(item.row);
    }
    report.annotators.assign(annotators.begin(), annotators.end());
    if (scheme.kind == "span") {
        addSpans(report, items);
        return report;
    }
    if (scheme.kind == "ranking") {
        addOrders(report, scheme, items);
        return report;
    }
    TRY(report.categories, categoriesOf(scheme, items));
    report.answers = answersOf(scheme, items, report);
    addFigures(report);
    return report;
}

} // namespace luthier::labeling

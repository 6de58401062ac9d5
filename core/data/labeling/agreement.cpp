#include "agreement.h"

#include <cmath>
#include <cstdlib>
#include <numeric>

namespace luthier::labeling {

namespace {

using Row = std::vector<double>;

double weightOf(Weights weights, std::size_t a, std::size_t b, std::size_t categories) {
    if (a == b)
        return 1;
    if (weights == Weights::Identity || categories < 2)
        return 0;
    const double apart =
        std::abs(static_cast<double>(a) - static_cast<double>(b)) / static_cast<double>(categories - 1);
    return 1 - (weights == Weights::Linear ? apart : apart * apart);
}

/// How many annotators gave an item each category.
std::vector<Row> countsByItem(const Answers& answers) {
    std::vector<Row> counts(answers.items(), Row(answers.categories()));
    for (const auto& own : answers.answers)
        for (std::size_t item = 0; item < own.size(); ++item)
            if (own[item] != kNoAnswer)
                ++counts[item][static_cast<std::size_t>(own[item])];
    return counts;
}

double sum(const Row& row) {
    return std::accumulate(row.begin(), row.end(), 0.0);
}

/// Of two answers to an item, what they have in common; the mean over items with two.
std::optional<double> observed(const std::vector<Row>& counts, Weights weights) {
    double total = 0;
    double items = 0;
    for (const Row& row : counts) {
        const double raters = sum(row);
        if (raters < 2)
            continue;
        double common = 0;
        for (std::size_t a = 0; a < row.size(); ++a)
            for (std::size_t b = 0; row[a] > 0 && b < row.size(); ++b)
                common += row[a] * (row[b] - (a == b ? 1 : 0)) * weightOf(weights, a, b, row.size());
        total += common / (raters * (raters - 1));
        ++items;
    }
    return items > 0 ? std::optional(total / items) : std::nullopt;
}

/// Beyond chance, or nothing where chance explains all.
std::optional<double> beyond(double found, double chance) {
    constexpr double kAll = 1 - 1e-12;
    return chance < kAll ? std::optional((found - chance) / (1 - chance)) : std::nullopt;
}

double distance(const Answers& answers, const Row& totals, Level level, std::size_t a, std::size_t b) {
    if (level == Level::Nominal)
        return 1;
    double apart = answers.values[a] - answers.values[b];
    if (level == Level::Ordinal) {
        apart = (totals[a] + totals[b]) / -2;
        for (std::size_t between = std::min(a, b); between <= std::max(a, b); ++between)
            apart += totals[between];
    } else if (level == Level::Ratio) {
        const double both = answers.values[a] + answers.values[b];
        apart = both == 0 ? 0 : apart / both;
    }
    return apart * apart;
}

} // namespace

std::optional<double> percentAgreement(const Answers& answers) {
    return observed(countsByItem(answers), Weights::Identity);
}

std::optional<double> kendallTau(const std::vector<int>& first, const std::vector<int>& second) {
    const auto sign = [](int a, int b) {
        return a < b ? -1 : a > b ? 1 : 0;
    };
    double agree = 0; // less those that disagree
    double inFirst = 0;
    double inSecond = 0;
    for (std::size_t a = 0; a < first.size() && a < second.size(); ++a)
        for (std::size_t b = a + 1; b < first.size() && b < second.size(); ++b) {
            const int one = sign(first[a], first[b]);
            const int other = sign(second[a], second[b]);
            agree += one * other;
            inFirst += one != 0 ? 1 : 0;
            inSecond += other != 0 ? 1 : 0;
        }
    if (inFirst == 0 || inSecond == 0)
        return {};
    return agree / std::sqrt(inFirst * inSecond);
}

std::vector<std::vector<std::int64_t>> confusion(const std::vector<int>& first,
                                                 const std::vector<int>& second, std::size_t categories) {
    std::vector table(categories, std::vector<std::int64_t>(categories));
    for (std::size_t item = 0; item < first.size(); ++item)
        if (first[item] != kNoAnswer && second[item] != kNoAnswer)
            ++table[static_cast<std::size_t>(first[item])][static_cast<std::size_t>(second[item])];
    return table;
}

std::optional<double> cohenKappa(const std::vector<int>& first, const std::vector<int>& second,
                                 std::size_t categories, Weights weights) {
    const auto table = confusion(first, second, categories);
    Row rows(categories);
    Row columns(categories);
    double items = 0;
    for (std::size_t a = 0; a < categories; ++a)
        for (std::size_t b = 0; b < categories; ++b) {
            const auto count = static_cast<double>(table[a][b]);
            rows[a] += count;
            columns[b] += count;
            items += count;
        }
    if (items == 0)
        return {};
    double found = 0;
    double chance = 0;
    for (std::size_t a = 0; a < categories; ++a)
        for (std::size_t b = 0; b < categories; ++b) {
            const double weight = weightOf(weights, a, b, categories);
            found += weight * static_cast<double>(table[a][b]) / items;
            chance += weight * rows[a] * columns[b] / (items * items);
        }
    return beyond(found, chance);
}

std::optional<double> meanKappa(const Answers& answers, Weights weights) {
    double total = 0;
    int pairs = 0;
    for (std::size_t first = 0; first < answers.answers.size(); ++first)
        for (std::size_t second = first + 1; second < answers.answers.size(); ++second)
            if (const auto kappa = cohenKappa(answers.answers[first], answers.answers[second],
                                              answers.categories(), weights)) {
                total += *kappa;
                ++pairs;
            }
    return pairs > 0 ? std::optional(total / pairs) : std::nullopt;
}

std::optional<double> krippendorffAlpha(const Answers& answers, Level level) {
    const std::size_t categories = answers.categories();
    std::vector<Row> together(categories, Row(categories)); // how often two values stand at one item
    Row totals(categories);
    for (const Row& row : countsByItem(answers)) {
        const double raters = sum(row);
        if (raters < 2)
            continue;
        for (std::size_t a = 0; a < categories; ++a) {
            totals[a] += row[a];
            for (std::size_t b = 0; row[a] > 0 && b < categories; ++b)
                together[a][b] += row[a] * (row[b] - (a == b ? 1 : 0)) / (raters - 1);
        }
    }
    const double all = sum(totals);
    double found = 0;
    double chance = 0;
    for (std::size_t a = 0; a < categories; ++a)
        for (std::size_t b = 0; b < categories; ++b) {
            if (a == b)
                continue;
            const double apart = distance(answers, totals, level, a, b);
            found += together[a][b] * apart;
            chance += totals[a] * totals[b] * apart / (all - 1);
        }
    return all > 1 && chance > 0 ? std::optional(1 - found / chance) : std::nullopt;
}

std::optional<double> gwetCoefficient(const Answers& answers, Weights weights) {
    const auto counts = countsByItem(answers);
    const auto found = observed(counts, weights);
    const std::size_t categories = answers.categories();
    if (!found || categories < 2)
        return {};
    Row shares(categories);
    double items = 0;
    for (const Row& row : counts) {
        const double raters = sum(row);
        if (raters == 0)
            continue;
        ++items;
        for (std::size_t a = 0; a < categories; ++a)
            shares[a] += row[a] / raters;
    }
    double spread = 0;
    double weightSum = 0;
    for (std::size_t a = 0; a < categories; ++a) {
        spread += shares[a] / items * (1 - shares[a] / items);
        for (std::size_t b = 0; b < categories; ++b)
            weightSum += weightOf(weights, a, b, categories);
    }
    return beyond(*found, weightSum * spread / static_cast<double>(categories * (categories - 1)));
}

} // namespace luthier::labeling

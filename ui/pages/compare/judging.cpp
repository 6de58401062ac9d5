#include "judging.h"

#include <scoring/chrf.h>
#include <scoring/matching.h>

#include <algorithm>
#include <cmath>

namespace luthier::compare {

using bridge::ComparedRow;
using bridge::Outcome;

namespace {

constexpr double kSameLoss = 5e-4; // half of what is shown

Outcome paired(bool base, bool adapted) {
    if (base)
        return adapted ? Outcome::BothRight : Outcome::Broken;
    return adapted ? Outcome::Fixed : Outcome::BothWrong;
}

std::string textOf(const bridge::SideAnswer& answer) {
    return answer.text.value_or(QString()).toStdString();
}

Outcome containing(const ComparedRow& row) {
    const std::string whole = row.reference.toStdString();
    const auto wanted = scoring::trimmed(whole);
    const auto says = [wanted](const bridge::SideAnswer& answer) {
        const std::string text = textOf(answer);
        // Nothing is contained in everything: it is right only by itself.
        return wanted.empty() ? scoring::trimmed(text).empty() : text.find(wanted) != std::string::npos;
    };
    return paired(says(row.base), says(row.adapted));
}

} // namespace

std::optional<double> lossChange(const ComparedRow& row) {
    if (!row.base.loss || !row.adapted.loss)
        return std::nullopt;
    return *row.adapted.loss - *row.base.loss;
}

Result<std::vector<Likeness>> likenessOf(const std::vector<ComparedRow>& rows, const StopToken& stop) {
    std::vector<Likeness> all(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (stop.stop_requested())
            return interrupted();
        const std::string reference = rows[i].reference.toStdString();
        all[i] = {scoring::chrF(textOf(rows[i].base), reference),
                  scoring::chrF(textOf(rows[i].adapted), reference)};
    }
    return all;
}

Outcome judged(const ComparedRow& row, const Criterion& criterion, const Likeness& likeness) {
    const bool scored = row.outcome != Outcome::Unscored && row.outcome != Outcome::Measured;
    if (row.outcome == Outcome::Failed)
        return row.outcome;
    switch (criterion.kind) {
    case Criterion::Kind::Exact:
        return row.outcome;
    case Criterion::Kind::Contains:
        return scored ? containing(row) : row.outcome;
    case Criterion::Kind::Similar:
        return scored ? paired(likeness.base >= criterion.least, likeness.adapted >= criterion.least)
                      : row.outcome;
    case Criterion::Kind::Loss:
        break;
    }
    const auto change = lossChange(row);
    return !change                         ? row.outcome
           : std::abs(*change) < kSameLoss ? Outcome::SameLoss
           : *change < 0                   ? Outcome::LowerLoss
                                           : Outcome::HigherLoss;
}

Criterion tellingCriterion(const std::vector<ComparedRow>& rows) {
    const auto isRight = [](const ComparedRow& row) {
        return row.outcome == Outcome::Fixed || row.outcome == Outcome::Broken ||
               row.outcome == Outcome::BothRight;
    };
    const auto isWrong = [](const ComparedRow& row) {
        return row.outcome == Outcome::BothWrong;
    };
    const auto hasLoss = [](const ComparedRow& row) {
        return lossChange(row).has_value();
    };
    const bool nothing = std::ranges::any_of(rows, isWrong) && std::ranges::none_of(rows, isRight);
    return {nothing && std::ranges::any_of(rows, hasLoss) ? Criterion::Kind::Loss : Criterion::Kind::Exact,
            0};
}

} // namespace luthier::compare

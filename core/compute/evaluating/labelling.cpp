#include "labelling.h"

#include <base/json_numbers.h>
#include <generation/open_decoder.h>
#include <packing/row_packer.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace luthier::evaluating {
namespace {

using families::Head;
using families::ModelShape;
using families::Problem;

bool isClass(const ModelShape& shape) {
    return shape.head == Head::TokenLabels || shape.problem == Problem::SingleLabel;
}

std::string nameOf(const ModelShape& shape, std::size_t label) {
    return label < shape.labelNames.size() ? shape.labelNames[label] : std::to_string(label);
}

/// Names one behind the other; words' labels are parted by blanks, as taggers write them.
std::string joined(const ModelShape& shape, const std::vector<std::size_t>& labels) {
    std::string text;
    for (const std::size_t label : labels)
        text += (text.empty() ? "" : shape.head == Head::TokenLabels ? " " : ", ") + nameOf(shape, label);
    return text;
}

std::string numberText(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", number);
    return text;
}

double classLoss(std::span<const float> logits, std::size_t label) {
    const double most = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (const float logit : logits)
        sum += std::exp(static_cast<double>(logit) - most);
    return most + std::log(sum) - static_cast<double>(logits[label]);
}

/// −log of the probability of a flag, stable for large logits.
double flagLoss(double logit, double flag) {
    return std::max(logit, 0.0) - logit * flag + std::log1p(std::exp(-std::abs(logit)));
}

} // namespace

Labeller::Labeller(const Subjects& subjects, std::unique_ptr<engine::Scorer> base,
                   std::unique_ptr<engine::Scorer> adapted)
    : m_subjects(&subjects)
    , m_scorers{std::move(base), std::move(adapted)} {}

Result<Labeller> Labeller::create(const Subjects& subjects) {
    generation::ScorerOptions options;
    options.tokens = options.targets = subjects.recipe.tokens.maxLength;
    options.seed = subjects.recipe.seed;
    TRY(auto base, generation::openScorer(subjects.base, {}, options));
    TRY(auto adapted, generation::openScorer(subjects.adapted, subjects.adapter, options));
    return Labeller(subjects, std::move(base), std::move(adapted));
}

Result<Labelled> Labeller::label(Side side, const examples::FrozenData& row) {
    const ModelShape& shape = m_subjects->base->shape();
    const std::int64_t rows[] = {0};
    const engine::PackedBatch batch = packing::RowPacker(shape).pack(row, rows);
    Labelled labelled;
    engine::Scorer& scorer = *m_scorers[side == Side::Base ? 0 : 1];
    TRY_VOID(scorer.score(batch, [&](std::int64_t target, std::span<const float> logits) {
        addTarget(batch, static_cast<std::size_t>(target), logits, labelled);
    }));
    if (isClass(shape)) {
        labelled.text = joined(shape, labelled.predictions);
        labelled.right = labelled.predictions == labelled.references;
    } else if (shape.problem == Problem::MultiLabel) {
        std::vector<std::size_t> said;
        labelled.right = true;
        for (std::size_t i = 0; i < labelled.said.size(); ++i) {
            if (labelled.said[i] > 0)
                said.push_back(i);
            labelled.right = labelled.right && (labelled.said[i] > 0) == (labelled.values[i] > 0.5F);
        }
        labelled.text = joined(shape, said);
    } else if (!labelled.said.empty()) {
        labelled.text = numberText(labelled.said[0]);
    }
    return labelled;
}

void Labeller::addTarget(const engine::PackedBatch& batch, std::size_t target, std::span<const float> logits,
                         Labelled& labelled) const {
    const ModelShape& shape = m_subjects->base->shape();
    ++labelled.loss.tokens;
    if (isClass(shape)) {
        const auto reference = static_cast<std::size_t>(batch.targets[target].token);
        labelled.references.push_back(reference);
        labelled.predictions.push_back(
            static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin()));
        labelled.loss.sum += classLoss(logits, reference);
        return;
    }
    double sum = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const float value = batch.values[target * logits.size() + i];
        labelled.values.push_back(value);
        labelled.said.push_back(logits[i]);
        const double difference = static_cast<double>(logits[i]) - static_cast<double>(value);
        sum += shape.problem == Problem::Regression ? difference * difference : flagLoss(logits[i], value);
    }
    labelled.loss.sum += sum / static_cast<double>(logits.size());
}

std::string referenceText(const ModelShape& shape, const examples::FrozenData& row) {
    std::vector<std::size_t> labels;
    if (shape.head == Head::TokenLabels) {
        for (const std::int32_t label : row.tokenLabels)
            if (label >= 0)
                labels.push_back(static_cast<std::size_t>(label));
        return joined(shape, labels);
    }
    const std::span<const float> values = row.labelsOf(0);
    if (shape.problem == Problem::Regression)
        return numberText(values[0]);
    if (shape.problem == Problem::SingleLabel)
        return nameOf(shape, static_cast<std::size_t>(values[0]));
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] > 0.5F)
            labels.push_back(i);
    return joined(shape, labels);
}

LabelTally::LabelTally(const ModelShape& shape)
    : m_head(shape.head)
    , m_problem(shape.problem)
    , m_counts{scoring::LabelCounts(static_cast<std::size_t>(shape.labels)),
               scoring::LabelCounts(static_cast<std::size_t>(shape.labels))} {}

void LabelTally::add(Side side, const Labelled& labelled) {
    const std::size_t at = side == Side::Base ? 0 : 1;
    for (std::size_t i = 0; i < labelled.predictions.size(); ++i)
        m_counts[at].add(labelled.references[i], labelled.predictions[i]);
    if (labelled.said.empty())
        return;
    if (m_problem == Problem::Regression) {
        for (std::size_t i = 0; i < labelled.said.size(); ++i)
            m_errors[at].add(labelled.values[i], labelled.said[i]);
        return;
    }
    // std::vector<bool> is no array.
    const std::size_t labels = labelled.said.size();
    const auto reference = std::make_unique<bool[]>(labels);
    const auto predicted = std::make_unique<bool[]>(labels);
    for (std::size_t i = 0; i < labels; ++i) {
        reference[i] = labelled.values[i] > 0.5F;
        predicted[i] = labelled.said[i] > 0;
    }
    m_counts[at].addFlags({reference.get(), labels}, {predicted.get(), labels});
}

Json LabelTally::metricsOf(Side side) const {
    const std::size_t at = side == Side::Base ? 0 : 1;
    if (m_head == Head::TextLabels && m_problem == Problem::Regression)
        return {{"mse", finiteOrNull(m_errors[at].meanSquared())},
                {"mae", finiteOrNull(m_errors[at].meanAbsolute())},
                {"pearson", finiteOrNull(m_errors[at].pearson())}};
    return {{"accuracy", finiteOrNull(m_counts[at].accuracy())},
            {"f1_macro", finiteOrNull(m_counts[at].macroF1())},
            {"f1_micro", finiteOrNull(m_counts[at].microF1())}};
}

} // namespace luthier::evaluating

#pragma once

#include "answering.h"
#include "subjects.h"

#include <base/json.h>
#include <engine/scorer.h>
#include <scoring/labels.h>

#include <memory>
#include <string>
#include <vector>

namespace luthier::evaluating {

/// What one side says of a row's labels.
struct Labelled {
    std::string text; ///< as people read it: a label, several, a number, or the labels of its words
    RowLoss loss;
    bool right = false; ///< every label is; of numbers never
    /// By target: the index of what it should be and of what is said; of any number of labels the flags of
    /// each.
    std::vector<std::size_t> references;
    std::vector<std::size_t> predictions;
    std::vector<float> values; ///< of flags and numbers: those of the row
    std::vector<float> said;   ///< the logits behind them
};

/// Both sides of a comparison say what they think of rows. A base without a head of labels says what one of
/// random weights does. Not thread-safe.
class Labeller {
public:
    /// `subjects` must outlive it.
    static Result<Labeller> create(const Subjects& subjects);

    /// Of a row that is frozen alone.
    Result<Labelled> label(Side side, const examples::FrozenData& row);

private:
    Labeller(const Subjects& subjects, std::unique_ptr<engine::Scorer> base,
             std::unique_ptr<engine::Scorer> adapted);
    void addTarget(const engine::PackedBatch& batch, std::size_t target, std::span<const float> logits,
                   Labelled& labelled) const;

    const Subjects* m_subjects;
    std::unique_ptr<engine::Scorer> m_scorers[2]; ///< by Side
};

/// The labels of a row as people read them, those it should have.
std::string referenceText(const families::ModelShape& shape, const examples::FrozenData& row);

/// How right both sides were so far.
class LabelTally {
public:
    explicit LabelTally(const families::ModelShape& shape);
    void add(Side side, const Labelled& labelled);
    /// {accuracy, f1_macro, f1_micro}, or {mse, mae, pearson} where numbers are learnt; null where there is
    /// nothing to say.
    Json metricsOf(Side side) const;

private:
    families::Head m_head;
    families::Problem m_problem;
    scoring::LabelCounts m_counts[2];
    scoring::NumberErrors m_errors[2];
};

} // namespace luthier::evaluating

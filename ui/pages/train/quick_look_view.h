#pragma once

#include "train_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QGridLayout;

namespace luthier::train {

/// What a quick look counted, in one sentence; nothing where the run has none.
std::optional<QString> quickLookWords(const registry::RunFacts& run);

/// Up to `most` rows that show what tuning did: what was fixed, then what was broken, then those whose loss
/// changed most, each in the order of the rows. Indices of `rows`; rows without two answers are left out.
std::vector<std::size_t> tellingRows(const std::vector<bridge::ComparedRow>& rows, std::size_t most);

/// The quick look that a run ended with: what it counted and a few answers of both sides, one line each.
class QuickLookView final : public widgets::Speaking<QWidget> {
    Q_OBJECT

public:
    explicit QuickLookView(TrainPresenter& presenter);
    void show();

private:
    void addRow(const bridge::ComparedRow& row, int line);

    TrainPresenter& m_presenter;
    QStringList m_shown; // what the lines were made of
    QLabel* m_sentence;
    QWidget* m_table;
    QGridLayout* m_grid;
};

} // namespace luthier::train

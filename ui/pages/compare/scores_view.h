#pragma once

#include "compare_presenter.h"
#include "interval_bar.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QGridLayout;
class QTableWidget;

namespace luthier::compare {

/// The figures of the chosen comparison with their intervals, whether the change may be chance, and the
/// comparisons of the run before.
class ScoresView final : public widgets::Page {
    Q_OBJECT

public:
    explicit ScoresView(ComparePresenter& presenter);

private:
    /// Base over adapted on one axis.
    struct Measure {
        widgets::Card card;
        std::array<QLabel*, 2> names;
        std::array<QLabel*, 2> values;
        std::array<QLabel*, 2> ranges;
        std::array<IntervalBar*, 2> bars;
    };
    /// A measure of the summary, told of both sides.
    struct Told {
        QString key; // of the summary: "loss", "exact_match", "accuracy"
        Figure base;
        Figure adapted;
    };
    static std::vector<Told> measuresOf(const Json& summary, bridge::Making making);
    Measure& measureAt(std::size_t place);
    void show();
    void showMeasures(const std::vector<Told>& told);
    void showMeasure(const Measure& measure, const Told& told);
    QString lossUnit() const;
    void showVerdict(const Json& summary);
    void showHistory();
    QString mcnemarText(const Json& summary) const;

    ComparePresenter& m_presenter;
    QGridLayout* m_figures;
    std::vector<Measure> m_measures; // as many as were ever shown together
    widgets::Card m_verdict;
    QLabel* m_mcnemar;
    QLabel* m_remarks;
    widgets::Card m_past;
    QTableWidget* m_table;
};

/// In the window's locale: "1.234" or "56.1 %"; "–" when there is none.
QString lossText(const std::optional<double>& value);
QString shareText(const std::optional<double>& value);

} // namespace luthier::compare

#pragma once

#include "run_curves.h"
#include "train_presenter.h"

#include <charts/curve_chart.h>
#include <widgets/controls.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <array>
#include <memory>

namespace luthier::train {

/// A chart with its title, a note beside it and the values under the crosshair at the right.
struct ChartCard {
    QFrame* frame = nullptr;
    QLabel* title = nullptr;
    QLabel* note = nullptr;
    widgets::SteadyLabel* values = nullptr;
    charts::CurveChart* chart = nullptr;
};
ChartCard chartCard(const QString& name);

/// The four charts of the shown run over one x axis, with what changes their look above them.
class ChartGrid final : public widgets::Page {
    Q_OBJECT

public:
    explicit ChartGrid(TrainPresenter& presenter);
    /// The charts as they stand, as a picture to hand on: twice as fine as a screen, with the run's name over
    /// them.
    QPixmap picture();
    /// Beside the other controls, at the right end.
    void addControl(QWidget* control);

Q_SIGNALS:
    void pictureWanted();
    void valuesWanted();

protected:
    void changeEvent(QEvent* event) override;

private:
    enum Kind { kLoss, kRate, kNorm, kSpeed, kRewards, kCharts };
    QWidget* makeControls();
    void connectControls();
    QWidget* makeCharts();
    void nameCharts();
    void joinCharts();
    void restyle();
    void showSeries(SeriesChange change);
    void showRun();
    void showAxes();
    void showMarks();
    void showValues();
    void showEmpty();
    void alignCharts();
    QString axisTitle() const;
    void point(std::optional<double> x);
    void zoom(std::optional<charts::Span> span);
    charts::Span wholeSpan() const;
    charts::CurveChart& chart(Kind kind) { return *m_cards[kind].chart; }

    TrainPresenter& m_presenter;
    RunCurves m_curves;
    std::array<ChartCard, kCharts> m_cards;
    QWidget* m_charts = nullptr;
    QBoxLayout* m_line = nullptr;
    widgets::Segments* m_axis = nullptr;
    QLabel* m_smoothingName = nullptr;
    widgets::Slider* m_smoothing = nullptr;
    widgets::CheckBox* m_log = nullptr;
    widgets::CheckBox* m_clip = nullptr;
    widgets::ElidedLabel* m_where = nullptr;
    QPushButton* m_whole = nullptr;
    QPushButton* m_export = nullptr;
    std::optional<double> m_pointer;
    std::optional<charts::Span> m_zoom;
    std::shared_ptr<const recipe::Recipe> m_recipe; // of the shown run; null without one
    double m_total = -1;
    int m_right = 0; // of each chart, for the words at the ends; it only grows while a run is shown
};

} // namespace luthier::train

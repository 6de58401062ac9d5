#pragma once

#include "train_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QPlainTextEdit;

namespace luthier::train {

class ChartGrid;
class ResultCard;
class SamplesPanel;

/// The shown run: phases and figures, charts and log, samples beside them.
class RunView final : public widgets::Page {
    Q_OBJECT

public:
    explicit RunView(TrainPresenter& presenter);
    ChartGrid& charts() { return *m_charts; }
    ResultCard& result() { return *m_result; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void showColumns();
    void closeSamples();
    QString logKey() const;
    void showLog();

    TrainPresenter& m_presenter;
    ResultCard* m_result;
    ChartGrid* m_charts;
    QPlainTextEdit* m_log;
    SamplesPanel* m_samples;
    QWidget* m_left;
    QPushButton* m_samplesButton;
    QString m_shownLog;
};

} // namespace luthier::train

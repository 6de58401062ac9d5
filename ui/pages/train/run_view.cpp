#include "run_view.h"

#include "chart_grid.h"
#include "phase_card.h"
#include "result_card.h"
#include "run_log.h"
#include "samples_panel.h"

#include <bridge/finished_runs.h>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTextCursor>

namespace luthier::train {

using namespace widgets;

namespace {

constexpr int kColumn = 14; // characters: a time, a step
/// The last lines; a long run evaluates thousands of times.
constexpr std::size_t kMostLines = 300;

QColor toneColor(const QString& tone) {
    const Palette& palette = currentPalette();
    return tone == QStringLiteral("good")   ? palette.good
           : tone == QStringLiteral("warn") ? palette.warn
           : tone == QStringLiteral("bad")  ? palette.bad
                                            : palette.text;
}

} // namespace

RunView::RunView(TrainPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("runView"));
    auto* lines = column(this, measures::kGapDense);
    lines->setContentsMargins(measures::kPagePadding, measures::kGapDense, measures::kPagePadding,
                              measures::kGapDense);
    m_result = new ResultCard(presenter);
    lines->addWidget(new PhaseCard(presenter));
    auto* columns = row(measures::kGapDense);
    const Scroller scroll = scroller();
    m_left = scroll.area;
    m_charts = new ChartGrid(presenter);
    m_log = new QPlainTextEdit;
    m_log->setObjectName(QStringLiteral("runLog"));
    m_log->setProperty("kind", QStringLiteral("log"));
    m_log->setReadOnly(true);
    m_log->setTabChangesFocus(true);
    m_log->setUndoRedoEnabled(false);
    m_log->setFont(fontOf(TextStyle::Mono));
    m_log->setTabStopDistance(kColumn * m_log->fontMetrics().horizontalAdvance(u'0'));
    m_log->setFixedHeight(measures::kLogHeight);
    scroll.layout->setSpacing(measures::kGapDense);
    scroll.layout->addWidget(m_result);
    scroll.layout->addWidget(m_charts, 1);
    scroll.layout->addWidget(m_log);
    m_samples = new SamplesPanel(presenter);
    m_samplesButton = button(QStringLiteral("samplesButton"), QStringLiteral("small"));
    m_samplesButton->setCheckable(true);
    m_charts->addControl(m_samplesButton);
    columns->addWidget(m_left, 1);
    columns->addWidget(m_samples);
    lines->addLayout(columns, 1);
    connect(m_samplesButton, &QPushButton::toggled, this, &RunView::showColumns);
    connect(m_samples, &SamplesPanel::closed, this, &RunView::closeSamples);
    connect(&presenter, &TrainPresenter::currentChanged, this, &RunView::showLog);
    connect(&presenter, &TrainPresenter::currentChanged, this, &RunView::showColumns);
    connect(&presenter, &TrainPresenter::runsChanged, this, &RunView::showColumns);
    connect(&presenter, &TrainPresenter::runsChanged, this, &RunView::showLog);
    connect(&presenter, &TrainPresenter::jobChanged, this, &RunView::showLog);
    connect(&presenter, &TrainPresenter::seriesChanged, this, &RunView::showLog);
    speak([this] {
        m_log->setAccessibleName(tr("Log of the run"));
        m_samplesButton->setText(tr("Samples"));
        showLog();
    });
}

void RunView::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    showColumns();
}

void RunView::changeEvent(QEvent* event) {
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_shownLog.clear();
        showLog();
    }
}

/// Below this width the samples take the place of the charts when a button asks for them.
void RunView::showColumns() {
    const bool narrow = window()->width() < measures::kDrawerBelow;
    // A model that writes no text leaves no samples.
    const registry::RunFacts* run = m_presenter.current();
    const bool writes = !run || bridge::makingOf(run->recipe) == bridge::Making::Text;
    const bool alone = writes && narrow && m_samplesButton->isChecked();
    m_samplesButton->setVisible(writes && narrow);
    m_samples->setVisible(writes && (!narrow || alone));
    m_samples->standAlone(alone);
    m_left->setVisible(!alone);
}

/// A chart in view takes Escape for itself: it comes here only when nothing else wanted it.
void RunView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_samplesButton->isChecked() && !m_left->isVisible())
        closeSamples();
    else
        Page::keyPressEvent(event);
}

void RunView::closeSamples() {
    m_samplesButton->setChecked(false);
    m_samplesButton->setFocus();
}

/// Steps come many times a second: only what the log tells makes it be written anew.
QString RunView::logKey() const {
    const registry::RunFacts* run = m_presenter.current();
    const jobs::JobFacts* job = m_presenter.job();
    const bridge::RunSeries& series = m_presenter.series();
    const auto text = [](const Json* value) {
        return value ? QString::fromStdString(dumpJson(*value)) : QString();
    };
    QStringList parts{QLocale().name()};
    if (run)
        parts << QString::fromStdString(run->number) << text(member(run->summary, "checkpoint_step"))
              << text(member(run->summary, "notices"));
    if (job)
        parts << QString::number(static_cast<int>(job->state)) << QString::fromStdString(job->startedAt)
              << QString::fromStdString(job->finishedAt);
    if (!series.evaluations.empty())
        parts << QString::number(series.evaluations.size())
              << QString::number(series.evaluations.back().loss, 'g', QLocale::FloatingPointShortest);
    return parts.join(u'/');
}

void RunView::showLog() {
    const QString key = logKey();
    if (key == m_shownLog)
        return;
    m_shownLog = key;
    const registry::RunFacts* run = m_presenter.current();
    const auto lines = run ? logOf(*run, m_presenter.job(), m_presenter.series()) : std::vector<LogLine>{};
    QScrollBar* bar = m_log->verticalScrollBar();
    const int place = bar->value();
    const bool atEnd = place == bar->maximum();
    m_log->clear();
    QTextCursor cursor(m_log->document());
    const std::size_t first = lines.size() > kMostLines ? lines.size() - kMostLines : 0;
    for (std::size_t i = first; i < lines.size(); ++i) {
        QTextCharFormat format;
        format.setForeground(toneColor(lines[i].tone));
        const QString step = lines[i].step ? tr("step %1").arg(numberText(*lines[i].step)) : QString();
        cursor.insertText((i > first ? QStringLiteral("\n") : QString()) +
                              QStringList{lines[i].when, step, lines[i].text}.join(u'\t'),
                          format);
    }
    bar->setValue(atEnd ? bar->maximum() : place);
}

} // namespace luthier::train

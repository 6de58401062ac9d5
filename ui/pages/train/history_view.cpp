#include "history_view.h"

#include "chart_look.h"
#include "run_delegate.h"

#include <widgets/figures.h>
#include <widgets/table.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QListView>
#include <QShortcut>
#include <QTableWidget>

namespace luthier::train {

using namespace widgets;

namespace {

/// Those of a sweep alone, the best first.
void keepRunsOf(const registry::SweepFacts& sweep, std::vector<models::RunRow>& rows) {
    std::erase_if(rows, [&](const models::RunRow& row) {
        return std::ranges::find(sweep.runs, row.run.id, &registry::SweepRun::run) == sweep.runs.end();
    });
    std::ranges::stable_sort(rows, [](const models::RunRow& a, const models::RunRow& b) {
        const auto better = registry::lossOf(a.run);
        const auto worse = registry::lossOf(b.run);
        return better && (!worse || *better < *worse);
    });
}

} // namespace

HistoryView::HistoryView(TrainPresenter& presenter, HistoryPresenter& history)
    : m_presenter(presenter)
    , m_history(history)
    , m_model(presenter.bridge()) {
    setObjectName(QStringLiteral("historyView"));
    auto* columns = row(this, measures::kGapDense);
    columns->setContentsMargins(measures::kPagePadding, measures::kGapDense, measures::kPagePadding,
                                measures::kGapDense);
    columns->addWidget(makeList());
    columns->addWidget(makeOverlay(), 1);
    connect(&presenter, &TrainPresenter::runsChanged, this, &HistoryView::showRuns);
    connect(&presenter, &TrainPresenter::jobChanged, this, &HistoryView::showRuns);
    connect(&history, &HistoryPresenter::changed, this, &HistoryView::showOverlay);
    connect(&history, &HistoryPresenter::sweepsChanged, this, &HistoryView::showSweeps);
    connect(m_withDiscarded, &QCheckBox::toggled, this, &HistoryView::showRuns);
    speak([this] {
        m_list->setAccessibleName(tr("Runs of the project"));
        m_withDiscarded->setText(tr("Show discarded"));
        m_open->setText(tr("Open"));
        m_open->setToolTip(tr("Open this run (Enter)"));
        m_restore->setText(tr("Restore"));
        m_rename->setText(tr("Rename…"));
        m_rename->setToolTip(tr("Give this run another name (F2)"));
        m_chart.title->setText(tr("Loss"));
        m_chart.note->setText(tr("smoothed, validation with points"));
        m_chart.chart->setAccessibleName(tr("Losses of the chosen runs"));
        m_differences.title->setText(tr("What differs in the recipes"));
        m_table->setAccessibleName(tr("What differs in the recipes"));
        m_model.show({});
        m_sweep->setAccessibleName(tr("Which runs are listed"));
        showSweeps();
        showOverlay();
    });
}

QWidget* HistoryView::makeList() {
    QFrame* made = frame(QStringLiteral("card"));
    made->setFixedWidth(measures::kHistoryWidth);
    auto* lines = column(made, 0);
    lines->setContentsMargins(measures::kLine, measures::kLine, measures::kLine, measures::kLine);
    m_list = new QListView;
    m_list->setObjectName(QStringLiteral("runList"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setUniformItemSizes(true);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new RunDelegate(m_list, m_model));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto* foot = new QWidget;
    foot->setFixedHeight(measures::kCardHead);
    auto* line = row(foot, measures::kGap);
    line->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, 0);
    m_withDiscarded = new CheckBox(QStringLiteral("showDiscarded"));
    m_open = button(QStringLiteral("openRun"), QStringLiteral("small"));
    m_restore = button(QStringLiteral("restoreRun"), QStringLiteral("small"), QStringLiteral("undo"));
    line->addWidget(m_withDiscarded);
    line->addStretch(1);
    m_rename = button(QStringLiteral("renameListedRun"), QStringLiteral("small"));
    line->addWidget(m_rename);
    line->addWidget(m_restore);
    line->addWidget(m_open);
    m_sweep = new ComboBox(QStringLiteral("sweepPicker"));
    m_sweep->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto* head = row(0);
    head->setContentsMargins(measures::kGapDense, measures::kGapDense, measures::kGapDense,
                             measures::kGapSmall);
    head->addWidget(m_sweep, 1);
    lines->addLayout(head);
    lines->addWidget(m_list, 1);
    lines->addWidget(separator());
    lines->addWidget(foot);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &HistoryView::choose);
    connect(m_sweep, &QComboBox::activated, this, [this] {
        m_list->selectionModel()->clearSelection();
        m_history.choose({});
        showRuns();
    });
    connect(m_list, &QListView::activated, this, &HistoryView::openCurrent);
    connect(m_open, &QPushButton::clicked, this, &HistoryView::openCurrent);
    connect(m_rename, &QPushButton::clicked, this, &HistoryView::askName);
    auto* key = new QShortcut(QKeySequence(Qt::Key_F2), m_list, this, &HistoryView::askName);
    key->setContext(Qt::WidgetShortcut);
    connect(m_restore, &QPushButton::clicked, this, [this] {
        if (!m_history.chosen().isEmpty())
            m_presenter.restore(m_history.chosen().first());
    });
    return made;
}

QWidget* HistoryView::makeOverlay() {
    auto* whole = new QWidget;
    auto* lines = column(whole, measures::kGapDense);
    m_chart = chartCard(QStringLiteral("overlayChart"));
    m_chart.chart->setStyle(chartStyle());
    m_differences = card();
    m_table = smallTable(QStringLiteral("differences"), 1, measures::kTableRow);
    m_same = label(TextStyle::Body, QStringLiteral("muted"));
    m_same->setWordWrap(true);
    m_same->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                               measures::kGapDense);
    m_differences.body->addWidget(m_same);
    m_differences.body->addWidget(m_table, 1);
    lines->addWidget(m_chart.frame, 1);
    lines->addWidget(m_differences.frame, 1);
    connect(m_chart.chart, &charts::CurveChart::pointed, this,
            [this](double x) { m_chart.chart->setCrosshair(x); });
    connect(m_chart.chart, &charts::CurveChart::pointerLeft, this,
            [this] { m_chart.chart->setCrosshair(std::nullopt); });
    return whole;
}

void HistoryView::changeEvent(QEvent* event) {
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_chart.chart) {
        m_chart.chart->setStyle(chartStyle());
        showOverlay();
    }
}

void HistoryView::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    showRuns();
}

/// The chosen sweep; null: all runs are listed.
const registry::SweepFacts* HistoryView::sweep() const {
    const qint64 chosen = m_sweep->currentData().toLongLong();
    const auto found = std::ranges::find(m_history.sweeps(), chosen, &registry::SweepFacts::id);
    return found == m_history.sweeps().end() ? nullptr : &*found;
}

void HistoryView::showSweeps() {
    const QVariant chosen = m_sweep->currentData();
    m_sweep->clear();
    m_sweep->addItem(tr("All runs"), qint64{0});
    for (const registry::SweepFacts& sweep : m_history.sweeps())
        m_sweep->addItem(tr("Sweep %1: %2 (%n runs)", nullptr, static_cast<int>(sweep.runs.size()))
                             .arg(sweep.id)
                             .arg(QString::fromStdString(sweep.name)),
                         static_cast<qint64>(sweep.id));
    if (!m_sweep->choose(chosen))
        m_sweep->setCurrentIndex(0);
    m_sweep->setVisible(!m_history.sweeps().empty());
    showRuns();
}

void HistoryView::showRuns() {
    if (!isVisible())
        return;
    const auto rowOf = [this](const registry::RunFacts& run) {
        const jobs::JobFacts* job = m_presenter.jobs().jobOfRun(run.number);
        models::RunRow row{run, job ? std::optional(*job) : std::nullopt};
        // What is known of a run at work by its checkpoints is a while ago.
        if (job && jobs::isActive(job->state))
            row.loss = m_presenter.jobs().pulse().loss;
        return row;
    };
    std::vector<models::RunRow> rows;
    for (const registry::RunFacts& run : m_presenter.runs())
        rows.push_back(rowOf(run));
    if (m_withDiscarded->isChecked())
        for (const registry::RunFacts& run : m_presenter.discarded())
            rows.push_back(rowOf(run));
    if (const registry::SweepFacts* chosen = sweep())
        keepRunsOf(*chosen, rows);
    m_model.show(std::move(rows));
    m_withDiscarded->setVisible(!m_presenter.discarded().empty());
    if (!m_list->selectionModel()->hasSelection() && m_model.rowCount() > 0) {
        // What was chosen before a reset of the list, or else the run that is shown.
        QStringList meant = m_history.chosen();
        if (meant.isEmpty() && sweep())
            for (int row = 0; row < std::min(m_model.rowCount(), kOverlayHues); ++row)
                meant << m_model.index(row).data(models::RunsModel::NumberRole).toString();
        if (meant.isEmpty() && m_presenter.current())
            meant << QString::fromStdString(m_presenter.current()->number);
        for (const QString& number : meant)
            if (const int row = m_model.rowOf(number); row >= 0)
                m_list->selectionModel()->select(m_model.index(row), QItemSelectionModel::Select);
    }
    showButtons();
}

void HistoryView::choose() {
    QStringList numbers;
    QModelIndexList selected = m_list->selectionModel()->selectedIndexes();
    if (selected.isEmpty())
        return;
    std::ranges::sort(selected, {}, &QModelIndex::row);
    for (const QModelIndex& index : selected)
        numbers << index.data(models::RunsModel::NumberRole).toString();
    m_history.choose(numbers);
    showButtons();
}

void HistoryView::showButtons() {
    const QStringList& chosen = m_history.chosen();
    const bool one = chosen.size() == 1;
    const auto& gone = m_presenter.discarded();
    const bool discarded = one && std::ranges::find(gone, chosen.first().toStdString(),
                                                    &registry::RunFacts::number) != gone.end();
    m_open->setVisible(!discarded);
    m_open->setEnabled(one);
    m_rename->setVisible(!discarded);
    m_rename->setEnabled(one && m_presenter.isWritable());
    m_restore->setVisible(discarded);
    m_restore->setEnabled(m_presenter.isWritable());
}

void HistoryView::openCurrent() {
    if (m_open->isVisible() && m_history.chosen().size() == 1)
        Q_EMIT runWanted(m_history.chosen().first());
}

void HistoryView::askName() {
    if (m_rename->isVisible() && m_rename->isEnabled())
        Q_EMIT nameWanted(m_history.chosen().first());
}

void HistoryView::showOverlay() {
    const QStringList& chosen = m_history.chosen();
    m_chart.chart->setCurves({});
    m_curves.assign(static_cast<std::size_t>(chosen.size()), {});
    std::vector<charts::Curve> curves;
    double last = 0;
    int hue = -1;
    for (qsizetype i = 0; i < chosen.size(); ++i) {
        const bridge::RunSeries* series = m_history.seriesOf(chosen[i]);
        if (!series || series->size() == 0)
            continue;
        RunCurves& one = m_curves[static_cast<std::size_t>(i)];
        one.follow(*series);
        ++hue;
        last = std::max(last, series->step.back());
        const QString words =
            QStringLiteral("%1 · %2").arg(chosen[i], figureText(one.smoothed.y(one.smoothed.size() - 1)));
        curves.push_back({&one.smoothed, overlayLook(hue), words});
        if (one.validation.size() > 0)
            curves.push_back({&one.validation, overlayValidationLook(hue), {}});
    }
    charts::Axes axes;
    axes.x = {0, last > 0 ? last : 1};
    axes.leastXStep = 1;
    axes.xTitle = tr("Step");
    axes.outliers = charts::Outliers::Clip;
    axes.xLabel = [](double value, double step) {
        return positionText(XAxis::Step, value, step);
    };
    axes.yLabel = [](double value, double step) {
        return tickText(value, step);
    };
    m_chart.chart->setCurves(std::move(curves));
    m_chart.chart->setAxes(axes);
    m_chart.chart->setEmptyText(tr("No step was made yet"));
    m_chart.chart->setRight(m_chart.chart->wantedRight());
    showDifferences();
}

void HistoryView::showDifferences() {
    const std::vector<registry::RunFacts> runs = m_history.chosenRuns();
    std::vector<Difference> differences = recipeDifferences(runs);
    if (runs.size() > 1 && !differences.empty()) {
        Difference best{{}, tr("Best loss"), {}};
        for (const registry::RunFacts& run : runs)
            best.values << (registry::lossOf(run) ? figureText(*registry::lossOf(run)) : QString());
        differences.insert(differences.begin(), std::move(best));
    }
    m_table->setVisible(!differences.empty());
    m_same->setVisible(differences.empty());
    m_same->setText(runs.size() < 2 ? tr("Select two or more runs (Ctrl- or Shift-click) to overlay their "
                                         "losses and see what differs.")
                                    : tr("Their recipes are the same."));
    QStringList heads{tr("Setting")};
    for (const registry::RunFacts& run : runs)
        heads << QString::fromStdString(run.number);
    m_table->setColumnCount(static_cast<int>(heads.size()));
    m_table->setHorizontalHeaderLabels(heads);
    m_table->setRowCount(static_cast<int>(differences.size()));
    for (int i = 0; i < m_table->rowCount(); ++i) {
        const Difference& difference = differences[static_cast<std::size_t>(i)];
        QTableWidgetItem* name = cell(difference.caption);
        name->setToolTip(difference.setting);
        m_table->setItem(i, 0, name);
        for (qsizetype k = 0; k < difference.values.size(); ++k) {
            QTableWidgetItem* value =
                cell(difference.values[k].isEmpty() ? QStringLiteral("–") : difference.values[k]);
            value->setToolTip(difference.values[k]);
            m_table->setItem(i, static_cast<int>(k) + 1, value);
        }
    }
    if (m_table->columnCount() > 1)
        m_table->horizontalHeader()->setStretchLastSection(true);
}

} // namespace luthier::train

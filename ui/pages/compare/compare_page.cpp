#include "compare_page.h"

#include "comparison_dialog.h"
#include "composer.h"
#include "job_strip.h"
#include "scores_view.h"
#include "sides_view.h"

#include <bridge/sentences.h>

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabBar>

namespace luthier::compare {

using namespace widgets;

namespace {

enum View { kSides, kScores, kFirst };
enum Body { kEmpty, kWork };

} // namespace

ComparePage::ComparePage(ComparePresenter& presenter, LiveAnswers& live)
    : m_presenter(presenter)
    , m_live(live) {
    setObjectName(QStringLiteral("comparePage"));
    auto* lines = column(this, 0);
    lines->addWidget(makeHead());
    m_body = new QStackedWidget;
    m_empty = new EmptyState(QStringLiteral("compare"), QStringLiteral("emptyCompareTrain"),
                             QStringLiteral("train"));
    m_body->addWidget(m_empty);
    m_body->addWidget(makeWork());
    lines->addWidget(m_body, 1);
    connect(m_empty->action, &QPushButton::clicked, this, &ComparePage::trainingWanted);
    connect(&presenter, &ComparePresenter::runsChanged, this, [this] {
        fillRuns();
        show();
    });
    connect(&presenter, &ComparePresenter::historyChanged, this, &ComparePage::show);
    connect(&presenter, &ComparePresenter::jobChanged, this, &ComparePage::show);
    connect(&presenter, &ComparePresenter::failed, this, &ComparePage::showError);
    connect(&live, &LiveAnswers::failed, this, &ComparePage::showError);
    connect(m_composer, &Composer::asked, this, [this] {
        m_tabs->setCurrentIndex(kSides);
        m_sides->showLive();
        show();
    });
    connect(m_composer, &Composer::decodingWanted, this, [this] {
        (new ComparisonDialog(this, m_presenter, ComparisonDialog::Purpose::Decoding))->show();
    });
    speak([this] {
        m_empty->title->setText(tr("Nothing to compare yet"));
        m_empty->sentence->setText(tr("Once a run is finished, its base model and the adapted one answer the "
                                      "same rows here, side by side."));
        m_empty->action->setText(tr("Train a run"));
        m_first->title->setText(tr("This run has not been compared yet"));
        m_first->sentence->setText(
            tr("Let both models answer held-out rows, and see what tuning fixed and what it broke."));
        m_first->action->setText(tr("Compare…"));
        fillRuns();
        show();
    });
}

QWidget* ComparePage::makeHead() {
    const PageHead head = pageHead();
    m_title = head.title;
    m_note = head.note;
    m_runs = new ComboBox(QStringLiteral("compareRun"));
    m_compare = button(QStringLiteral("compareButton"), QStringLiteral("primary"), QStringLiteral("compare"));
    head.actions->addWidget(m_runs);
    head.actions->addWidget(m_compare);
    connect(m_runs, &QComboBox::activated, this, [this] {
        m_error->dismiss();
        m_live.clear();
        m_presenter.chooseRun(m_runs->currentData().toString());
    });
    connect(m_compare, &QPushButton::clicked, this, &ComparePage::askComparison);
    speak([this] {
        m_title->setText(tr("Compare"));
        m_runs->setAccessibleName(tr("Run"));
        m_compare->setText(tr("Compare…"));
    });
    return head.widget;
}

QWidget* ComparePage::makeWork() {
    auto* work = new QWidget;
    auto* lines = column(work, 0);
    m_tabs = tabs(QStringLiteral("compareTabs"), 2);
    addTabLine(lines, m_tabs);
    auto* inside = column(nullptr, measures::kGapDense);
    inside->setContentsMargins(measures::kPagePadding, measures::kGapCard, measures::kPagePadding,
                               measures::kGapCard);
    m_error = new ErrorPanel(QStringLiteral("compareError"));
    inside->addWidget(m_error);
    inside->addWidget(new JobStrip(m_presenter));
    m_views = new QStackedWidget;
    m_sides = new SidesView(m_presenter, m_live);
    m_first =
        new EmptyState(QStringLiteral("compare"), QStringLiteral("emptyCompare"), QStringLiteral("compare"));
    m_views->addWidget(m_sides);
    m_views->addWidget(new ScoresView(m_presenter));
    m_views->addWidget(m_first);
    inside->addWidget(m_views, 1);
    m_composer = new Composer(m_presenter, m_live);
    inside->addWidget(m_composer);
    lines->addLayout(inside, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, &ComparePage::show);
    connect(m_first->action, &QPushButton::clicked, this, &ComparePage::askComparison);
    speak([this] {
        m_tabs->setTabText(kSides, tr("Side by side"));
        m_tabs->setTabText(kScores, tr("Scores"));
        m_tabs->setAccessibleName(tr("Parts of the Compare page"));
    });
    return work;
}

void ComparePage::fillRuns() {
    const QSignalBlocker quiet(m_runs);
    m_runs->clear();
    for (const auto& run : m_presenter.runs())
        m_runs->addItem(run.name.isEmpty() ? tr("run %1").arg(run.number)
                                           : tr("run %1 · %2").arg(run.number, run.name),
                        run.number);
    if (const auto* run = m_presenter.run())
        m_runs->choose(run->number);
}

void ComparePage::show() {
    if (!m_first)
        return;
    const bool any = m_presenter.run() != nullptr;
    const auto* evaluation = m_presenter.evaluation();
    m_body->setCurrentIndex(any ? kWork : kEmpty);
    m_empty->setVisible(!any && m_presenter.hasArrived());
    m_runs->setVisible(any);
    m_compare->setVisible(any);
    m_compare->setEnabled(m_presenter.isWritable() && !m_presenter.job());
    m_first->action->setEnabled(m_compare->isEnabled());
    // A quick look has few rows: what it shows is a beginning.
    const bool quick = evaluation && evaluation->kind == "quick_look";
    m_note->setFullText(!any         ? QString()
                        : evaluation ? (quick ? tr("base against adapted · quick look when the run ended, %1")
                                              : tr("base against adapted · compared %1"))
                                           .arg(timeText(QString::fromStdString(evaluation->createdAt)))
                                     : tr("base against adapted"));
    const bool live = !m_live.prompt().isEmpty();
    m_views->setCurrentIndex(
        !evaluation && !(live && m_tabs->currentIndex() == kSides) ? kFirst : m_tabs->currentIndex());
    // A model that writes no text is asked nothing.
    m_composer->setVisible(m_tabs->currentIndex() == kSides && m_presenter.making() == bridge::Making::Text);
}

bool ComparePage::openTab(const QString& key) {
    const bool scores = key == QStringLiteral("scores");
    if (!scores && !key.isEmpty())
        return false;
    m_tabs->setCurrentIndex(scores ? kScores : kSides);
    return true;
}

void ComparePage::askComparison() {
    if (m_presenter.run() && m_presenter.isWritable())
        (new ComparisonDialog(this, m_presenter, ComparisonDialog::Purpose::Comparison))->show();
}

void ComparePage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_presenter.setWatching(bridge::Watching::Yes);
}

void ComparePage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_presenter.setWatching(bridge::Watching::No);
}

void ComparePage::showError(const Error& error) {
    m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
}

} // namespace luthier::compare

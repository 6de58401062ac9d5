#include "train_page.h"

#include "chart_grid.h"
#include "history_view.h"
#include "queue_view.h"
#include "result_card.h"
#include "run_view.h"
#include "run_words.h"

#include <bridge/finished_runs.h>
#include <bridge/job_words.h>
#include <bridge/sentences.h>
#include <widgets/question.h>

#include <QBuffer>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QTabBar>

namespace luthier::train {

using namespace widgets;

TrainPage::TrainPage(TrainPresenter& presenter)
    : m_presenter(presenter)
    , m_history(presenter) {
    setObjectName(QStringLiteral("trainPage"));
    auto* lines = column(this, 0);
    lines->addWidget(makeHead());
    m_error = new ErrorPanel(QStringLiteral("trainError"));
    m_trouble = new ErrorPanel(QStringLiteral("trainTrouble"));
    auto* around = column(nullptr, measures::kGap);
    around->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    around->addWidget(m_error);
    around->addWidget(m_trouble);
    around->addWidget(makeUndo());
    lines->addLayout(around);
    m_body = new PageStack;
    m_body->addWidget(makeEmpty());
    lines->addWidget(m_body, 1);
    connect(&presenter, &TrainPresenter::runsChanged, this, &TrainPage::show);
    connect(&presenter, &TrainPresenter::currentChanged, this, &TrainPage::show);
    connect(&presenter, &TrainPresenter::jobChanged, this, &TrainPage::show);
    connect(&presenter, &TrainPresenter::failed, this, [this](const Error& error) {
        m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
    });
    speak([this] { show(); });
}

QWidget* TrainPage::makeHead() {
    const PageHead head = pageHead();
    m_title = head.title;
    m_note = head.note;
    m_badge = label(TextStyle::Caption);
    m_badge->setProperty("kind", QStringLiteral("badgeAdapted"));
    m_state = label(TextStyle::Table);
    m_state->setObjectName(QStringLiteral("runState"));
    m_rename = button(QStringLiteral("renameRun"), QStringLiteral("quiet"), QStringLiteral("edit"));
    auto* line = static_cast<QHBoxLayout*>(head.widget->layout());
    line->insertWidget(1, m_rename, 0, Qt::AlignVCenter);
    line->insertWidget(2, m_badge, 0, Qt::AlignVCenter);
    line->insertWidget(3, m_state);
    connect(m_rename, &QPushButton::clicked, this, [this] {
        if (const registry::RunFacts* run = m_presenter.current())
            askName(QString::fromStdString(run->number));
    });
    m_compare =
        button(QStringLiteral("compareRunButton"), QStringLiteral("primary"), QStringLiteral("compare"));
    m_export = button(QStringLiteral("exportRunButton"), {}, QStringLiteral("export"));
    m_pause = button(QStringLiteral("pauseRun"), {}, QStringLiteral("pause"));
    m_resume = button(QStringLiteral("resumeRun"), QStringLiteral("primary"), QStringLiteral("play"));
    m_stop = button(QStringLiteral("stopRun"), {}, QStringLiteral("stop"));
    m_discard = button(QStringLiteral("discardRun"), QStringLiteral("danger"));
    for (QPushButton* action : {m_compare, m_export, m_pause, m_resume, m_stop, m_discard})
        head.actions->addWidget(action);
    const auto number = [this] {
        return m_presenter.current() ? QString::fromStdString(m_presenter.current()->number) : QString();
    };
    connect(m_compare, &QPushButton::clicked, this, [this, number] { Q_EMIT comparisonWanted(number()); });
    connect(m_export, &QPushButton::clicked, this, [this, number] { Q_EMIT exportWanted(number()); });
    connect(m_pause, &QPushButton::clicked, &m_presenter, &TrainPresenter::pause);
    connect(m_resume, &QPushButton::clicked, &m_presenter, &TrainPresenter::resume);
    connect(m_stop, &QPushButton::clicked, &m_presenter, &TrainPresenter::stop);
    connect(m_discard, &QPushButton::clicked, this, &TrainPage::askDiscard);
    speak([this] {
        m_rename->setAccessibleName(tr("Rename the run"));
        m_rename->setToolTip(tr("Rename the run"));
        m_compare->setText(tr("Compare with the base"));
        m_export->setText(tr("Export…"));
        m_pause->setText(tr("Pause"));
        m_resume->setText(tr("Resume"));
    });
    return head.widget;
}

QWidget* TrainPage::makeEmpty() {
    m_empty =
        new EmptyState(QStringLiteral("train"), QStringLiteral("emptyRecipe"), QStringLiteral("recipe"));
    m_sample = m_empty->addChoice(QStringLiteral("emptySample"));
    connect(m_empty->action, &QPushButton::clicked, this, &TrainPage::recipeWanted);
    connect(m_sample, &QPushButton::clicked, this, &TrainPage::sampleWanted);
    m_empty->action->hide();
    speak([this] {
        m_empty->title->setText(tr("No run yet"));
        m_empty->sentence->setText(
            tr("A recipe says what is trained on which rows, and how. Start one, and its run appears here."));
        m_empty->action->setText(tr("Go to Recipe"));
        m_sample->setText(tr("Try with the sample"));
    });
    return m_empty;
}

QWidget* TrainPage::makeUndo() {
    m_undo = frame(QStringLiteral("card"));
    auto* line = row(m_undo, measures::kGapDense);
    line->setContentsMargins(measures::kCardPadding, measures::kGapSmall, measures::kCardPadding,
                             measures::kGapSmall);
    m_undoText = label(TextStyle::Body);
    QPushButton* undo =
        button(QStringLiteral("undoDiscardBar"), QStringLiteral("quiet"), QStringLiteral("undo"));
    line->addWidget(m_undoText, 1);
    line->addWidget(undo);
    m_undo->hide();
    connect(undo, &QPushButton::clicked, &m_presenter, &TrainPresenter::undo);
    speak([undo] { undo->setText(tr("Undo")); });
    return m_undo;
}

/// Instead of a run that was discarded: what happened to it and the way back.
QWidget* TrainPage::makeDiscarded() {
    m_discarded =
        new EmptyState(QStringLiteral("train"), QStringLiteral("undoDiscard"), QStringLiteral("undo"));
    m_discarded->setObjectName(QStringLiteral("discardedState"));
    m_discarded->title->setObjectName(QStringLiteral("discardedTitle"));
    connect(m_discarded->action, &QPushButton::clicked, &m_presenter, &TrainPresenter::undo);
    return m_discarded;
}

void TrainPage::buildWork() {
    m_work = new QWidget;
    auto* lines = column(m_work, 0);
    m_tabs = tabs(QStringLiteral("trainTabs"), kQueue + 1);
    addTabLine(lines, m_tabs);
    m_views = new PageStack;
    m_run = new RunView(m_presenter);
    auto* history = new HistoryView(m_presenter, m_history);
    auto* queue = new QueueView(m_presenter);
    m_runPlace = new PageStack;
    m_runPlace->addWidget(m_run);
    m_runPlace->addWidget(makeDiscarded());
    for (QWidget* view : std::initializer_list<QWidget*>{m_runPlace, history, queue})
        m_views->addWidget(view);
    lines->addWidget(m_views, 1);
    m_body->addWidget(m_work);
    connect(m_tabs, &QTabBar::currentChanged, m_views, &QStackedWidget::setCurrentIndex);
    connect(history, &HistoryView::runWanted, this, &TrainPage::showRun);
    connect(history, &HistoryView::nameWanted, this, &TrainPage::askName);
    connect(queue, &QueueView::runWanted, this, &TrainPage::showRun);
    connect(&m_run->charts(), &ChartGrid::pictureWanted, this, [this] { askExport(QStringLiteral("png")); });
    connect(&m_run->charts(), &ChartGrid::valuesWanted, this, [this] { askExport(QStringLiteral("csv")); });
    const auto pass = [this](auto wanted) {
        return [this, wanted] {
            if (const registry::RunFacts* run = m_presenter.current())
                Q_EMIT(this->*wanted)(*run);
        };
    };
    connect(&m_run->result(), &ResultCard::chatWanted, this, pass(&TrainPage::chatWanted));
    connect(&m_run->result(), &ResultCard::furtherWanted, this, pass(&TrainPage::furtherWanted));
    m_tabs->setCurrentIndex(m_tab);
    speak([this] {
        m_tabs->setAccessibleName(tr("Parts of the Train page"));
        show();
    });
}

void TrainPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (!m_work) {
        buildWork();
        window()->installEventFilter(this);
    }
    watch();
}

void TrainPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    watch();
}

bool TrainPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::WindowStateChange)
        watch();
    return Page::eventFilter(watched, event);
}

/// Nothing is read and painted for a page that nobody sees.
void TrainPage::watch() {
    m_presenter.setWatching(isVisible() && !window()->isMinimized() ? bridge::Watching::Yes
                                                                    : bridge::Watching::No);
}

bool TrainPage::openTab(const QString& key) {
    const QStringList keys{QString(), QStringLiteral("history"), QStringLiteral("queue")};
    if (!keys.contains(key))
        return false;
    m_tab = static_cast<int>(keys.indexOf(key));
    if (m_tabs)
        m_tabs->setCurrentIndex(m_tab);
    return true;
}

void TrainPage::showRun(const QString& number) {
    m_presenter.show(number);
    openTab({});
}

void TrainPage::askName(const QString& number) {
    const auto& runs = m_presenter.runs();
    const auto run = std::ranges::find(runs, number.toStdString(), &registry::RunFacts::number);
    if (run == runs.end() || !m_presenter.isWritable())
        return;
    new NameQuestion(
        this, QStringLiteral("runNameDialog"), QString::fromStdString(run->name),
        [number] {
            return NameWords{tr("Rename run %1").arg(number), tr("Name"), tr("Cancel"), tr("Rename")};
        },
        [this, number](const QString& name) { m_presenter.rename(number, name); });
}

void TrainPage::takeFocus() {
    QWidget* place = !m_pause->isHidden() ? static_cast<QWidget*>(m_pause) : m_tabs;
    (place ? place : this)->setFocus();
}

void TrainPage::askDiscard() {
    const registry::RunFacts* run = m_presenter.current();
    if (!run)
        return;
    const QString number = QString::fromStdString(run->number);
    if (!m_presenter.discardEndsWork()) {
        m_presenter.discard(number);
        return;
    }
    auto* question =
        new Question(this, QStringLiteral("discardQuestion"), Question::Way::Destructive, [number] {
            return QuestionWords{tr("Discard run %1?").arg(number),
                                 tr("The run is in progress. It is stopped first, and what it has learned "
                                    "since its last checkpoint is lost. Undo brings the run back, and Resume "
                                    "continues from that checkpoint."),
                                 tr("Keep it"), tr("Stop and discard")};
        });
    connect(question, &QDialog::accepted, &m_presenter, [this, number] { m_presenter.discard(number); });
}

void TrainPage::offerRecipe() {
    m_empty->action->show();
}
void TrainPage::offerSample() {
    m_sample->show();
}

void TrainPage::show() {
    if (!m_empty)
        return;
    const registry::RunFacts* run = m_presenter.current();
    const bool works = m_work && (run || !m_presenter.discarded().empty());
    m_body->setCurrentIndex(works ? 1 : 0);
    // A page that is shown by itself would lie over the one that is current.
    m_empty->setVisible(!works && !run && (m_presenter.hasArrived() || !m_presenter.bridge().project()));
    showHead();
    showTrouble();
    showUndo();
    if (!m_tabs)
        return;
    showDiscarded();
    const auto queued = queueOf(m_presenter.jobs().jobs()).size();
    const auto counted = [](const QString& word, std::size_t count) {
        return count > 0 ? QStringLiteral("%1  %2").arg(word, numberText(static_cast<qint64>(count))) : word;
    };
    // A tab bar measures all its tabs anew even for the text that it has.
    const auto name = [this](int tab, const QString& text) {
        if (m_tabs->tabText(tab) != text)
            m_tabs->setTabText(tab, text);
    };
    name(kRun, run ? tr("Run %1").arg(QString::fromStdString(run->number)) : tr("Run"));
    name(kHistory, counted(tr("History"), m_presenter.runs().size()));
    name(kQueue, counted(tr("Queue"), queued));
}

void TrainPage::showHead() {
    const registry::RunFacts* run = m_presenter.current();
    const jobs::JobFacts* job = m_presenter.job();
    const StateLook look = stateLook(job);
    m_title->setText(run ? tr("Run %1").arg(QString::fromStdString(run->number)) : tr("Train"));
    m_rename->setVisible(run && m_presenter.isWritable());
    m_badge->setVisible(run != nullptr);
    m_state->setVisible(run != nullptr);
    if (run)
        m_badge->setText(recipeWords(*run));
    m_state->setText(look.word);
    setTone(m_state, look.textTone);
    showActions();
    QString note = run && m_presenter.canResume() ? resumeWords(*run)
                   : run                          ? QString::fromStdString(run->name)
                                                  : QString();
    if (run && !m_presenter.isWritable())
        note = tr("Read-only here: this project is open in another window.");
    m_note->setFullText(note);
    m_discard->setToolTip(
        m_presenter.isWritable() ? tr("Hides the run; its files stay and Undo brings it back.") : note);
}

void TrainPage::showActions() {
    const registry::RunFacts* run = m_presenter.current();
    const QWidget* focused = window()->focusWidget();
    const bool had =
        focused && (focused == m_pause || focused == m_resume || focused == m_stop || focused == m_discard);
    const bool result = m_presenter.hasResult();
    const bool resumes = run && m_presenter.job() && m_presenter.canResume();
    m_compare->setVisible(result && bridge::makingOf(run->recipe) != bridge::Making::Scores);
    m_export->setVisible(result);
    changeKind(m_resume, result ? QString() : QStringLiteral("primary"), QStringLiteral("play"));
    setKind(m_discard, result ? QStringLiteral("quietDanger") : QStringLiteral("danger"));
    m_pause->setVisible(run && m_presenter.canPause());
    m_resume->setVisible(resumes);
    m_stop->setVisible(run && m_presenter.canStop());
    const bool keeps = m_presenter.keepsWhenStopped();
    m_stop->setText(keeps ? tr("Stop and keep") : tr("Stop"));
    m_stop->setToolTip(keeps ? tr("Ends the run at its next step and writes what it has learned.")
                             : tr("Removes it from the queue. You can resume it later."));
    // Where a run was discarded it stays, switched off: a second click finds nothing else in its place.
    m_discard->setVisible(run || !m_presenter.discardedHere().empty());
    m_discard->setEnabled(m_presenter.canDiscard());
    m_discard->setText(m_presenter.discardEndsWork() ? tr("Discard…") : tr("Discard"));
    if (had && (focused->isHidden() || !focused->isEnabled()))
        takeFocus();
}

/// "Run 0003 was discarded." Several are counted, and the one that Undo brings back is named.
QString TrainPage::discardedWords() const {
    const auto& numbers = m_presenter.discardedHere();
    if (numbers.empty())
        return {};
    const QString last = QString::fromStdString(numbers.back());
    return numbers.size() == 1
               ? tr("Run %1 was discarded.").arg(last)
               : tr("%n runs were discarded, the last was run %1.", nullptr, static_cast<int>(numbers.size()))
                     .arg(last);
}

void TrainPage::showDiscarded() {
    const bool gone = !m_presenter.current();
    m_runPlace->setCurrentIndex(gone ? 1 : 0);
    const bool here = !m_presenter.discardedHere().empty();
    m_discarded->title->setText(here ? discardedWords() : tr("Every run was discarded."));
    m_discarded->sentence->setText(here ? tr("Its files stay. Other runs are listed under History.")
                                        : tr("Their files stay. “Show discarded” under History lists them."));
    m_discarded->action->setText(
        here ? tr("Undo: bring run %1 back").arg(QString::fromStdString(m_presenter.discardedHere().back()))
             : QString());
    m_discarded->action->setVisible(here);
    m_discarded->action->setEnabled(m_presenter.undoable() != nullptr);
}

/// Why a run failed, as long as it stands so.
void TrainPage::showTrouble() {
    const jobs::JobFacts* job = m_presenter.job();
    const bool bad = job && (job->state == jobs::JobState::Failed || job->state == jobs::JobState::Lost);
    const QString key = bad ? QStringLiteral("%1/%2/%3")
                                  .arg(job->id.value)
                                  .arg(static_cast<int>(job->state))
                                  .arg(static_cast<int>(bridge::currentLanguage()))
                            : QString();
    if (key == m_troubleOf)
        return;
    m_troubleOf = key;
    if (!bad) {
        m_trouble->dismiss();
        return;
    }
    const bridge::JobTrouble trouble = bridge::troubleOf(*job);
    m_trouble->show(trouble.sentence, trouble.hint, trouble.detail);
}

void TrainPage::showUndo() {
    // Where no run is shown, its place says so.
    m_undo->setVisible(m_presenter.undoable() && m_presenter.current());
    m_undoText->setText(discardedWords());
}

void TrainPage::askExport(const QString& ending) {
    const registry::RunFacts* run = m_presenter.current();
    if (!run)
        return;
    const bool picture = ending == QStringLiteral("png");
    auto* dialog =
        new QFileDialog(this, picture ? tr("Save the charts as a picture") : tr("Save the values"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(ending);
    dialog->selectFile(QStringLiteral("run-%1.%2").arg(QString::fromStdString(run->number), ending));
    connect(dialog, &QFileDialog::fileSelected, this, [this, picture](const QString& file) {
        if (picture)
            exportPicture(file);
        else
            m_presenter.save(file, m_presenter.csv());
    });
    dialog->open();
}

void TrainPage::exportPicture(const QString& file) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    m_run->charts().picture().save(&buffer, "PNG");
    m_presenter.save(file, std::move(bytes));
}

} // namespace luthier::train

#include "queue_view.h"

#include "run_words.h"

#include <bridge/job_words.h>

#include <QHBoxLayout>
#include <QScrollArea>

#include <algorithm>

namespace luthier::train {

using namespace widgets;

std::vector<const jobs::JobFacts*> queueOf(const std::vector<jobs::JobFacts>& jobs) {
    std::vector<const jobs::JobFacts*> queue;
    for (const jobs::JobFacts& job : jobs)
        if (!jobs::isFinished(job.state))
            queue.push_back(&job);
    return queue;
}

QueueView::QueueView(TrainPresenter& presenter)
    : m_presenter(presenter)
    , m_card(card()) {
    setObjectName(QStringLiteral("queueView"));
    auto* outer = column(this, 0);
    const Scroller scroll = scroller();
    outer->addWidget(scroll.area);
    scroll.layout->setContentsMargins(measures::kPagePadding, measures::kGapDense, measures::kPagePadding,
                                      measures::kGapDense);
    scroll.layout->setSpacing(measures::kGapDense);
    m_held = frame(QStringLiteral("card"));
    auto* line = row(m_held, measures::kGapDense);
    line->setContentsMargins(measures::kCardPadding, measures::kGap, measures::kCardPadding, measures::kGap);
    m_holder = label(TextStyle::Body);
    m_holder->setObjectName(QStringLiteral("queueHolder"));
    m_holder->setWordWrap(true);
    m_next = button(QStringLiteral("startNext"), {}, QStringLiteral("play"));
    line->addWidget(new IconLabel(QStringLiteral("pause"), IconTone::Warn, measures::kIconSmall));
    line->addWidget(m_holder, 1);
    line->addWidget(m_next);
    m_rows = column(nullptr, 0);
    m_rows->setContentsMargins(measures::kCardPadding, measures::kGapSmall, measures::kCardPadding,
                               measures::kGapSmall);
    m_card.body->addLayout(m_rows);
    scroll.layout->addWidget(m_held);
    scroll.layout->addWidget(m_card.frame);
    scroll.layout->addStretch(1);
    connect(&presenter, &TrainPresenter::jobChanged, this, &QueueView::show);
    connect(&presenter, &TrainPresenter::runsChanged, this, &QueueView::show);
    connect(m_next, &QPushButton::clicked, this, [this] {
        for (const jobs::JobFacts* job : queueOf(m_presenter.jobs().jobs()))
            if (job->state == jobs::JobState::Queued) {
                m_presenter.jobs().startNext(job->lane);
                return;
            }
    });
    speak([this] {
        m_card.title->setText(tr("Queue"));
        m_next->setText(tr("Start next"));
        m_shown.clear();
        show();
    });
}

/// A paused or lost job keeps those behind it from starting by themselves.
void QueueView::showHolder() {
    const auto queue = queueOf(m_presenter.jobs().jobs());
    const auto waiting = std::ranges::find_if(queue, [](const auto* job) {
        return job->state == jobs::JobState::Queued && !jobs::isShort(job->kind);
    });
    const auto holder = std::ranges::find_if(
        queue, [](const auto* job) { return jobs::isHeld(job->state) && !jobs::isShort(job->kind); });
    const bool works = std::ranges::any_of(queue, [](const auto* job) { return jobs::isActive(job->state); });
    const bool held = waiting != queue.end() && holder != queue.end() && !works;
    m_held->setVisible(held);
    m_next->setEnabled(m_presenter.isWritable());
    if (held)
        m_holder->setText(
            tr("Run %1 is %2 and holds its place: the next run starts when it is resumed or stopped, or when "
               "you press Start next. Comparisons and merges do not wait for it.")
                .arg(QString::fromStdString((*holder)->run), bridge::jobStateWord((*holder)->state)));
}

void QueueView::show() {
    showHolder();
    QString shown;
    const auto queue = queueOf(m_presenter.jobs().jobs());
    for (const jobs::JobFacts* job : queue)
        shown += QStringLiteral("%1/%2 ").arg(job->id.value).arg(static_cast<int>(job->state));
    shown += m_presenter.jobs().canYield() ? u'y' : u'n';
    shown += QString::number(m_presenter.runs().size()) + (m_presenter.isWritable() ? u'w' : u'r');
    if (shown == m_shown)
        return;
    m_shown = shown;
    clearLayout(m_rows);
    m_card.note->setText(queue.empty() ? QString() : tr("runs start from the top"));
    if (queue.empty()) {
        QLabel* nothing = label(TextStyle::Body, QStringLiteral("muted"));
        nothing->setText(tr("The queue is empty. Runs started while another is running wait here."));
        nothing->setMinimumHeight(measures::kTableRowHome);
        m_rows->addWidget(nothing);
    }
    for (const jobs::JobFacts* job : queue)
        m_rows->addWidget(makeRow(*job));
}

QWidget* QueueView::makeRow(const jobs::JobFacts& job) {
    const QString id = QString::number(job.id.value);
    auto* made = new QWidget;
    made->setFixedHeight(measures::kCardHead);
    auto* line = row(made, measures::kGapDense);
    const StateLook look = stateLook(&job);
    line->addWidget(new IconLabel(look.icon, look.tone, measures::kIconSmall));
    const auto& runs = m_presenter.runs();
    const auto run = std::ranges::find(runs, job.run, &registry::RunFacts::number);
    QPushButton* open = button(QStringLiteral("queueOpen_") + id, QStringLiteral("quiet"));
    open->setText(job.run.empty() ? bridge::jobKindWord(job.kind) : QString::fromStdString(job.run));
    open->setFixedWidth(measures::kFigureWidth);
    connect(open, &QPushButton::clicked, this,
            [this, number = QString::fromStdString(job.run)] { Q_EMIT runWanted(number); });
    auto* name = new ElidedLabel(TextStyle::Body);
    name->setFullText(run == runs.end()
                          ? QString()
                          : QString::fromStdString(run->name) + QStringLiteral("  ·  ") + recipeWords(*run));
    QLabel* state = label(TextStyle::Table, look.textTone);
    state->setText(look.word);
    QLabel* lane = label(TextStyle::Table, QStringLiteral("muted"));
    lane->setText(QString::fromStdString(job.lane));
    line->addWidget(open);
    line->addWidget(name, 1);
    line->addWidget(state);
    line->addWidget(lane);
    if (job.state == jobs::JobState::Queued)
        addOrderButtons(line, job);
    return made;
}

QueueView::Place QueueView::placeOf(const jobs::JobFacts& job) const {
    std::vector<JobId> waiting;
    for (const jobs::JobFacts* other : queueOf(m_presenter.jobs().jobs()))
        if (other->state == jobs::JobState::Queued && other->lane == job.lane)
            waiting.push_back(other->id);
    const auto at = std::ranges::find(waiting, job.id) - waiting.begin();
    const auto idAt = [&](std::ptrdiff_t index) {
        return index >= 0 && index < std::ssize(waiting)
                   ? std::optional(waiting[static_cast<std::size_t>(index)])
                   : std::nullopt;
    };
    return {idAt(at - 1), idAt(at + 1), idAt(at + 2)};
}

void QueueView::addOrderButtons(QHBoxLayout* line, const jobs::JobFacts& job) {
    const QString id = QString::number(job.id.value);
    const QString number = QString::fromStdString(job.run);
    const Place place = placeOf(job);
    if (jobs::isShort(job.kind)) {
        QPushButton* first = button(QStringLiteral("queueFirst_") + id, QStringLiteral("small"));
        first->setText(tr("Run now"));
        first->setToolTip(tr("The run in progress is paused for it and resumes by itself"));
        first->setEnabled(m_presenter.jobs().canYield());
        connect(first, &QPushButton::clicked, this, [this] {
            if (const auto* training = m_presenter.jobs().canYield())
                m_presenter.jobs().yield(training->id);
        });
        line->addWidget(first);
    }
    QPushButton* up = button(QStringLiteral("queueUp_") + id, QStringLiteral("small"));
    QPushButton* down = button(QStringLiteral("queueDown_") + id, QStringLiteral("small"));
    QPushButton* out = button(QStringLiteral("queueOut_") + id, QStringLiteral("small"));
    up->setText(tr("Move up"));
    down->setText(tr("Move down"));
    out->setText(tr("Remove"));
    up->setAccessibleName(tr("Move run %1 up").arg(number));
    down->setAccessibleName(tr("Move run %1 down").arg(number));
    out->setAccessibleName(tr("Remove run %1 from the queue").arg(number));
    up->setEnabled(m_presenter.isWritable() && place.before);
    down->setEnabled(m_presenter.isWritable() && place.after);
    out->setEnabled(m_presenter.isWritable());
    connect(up, &QPushButton::clicked, this,
            [this, job = job.id, before = place.before] { m_presenter.jobs().move(job, before); });
    connect(down, &QPushButton::clicked, this,
            [this, job = job.id, before = place.afterNext] { m_presenter.jobs().move(job, before); });
    connect(out, &QPushButton::clicked, this, [this, job = job.id] { m_presenter.jobs().stop(job); });
    for (QPushButton* one : {up, down, out})
        line->addWidget(one);
}

} // namespace luthier::train

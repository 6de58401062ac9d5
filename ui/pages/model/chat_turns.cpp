// How a conversation looks: its turns, what can be done with each, two answers side by side.
#include "chat_view.h"
#include "keep_answer_dialog.h"

#include <scoring/word_diff.h>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QScrollArea>
#include <QStackedWidget>

namespace luthier::model {

using namespace widgets;

namespace {

constexpr int kSpeedDecimals = 1;

} // namespace

struct ChatView::Said {
    enum class Who { Person, Base, Run };
    Who who = Who::Person;
    QString text;
    ChatTurn::State state = ChatTurn::State::Whole;
    std::optional<double> tokensPerSecond;
    QString run;   // that answered
    QString other; // what the other side answered
    bool alone = true;
};

void ChatView::showTurns() {
    const auto& turns = m_presenter.turns();
    m_body->setCurrentIndex(turns.empty() ? 0 : 1);
    m_hint->setText(
        m_presenter.run().isEmpty()
            ? tr("Ask the model something to hear how it answers before any tuning. Nothing leaves this "
                 "machine.")
            : tr("Ask run %1 something to hear what it has learned. Nothing leaves this machine.")
                  .arg(m_presenter.run()));
    clearLayout(m_scroll.layout);
    m_lastText = m_lastBase = nullptr;
    int number = 0;
    for (const ChatTurn& turn : turns)
        addTurn(turn, ++number);
    // Another way was begun, and nothing is said in it yet.
    if (m_presenter.wayAt(turns.size()).count > 1) {
        auto* line = row(measures::kGap);
        addWays(line, turns.size());
        line->addStretch(1);
        m_scroll.layout->addLayout(line);
    }
    m_scroll.layout->addStretch(1);
}

void ChatView::addTurn(const ChatTurn& turn, int number) {
    using Who = Said::Who;
    const bool person = turn.who == ChatTurn::Who::Person;
    Said said{person               ? Who::Person
              : turn.run.isEmpty() ? Who::Base
                                   : Who::Run,
              turn.text,
              turn.state,
              turn.tokensPerSecond,
              turn.run,
              {},
              !turn.base};
    m_lastBase = nullptr;
    if (!turn.base) {
        addSaid(m_scroll.layout, said, number);
        return;
    }
    auto* columns = row(measures::kGapDense);
    said.other = turn.base->text;
    addSaid(columns,
            {Who::Base, turn.base->text, turn.base->state, turn.base->tokensPerSecond, {}, turn.text, false},
            number);
    addSaid(columns, said, number);
    m_scroll.layout->addLayout(columns);
    markDifferences(turn);
}

/// Words that only one of two whole answers has.
void ChatView::markDifferences(const ChatTurn& turn) {
    using State = ChatTurn::State;
    if (!turn.base || turn.state == State::Writing || turn.text.isEmpty() || turn.base->text.isEmpty())
        return;
    const std::string base = turn.base->text.toStdString();
    const std::string tuned = turn.text.toStdString();
    const auto diff = scoring::wordDiff(base, tuned);
    m_lastBase->setSide(SideColor::Base, stretchesOf(base, diff.first));
    m_lastText->setSide(SideColor::Adapted, stretchesOf(tuned, diff.second));
}

void ChatView::addSaid(QBoxLayout* place, const Said& said, int number) {
    const bool person = said.who == Said::Who::Person;
    const bool base = said.who == Said::Who::Base;
    QFrame* around = frame(person ? QStringLiteral("sunken")
                           : base ? QStringLiteral("baseAnswer")
                                  : QStringLiteral("adaptedAnswer"));
    auto* lines = column(around, measures::kGapSmall);
    lines->setContentsMargins(measures::kGapDense, measures::kGap, measures::kGapDense, measures::kGap);
    auto* head = row(measures::kGap);
    QLabel* who = label(TextStyle::Caption, person ? QStringLiteral("muted") : QString());
    if (!person)
        setKind(who, base ? QStringLiteral("badgeBase") : QStringLiteral("badgeAdapted"));
    who->setText(person ? tr("You") : base ? tr("base") : tr("run %1").arg(said.run));
    head->addWidget(who, 0, Qt::AlignVCenter);
    QStringList notes;
    if (said.tokensPerSecond)
        notes << tr("%1 tokens/s").arg(QLocale().toString(*said.tokensPerSecond, 'f', kSpeedDecimals));
    if (said.state == ChatTurn::State::Cut)
        notes << tr("cut at the limit of tokens");
    if (said.state == ChatTurn::State::Stopped)
        notes << tr("stopped");
    if (said.alone)
        addWays(head, static_cast<std::size_t>(number - 1));
    auto* note = new ElidedLabel(TextStyle::Caption, QStringLiteral("muted"));
    note->setFullText(notes.join(QStringLiteral(" · ")));
    head->addWidget(note, 1);
    // Two answers share the width: there the actions stand under the words.
    auto* actions = said.alone ? head : row(measures::kGap);
    if (!said.alone) {
        if (base)
            addWays(actions, static_cast<std::size_t>(number - 1));
        actions->addStretch(1);
    }
    addActions(actions, said, number);
    lines->addLayout(head);
    auto* words = new ContentText(TextStyle::Reading);
    words->setObjectName(
        (base && !said.alone ? QStringLiteral("chatBase_%1") : QStringLiteral("chatTurn_%1")).arg(number));
    words->setAccessibleName(who->text());
    lines->addWidget(words);
    if (!said.alone) {
        lines->addStretch(1);
        lines->addLayout(actions);
    }
    around->setAccessibleName(who->text());
    place->addWidget(around, said.alone ? 0 : 1);
    (base && !said.alone ? m_lastBase : m_lastText) = words;
    fill(words, said.text, said.state);
}

/// What can be done with a turn: copied, asked again, asked otherwise, put into a dataset.
void ChatView::addActions(QHBoxLayout* line, const Said& said, int number) {
    const bool besides = said.who == Said::Who::Base && !said.alone;
    const auto action = [&](const char* name, const QString& text, auto what) {
        QPushButton* made = button(QStringLiteral("%1_%2%3")
                                       .arg(QLatin1String(name))
                                       .arg(number)
                                       .arg(besides ? QStringLiteral("_base") : QString()),
                                   QStringLiteral("quiet"));
        made->setText(text);
        connect(made, &QPushButton::clicked, this, what);
        line->addWidget(made);
        return made;
    };
    const bool person = said.who == Said::Who::Person;
    const bool idle = m_presenter.phase() == ChatPresenter::Phase::Idle;
    const auto index = static_cast<std::size_t>(number - 1);
    if (!person && !besides && index + 1 == m_presenter.turns().size() && m_presenter.canRetry())
        action("chatRetry", tr("Retry"), [this] { m_presenter.retry(); });
    if (person && idle)
        action("chatEdit", tr("Edit"), [this, index] { m_presenter.edit(index); });
    if (said.state == ChatTurn::State::Writing || said.text.isEmpty())
        return;
    if (!person && idle && m_presenter.canKeepAnswers())
        action("chatKeep", tr("Keep…"), [this, number, said] {
            askKeeping(number, said);
        })->setToolTip(tr("Add this answer, as it is or corrected, to a dataset"));
    action("chatCopy", tr("Copy"), [text = said.text] { QGuiApplication::clipboard()->setText(text); });
}

/// Which of the ways that the conversation went from here on is shown, and how to come to the others.
void ChatView::addWays(QHBoxLayout* line, std::size_t turn) {
    const ChatBranches::Way way = m_presenter.wayAt(turn);
    if (way.count < 2)
        return;
    const bool idle = m_presenter.phase() == ChatPresenter::Phase::Idle;
    const auto step = [&](const char* name, const QString& sign, const QString& text, bool isThere,
                          std::size_t to) {
        QPushButton* made =
            button(QStringLiteral("%1_%2").arg(QLatin1String(name)).arg(turn + 1), QStringLiteral("quiet"));
        made->setText(sign);
        made->setAccessibleName(text);
        made->setToolTip(text);
        made->setEnabled(idle && isThere);
        connect(made, &QPushButton::clicked, this, [this, turn, to] { m_presenter.showWay(turn, to); });
        line->addWidget(made);
    };
    step("chatWayBefore", QStringLiteral("‹"), tr("Show the version before this one"), way.shown > 0,
         way.shown - 1);
    QLabel* place = label(TextStyle::Caption, QStringLiteral("muted"));
    place->setObjectName(QStringLiteral("chatWay_%1").arg(turn + 1));
    place->setText(tr("%1 of %2").arg(way.shown + 1).arg(way.count));
    line->addWidget(place, 0, Qt::AlignVCenter);
    step("chatWayAfter", QStringLiteral("›"), tr("Show the version after this one"),
         way.shown + 1 < way.count, way.shown + 1);
}

void ChatView::askKeeping(int number, const Said& said) {
    KeptAnswer kept;
    kept.messages = m_presenter.messagesBefore(static_cast<std::size_t>(number - 1));
    kept.answer = said.text;
    kept.rejected = said.other;
    (new KeepAnswerDialog(this, m_presenter, std::move(kept)))->open();
}

void ChatView::showLast() {
    if (!m_lastText || m_presenter.turns().empty())
        return;
    const ChatTurn& turn = m_presenter.turns().back();
    if (m_lastBase && turn.base && turn.base->state == ChatTurn::State::Writing)
        fill(m_lastBase, turn.base->text, turn.base->state);
    else
        fill(m_lastText, turn.text, turn.state);
}

void ChatView::fill(ContentText* words, const QString& text, ChatTurn::State state) const {
    const bool empty = text.isEmpty();
    // Of two answers the second waits for the first.
    const bool waits = words == m_lastText && m_lastBase && !m_presenter.turns().empty() &&
                       m_presenter.turns().back().base &&
                       m_presenter.turns().back().base->state == ChatTurn::State::Writing;
    setTone(words, empty ? QStringLiteral("muted") : QString());
    words->setContent(!empty                                                 ? text
                      : state != ChatTurn::State::Writing                    ? tr("(an empty answer)")
                      : waits                                                ? tr("Waits for its turn…")
                      : m_presenter.phase() == ChatPresenter::Phase::Loading ? tr("Loading the model…")
                                                                             : tr("Answering…"));
}

} // namespace luthier::model

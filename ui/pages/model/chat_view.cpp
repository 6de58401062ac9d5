#include "chat_view.h"

#include <bridge/sentences.h>

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedWidget>

namespace luthier::model {

using namespace widgets;

namespace {

constexpr int kRepaintMilliseconds = 50;
constexpr double kHottest = 5;
constexpr double kMostTokens = 32'768;
enum Body { kHint, kTurns };

} // namespace

ChatView::ChatView(ChatPresenter& presenter, ModelPresenter& models)
    : m_presenter(presenter)
    , m_models(models) {
    setObjectName(QStringLiteral("chatView"));
    setProperty("kind", QStringLiteral("card"));
    auto* whole = column(this, 0);
    whole->setContentsMargins(measures::kLine, measures::kLine, measures::kLine, measures::kLine);
    whole->addWidget(makeHead());
    whole->addWidget(separator());
    m_error = new ErrorPanel(QStringLiteral("chatError"));
    auto* around = column(nullptr, 0);
    around->setContentsMargins(measures::kGapDense, measures::kGapDense, measures::kGapDense, 0);
    around->addWidget(m_error);
    whole->addLayout(around);
    whole->addWidget(makeSystem());
    whole->addWidget(makeTurns(), 1);
    whole->addWidget(separator());
    whole->addWidget(makeFoot());
    connectParts();
    speak([this] {
        m_startOver->setText(tr("New"));
        m_startOver->setToolTip(tr("New conversation"));
        m_startOver->setAccessibleName(tr("New conversation"));
        m_both->setText(tr("Side by side"));
        m_both->setToolTip(
            tr("The base model and the run answer each question, each with its own answers before."));
        m_history->setText(tr("Earlier"));
        m_history->setToolTip(tr("Conversations that are kept with this project"));
        m_run->setAccessibleName(tr("Who answers"));
        m_systemButton->setText(tr("System prompt"));
        m_system->setPlaceholderText(tr("What the model is told before the conversation"));
        m_system->setAccessibleName(tr("System prompt"));
        m_scroll.area->setAccessibleName(tr("Conversation"));
        m_field->setPlaceholderText(tr("Ask the model something"));
        m_field->setAccessibleName(tr("Message to the model"));
        m_send->setText(tr("Send"));
        m_send->setToolTip(tr("Enter sends, Shift+Enter starts a new line"));
        m_stop->setText(tr("Stop"));
        m_temperatureName->setText(tr("Temperature"));
        m_temperature->setAccessibleName(tr("Temperature"));
        m_temperature->setToolTip(tr("0 always takes the likeliest token; higher values vary more"));
        m_tokensName->setText(tr("Max new tokens"));
        m_tokens->setAccessibleName(tr("Max new tokens"));
        show();
    });
}

QWidget* ChatView::makeHead() {
    auto* head = new QWidget;
    head->setFixedHeight(measures::kCardHead);
    auto* line = row(head, measures::kGapDense);
    line->setContentsMargins(measures::kCardPadding, 0, measures::kGap, 0);
    m_title = new ElidedLabel(TextStyle::CardTitle, {}, Qt::ElideMiddle);
    m_startOver = button(QStringLiteral("chatStartOver"), QStringLiteral("quiet"), QStringLiteral("plus"));
    m_run = new ComboBox(QStringLiteral("chatRun"));
    m_systemButton = button(QStringLiteral("chatSystemButton"), QStringLiteral("quiet"));
    m_systemButton->setCheckable(true);
    line->addWidget(m_title, 1);
    m_both = button(QStringLiteral("chatBoth"), QStringLiteral("filter"));
    m_both->setCheckable(true);
    m_history = button(QStringLiteral("chatHistory"), QStringLiteral("quiet"), QStringLiteral("clock"));
    auto* kept = new QMenu(m_history);
    kept->setObjectName(QStringLiteral("chatHistoryMenu"));
    m_history->setMenu(kept);
    connect(kept, &QMenu::aboutToShow, this, &ChatView::fillHistory);
    line->addWidget(m_run);
    line->addWidget(m_both);
    line->addWidget(m_systemButton);
    line->addWidget(m_history);
    line->addWidget(m_startOver);
    connect(m_run, &QComboBox::activated, this,
            [this] { m_presenter.chooseRun(m_run->currentData().toString()); });
    connect(m_both, &QPushButton::clicked, &m_presenter, &ChatPresenter::setBoth);
    return head;
}

/// Hidden until it is asked for or holds something.
QWidget* ChatView::makeSystem() {
    auto* box = new QWidget;
    auto* lines = column(box, 0);
    lines->setContentsMargins(measures::kGapDense, measures::kGapDense, measures::kGapDense, 0);
    m_system = new MessageField(QStringLiteral("chatSystem"), MessageField::SendKey::ControlEnter);
    lines->addWidget(m_system);
    box->hide();
    connect(m_systemButton, &QPushButton::toggled, this, [this, box](bool shown) {
        box->setVisible(shown);
        if (shown)
            m_system->setFocus();
    });
    connect(m_system, &QPlainTextEdit::textChanged, this,
            [this] { m_presenter.setSystem(m_system->toPlainText()); });
    return box;
}

QWidget* ChatView::makeTurns() {
    m_body = new QStackedWidget;
    m_hint = label(TextStyle::Body, QStringLiteral("muted"));
    m_hint->setObjectName(QStringLiteral("chatHint"));
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    m_scroll = scroller();
    m_scroll.area->setObjectName(QStringLiteral("chatTurns"));
    m_scroll.area->setFocusPolicy(Qt::StrongFocus);
    m_scroll.layout->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                                        measures::kGapDense);
    m_body->addWidget(m_hint);
    m_body->addWidget(m_scroll.area);
    QScrollBar* bar = m_scroll.area->verticalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar] {
        if (m_atEnd)
            bar->setValue(bar->maximum());
    });
    connect(bar, &QScrollBar::valueChanged, this,
            [this, bar](int value) { m_atEnd = value >= bar->maximum(); });
    return m_body;
}

QWidget* ChatView::makeFoot() {
    auto* foot = new QWidget;
    auto* lines = column(foot, measures::kGap);
    lines->setContentsMargins(measures::kGapDense, measures::kGapDense, measures::kGapDense,
                              measures::kGapDense);
    m_remark = label(TextStyle::Table, QStringLiteral("muted"));
    m_remark->setObjectName(QStringLiteral("chatRemark"));
    m_remark->setWordWrap(true);
    m_field = new MessageField(QStringLiteral("chatField"), MessageField::SendKey::Enter);
    m_send = button(QStringLiteral("chatSend"), QStringLiteral("primary"), QStringLiteral("play"));
    m_stop = button(QStringLiteral("chatStop"), {}, QStringLiteral("stop"));
    auto* top = row(measures::kGap);
    top->addWidget(m_field, 1);
    top->addWidget(m_send, 0, Qt::AlignTop);
    top->addWidget(m_stop, 0, Qt::AlignTop);
    lines->addWidget(m_remark);
    lines->addLayout(top);
    lines->addLayout(makeSettings());
    return foot;
}

QHBoxLayout* ChatView::makeSettings() {
    const bridge::Decoding& decoding = m_presenter.decoding();
    m_temperature = new NumberField(QStringLiteral("chatTemperature"), NumberField::Kind::Real, 0, kHottest);
    m_temperature->setValue(decoding.temperature);
    m_tokens = new NumberField(QStringLiteral("chatTokens"), NumberField::Kind::Whole, 1, kMostTokens);
    m_tokens->setValue(decoding.maxNewTokens);
    m_temperatureName = label(TextStyle::Table, QStringLiteral("muted"));
    m_tokensName = label(TextStyle::Table, QStringLiteral("muted"));
    m_note = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_note->setObjectName(QStringLiteral("chatNote"));
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* line = row(measures::kGap);
    for (const auto& [name, field] :
         {std::pair{m_temperatureName, m_temperature}, {m_tokensName, m_tokens}}) {
        name->setBuddy(field);
        field->setFixedWidth(measures::kFigureWidth);
        line->addWidget(name);
        line->addWidget(field);
        line->addSpacing(measures::kGap);
        connect(field, &NumberField::edited, this, &ChatView::takeSettings);
    }
    line->addWidget(m_note, 1);
    return line;
}

void ChatView::connectParts() {
    m_repaint.setSingleShot(true);
    m_repaint.setInterval(kRepaintMilliseconds);
    connect(&m_repaint, &QTimer::timeout, this, &ChatView::showLast);
    connect(&m_presenter, &ChatPresenter::grown, this, [this] {
        if (!m_repaint.isActive())
            m_repaint.start();
    });
    connect(&m_presenter, &ChatPresenter::changed, this, &ChatView::show);
    connect(&m_presenter, &ChatPresenter::handedBack, this, [this](const QString& text) {
        if (m_field->toPlainText().isEmpty())
            m_field->setPlainText(text);
        m_field->moveCursor(QTextCursor::End);
    });
    connect(&m_presenter, &ChatPresenter::failed, this, [this](const Error& error) {
        m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
    });
    connect(&m_presenter, &ChatPresenter::answerKept, this, [this](const QString& dataset) {
        m_keptIn = dataset;
        showState();
    });
    connect(&m_models, &ModelPresenter::currentChanged, m_error, &ErrorPanel::dismiss);
    connect(m_field, &MessageField::sent, this, &ChatView::send);
    connect(m_field, &QPlainTextEdit::textChanged, this, &ChatView::showState);
    connect(m_send, &QPushButton::clicked, this, &ChatView::send);
    connect(m_stop, &QPushButton::clicked, &m_presenter, &ChatPresenter::stop);
    connect(m_startOver, &QPushButton::clicked, this, [this] {
        m_error->dismiss();
        m_presenter.startOver();
        m_field->setFocus();
    });
}

void ChatView::showEvent(QShowEvent* event) {
    Speaking<QFrame>::showEvent(event);
    m_presenter.setWatching(bridge::Watching::Yes);
}

void ChatView::hideEvent(QHideEvent* event) {
    Speaking<QFrame>::hideEvent(event);
    m_presenter.setWatching(bridge::Watching::No);
}

void ChatView::takeSettings() {
    bridge::Decoding decoding = m_presenter.decoding();
    decoding.temperature = m_temperature->value();
    decoding.maxNewTokens = static_cast<int>(m_tokens->value());
    m_presenter.setDecoding(decoding);
}

void ChatView::send() {
    const QString text = m_field->toPlainText();
    if (!m_send->isEnabled() || text.trimmed().isEmpty())
        return;
    m_error->dismiss();
    m_keptIn.clear();
    m_atEnd = true;
    m_field->clear();
    m_presenter.send(text);
}

void ChatView::show() {
    const auto* model = m_models.catalog().modelAt(m_models.current());
    m_title->setFullText(model ? model->name : QString());
    fillRuns();
    if (m_system->toPlainText() != m_presenter.system()) {
        m_system->setPlainText(m_presenter.system());
        m_systemButton->setChecked(!m_presenter.system().isEmpty());
    }
    showTurns();
    showState();
}

void ChatView::fillRuns() {
    const QSignalBlocker quiet(m_run);
    m_run->clear();
    m_run->addItem(tr("Base model"), QString());
    for (const bridge::FinishedRun& run : m_presenter.runs())
        m_run->addItem(run.name.isEmpty() ? tr("run %1").arg(run.number)
                                          : tr("run %1 · %2").arg(run.number, run.name),
                       run.number);
    m_run->choose(m_presenter.run());
    m_run->setVisible(!m_presenter.runs().empty());
    const bool idle = m_presenter.phase() == ChatPresenter::Phase::Idle;
    m_run->setEnabled(idle);
    m_both->setVisible(!m_presenter.run().isEmpty());
    m_both->setEnabled(idle);
    m_both->setChecked(m_presenter.asksBoth());
    m_history->setVisible(m_presenter.canUndoRemoval() || !m_presenter.kept().empty());
    m_history->setEnabled(idle);
}

/// What was said before, newest first, and what can be done with the conversation that is shown.
void ChatView::fillHistory() {
    QMenu* menu = m_history->menu();
    menu->clear();
    for (const registry::Conversation& one : m_presenter.kept()) {
        const QString model = QFileInfo(QString::fromStdString(one.model)).fileName();
        QAction* action = menu->addAction(tr("%1 · %2 · %3")
                                              .arg(timeText(QString::fromStdString(one.updatedAt)), model,
                                                   QString::fromStdString(one.title)));
        action->setObjectName(QStringLiteral("chatOpen_%1").arg(one.id));
        action->setCheckable(true);
        action->setChecked(one.id == m_presenter.conversation());
        connect(action, &QAction::triggered, &m_presenter, [this, id = one.id] { m_presenter.open(id); });
    }
    menu->addSeparator();
    if (m_presenter.conversation() != 0)
        menu->addAction(tr("Remove this conversation"), &m_presenter, &ChatPresenter::remove)
            ->setObjectName(QStringLiteral("chatRemove"));
    if (m_presenter.canUndoRemoval())
        menu->addAction(tr("Bring the removed conversation back"), &m_presenter, &ChatPresenter::undoRemoval)
            ->setObjectName(QStringLiteral("chatUndoRemoval"));
}

QString ChatView::remark() const {
    const auto& details = m_models.details();
    if (details && details->hindrance)
        return tr("This model cannot be used, so you cannot chat with it. The overview says why.");
    if (m_presenter.hasLeft())
        return tr("A job needed the device, so the model was unloaded. Send again when the job is done.");
    if (!m_keptIn.isEmpty())
        return tr("Added to “%1”. Undo on the Data page takes it back.").arg(m_keptIn);
    if (m_presenter.isPlain())
        return tr("This model has no chat template: the conversation is given as plain text, which the model "
                  "continues.");
    return {};
}

void ChatView::showState() {
    const bool busy = m_presenter.phase() != ChatPresenter::Phase::Idle;
    const auto& details = m_models.details();
    m_remark->setText(remark());
    setTone(m_remark, m_presenter.hasLeft() ? QStringLiteral("warn")
                      : !m_keptIn.isEmpty() ? QStringLiteral("good")
                                            : QStringLiteral("muted"));
    m_remark->setVisible(!m_remark->text().isEmpty());
    m_field->setEnabled(details && !details->hindrance && details->writesText());
    m_send->setVisible(!busy);
    m_send->setEnabled(m_presenter.canSend() && !m_field->toPlainText().trimmed().isEmpty());
    m_stop->setVisible(busy);
    m_startOver->setEnabled(!busy && !m_presenter.turns().empty());
    m_note->setFullText(tr("Shift+Enter: new line"));
}

} // namespace luthier::model

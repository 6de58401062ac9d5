#include "chat_view.h"

#include <bridge/sentences.h>

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
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
constexpr int kSpeedDecimals = 1;
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
        m_startOver->setText(tr("New conversation"));
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
    line->addWidget(m_run);
    line->addWidget(m_systemButton);
    line->addWidget(m_startOver);
    connect(m_run, &QComboBox::activated, this,
            [this] { m_presenter.chooseRun(m_run->currentData().toString()); });
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
    m_run->setEnabled(m_presenter.phase() == ChatPresenter::Phase::Idle);
}

/// What can be done with a turn: copied, asked again, asked otherwise.
void ChatView::addActions(QHBoxLayout* line, const ChatTurn& turn, int number) {
    const auto action = [&](const char* name, const QString& text, auto what) {
        QPushButton* made =
            button(QStringLiteral("%1_%2").arg(QLatin1String(name)).arg(number), QStringLiteral("quiet"));
        made->setText(text);
        connect(made, &QPushButton::clicked, this, what);
        line->addWidget(made);
    };
    const bool model = turn.who == ChatTurn::Who::Model;
    const auto index = static_cast<std::size_t>(number - 1);
    if (model && index + 1 == m_presenter.turns().size() && m_presenter.canRetry())
        action("chatRetry", tr("Retry"), [this] { m_presenter.retry(); });
    if (!model && m_presenter.phase() == ChatPresenter::Phase::Idle)
        action("chatEdit", tr("Edit"), [this, index] { m_presenter.edit(index); });
    if (turn.state != ChatTurn::State::Writing && !turn.text.isEmpty())
        action("chatCopy", tr("Copy"), [text = turn.text] { QGuiApplication::clipboard()->setText(text); });
}

void ChatView::showTurns() {
    const auto& turns = m_presenter.turns();
    m_body->setCurrentIndex(turns.empty() ? kHint : kTurns);
    m_hint->setText(
        tr("Ask the model something to hear how it answers before any tuning. Nothing leaves this machine."));
    clearLayout(m_scroll.layout);
    m_lastText = nullptr;
    int number = 0;
    for (const ChatTurn& turn : turns)
        addTurn(turn, ++number);
    m_scroll.layout->addStretch(1);
}

void ChatView::addTurn(const ChatTurn& turn, int number) {
    const bool model = turn.who == ChatTurn::Who::Model;
    const bool adapted = !turn.run.isEmpty();
    QFrame* around = frame(!model    ? QStringLiteral("sunken")
                           : adapted ? QStringLiteral("adaptedAnswer")
                                     : QStringLiteral("baseAnswer"));
    auto* lines = column(around, measures::kGapSmall);
    lines->setContentsMargins(measures::kGapDense, measures::kGap, measures::kGapDense, measures::kGap);
    auto* head = row(measures::kGap);
    QLabel* who = label(TextStyle::Caption, model ? QString() : QStringLiteral("muted"));
    if (model)
        setKind(who, adapted ? QStringLiteral("badgeAdapted") : QStringLiteral("badgeBase"));
    who->setText(!model ? tr("You") : adapted ? tr("run %1").arg(turn.run) : tr("base"));
    head->addWidget(who);
    QLabel* note = label(TextStyle::Caption, QStringLiteral("muted"));
    note->setText(noteOf(turn));
    head->addWidget(note, 1);
    addActions(head, turn, number);
    lines->addLayout(head);
    auto* words = new ContentText(TextStyle::Reading);
    words->setObjectName(QStringLiteral("chatTurn_%1").arg(number));
    words->setAccessibleName(who->text());
    lines->addWidget(words);
    around->setAccessibleName(who->text());
    m_scroll.layout->addWidget(around);
    m_lastText = words;
    fill(words, turn);
}

QString ChatView::noteOf(const ChatTurn& turn) const {
    QStringList parts;
    if (turn.tokensPerSecond)
        parts << tr("%1 tokens/s").arg(QLocale().toString(*turn.tokensPerSecond, 'f', kSpeedDecimals));
    if (turn.state == ChatTurn::State::Cut)
        parts << tr("cut at the limit of tokens");
    if (turn.state == ChatTurn::State::Stopped)
        parts << tr("stopped");
    return parts.join(QStringLiteral(" · "));
}

void ChatView::showLast() {
    if (m_lastText && !m_presenter.turns().empty())
        fill(m_lastText, m_presenter.turns().back());
}

void ChatView::fill(ContentText* words, const ChatTurn& turn) const {
    const bool empty = turn.text.isEmpty();
    setTone(words, empty ? QStringLiteral("muted") : QString());
    words->setContent(!empty                                                 ? turn.text
                      : turn.state != ChatTurn::State::Writing               ? tr("(an empty answer)")
                      : m_presenter.phase() == ChatPresenter::Phase::Loading ? tr("Loading the model…")
                                                                             : tr("Answering…"));
}

QString ChatView::remark() const {
    const auto& details = m_models.details();
    if (details && details->hindrance)
        return tr("This model cannot be used, so you cannot chat with it. The overview says why.");
    if (m_presenter.hasLeft())
        return tr("A job needed the device, so the model was unloaded. Send again when the job is done.");
    if (m_presenter.isPlain())
        return tr("This model has no chat template: the conversation is given as plain text, which the model "
                  "continues.");
    return {};
}

void ChatView::showState() {
    const bool busy = m_presenter.phase() != ChatPresenter::Phase::Idle;
    const auto& details = m_models.details();
    m_remark->setText(remark());
    setTone(m_remark, m_presenter.hasLeft() ? QStringLiteral("warn") : QStringLiteral("muted"));
    m_remark->setVisible(!m_remark->text().isEmpty());
    m_field->setEnabled(details && !details->hindrance && details->writesText());
    m_send->setVisible(!busy);
    m_send->setEnabled(m_presenter.canSend() && !m_field->toPlainText().trimmed().isEmpty());
    m_stop->setVisible(busy);
    m_startOver->setEnabled(!busy && !m_presenter.turns().empty());
    m_note->setFullText(tr("Shift+Enter: new line"));
}

} // namespace luthier::model

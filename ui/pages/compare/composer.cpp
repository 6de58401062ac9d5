#include "composer.h"

#include <bridge/job_words.h>
#include <bridge/sentences.h>

#include <QAccessible>
#include <QHBoxLayout>
#include <QLocale>

namespace luthier::compare {

using namespace widgets;

Composer::Composer(ComparePresenter& presenter, LiveAnswers& live)
    : m_presenter(presenter)
    , m_live(live) {
    setObjectName(QStringLiteral("composer"));
    setProperty("kind", QStringLiteral("card"));
    auto* lines = column(this, measures::kGapSmall);
    lines->setContentsMargins(measures::kGapDense, measures::kGapDense, measures::kGapDense,
                              measures::kGapSmall);
    auto* top = row(measures::kGap);
    m_field = new MessageField(QStringLiteral("composerField"), MessageField::SendKey::ControlEnter);
    m_send = button(QStringLiteral("composerSend"), QStringLiteral("primary"), QStringLiteral("play"));
    m_cancel = button(QStringLiteral("composerCancel"), {}, QStringLiteral("stop"));
    top->addWidget(m_field, 1);
    top->addWidget(m_send, 0, Qt::AlignTop);
    top->addWidget(m_cancel, 0, Qt::AlignTop);
    auto* foot = row(measures::kGap);
    m_note = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_note->setObjectName(QStringLiteral("composerNote"));
    m_change = button(QStringLiteral("changeDecoding"), QStringLiteral("quiet"));
    foot->addWidget(m_note, 1);
    foot->addWidget(m_change);
    m_notice = label(TextStyle::Table, QStringLiteral("warn"));
    m_notice->setObjectName(QStringLiteral("composerNotice"));
    m_notice->setWordWrap(true);
    m_notice->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_notice->hide();
    lines->addWidget(m_notice);
    lines->addLayout(top);
    lines->addLayout(foot);
    connect(m_field, &MessageField::sent, this, &Composer::send);
    connect(m_send, &QPushButton::clicked, this, &Composer::send);
    connect(m_cancel, &QPushButton::clicked, &live, &LiveAnswers::cancel);
    connect(m_change, &QPushButton::clicked, this, &Composer::decodingWanted);
    connect(m_field, &QPlainTextEdit::textChanged, this, &Composer::show);
    connect(&live, &LiveAnswers::changed, this, &Composer::show);
    connect(&presenter, &ComparePresenter::projectChanged, m_field, &QPlainTextEdit::clear);
    connect(&presenter, &ComparePresenter::runsChanged, this, &Composer::show);
    connect(&presenter, &ComparePresenter::jobChanged, this, &Composer::show);
    connect(&presenter, &ComparePresenter::decodingChanged, this, &Composer::show);
    speak([this] {
        m_field->setPlaceholderText(tr("Ask both the same thing"));
        m_field->setAccessibleName(tr("Question for both models"));
        m_send->setText(tr("Send to both"));
        m_send->setToolTip(tr("Ctrl+Enter"));
        m_cancel->setText(tr("Cancel"));
        m_change->setText(tr("Change decoding…"));
        show();
    });
}

void Composer::send() {
    const auto* run = m_presenter.run();
    if (!run || !m_send->isEnabled())
        return;
    m_live.ask(*run, m_field->toPlainText(), m_presenter.decoding());
    if (m_live.phase() != LiveAnswers::Phase::Idle)
        Q_EMIT asked();
}

QString Composer::decodingText() const {
    const Decoding& decoding = m_presenter.decoding();
    const QLocale locale;
    QStringList parts;
    parts << (decoding.temperature > 0
                  ? tr("temperature %1").arg(locale.toString(decoding.temperature, 'g', 3))
                  : tr("greedy"));
    parts << tr("up to %1 tokens").arg(numberText(decoding.maxNewTokens));
    if (decoding.temperature > 0)
        parts << tr("seed %1").arg(decoding.seed);
    if (decoding.repetitionPenalty != 1)
        parts << tr("repetition penalty %1").arg(locale.toString(decoding.repetitionPenalty, 'g', 3));
    if (const auto* run = m_presenter.run(); run && LiveAnswers::hasSystemText(*run))
        parts << tr("with the recipe's system text");
    return parts.join(QStringLiteral(" · "));
}

QString Composer::stateText() const {
    const auto* run = m_presenter.run();
    if (!run)
        return {};
    switch (LiveAnswers::hindranceOf(*run)) {
    case LiveAnswers::Hindrance::FullModel:
        return tr("Full fine-tuning leaves no adapter to switch off, so both sides cannot answer live. "
                  "Compare rows instead.");
    case LiveAnswers::Hindrance::NoBase:
        return tr(
            "This run started from random weights, so there is no base model to ask. Compare rows instead.");
    case LiveAnswers::Hindrance::None:
        break;
    }
    if (m_live.phase() == LiveAnswers::Phase::Loading)
        return tr("Loading the model…");
    if (m_live.phase() == LiveAnswers::Phase::Answering)
        return m_live.answering() == LiveAnswers::Base ? tr("The base model answers…")
                                                       : tr("The adapted model answers…");
    if (m_live.hasLeft())
        return tr("A job needed the device, so the model was unloaded. Ask again when the job is done.");
    if (m_live.wasCancelled())
        return tr("Cancelled.");
    if (const auto* job = m_presenter.jobs().active())
        return tr("%1 is using the device. Live answers wait until it is done.").arg(bridge::jobAtWork(job));
    return {};
}

void Composer::showNotice() {
    const auto& notice = m_live.answer(LiveAnswers::Adapted).notice;
    m_notice->setText(notice ? tr("These answers may mean little. %1").arg(bridge::sentence(*notice))
                             : QString());
    const bool appears = notice && m_notice->isHidden();
    m_notice->setVisible(notice.has_value());
    if (appears) {
        QAccessibleEvent alert(m_notice, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void Composer::show() {
    showNotice();
    const auto* run = m_presenter.run();
    const bool possible = run && LiveAnswers::hindranceOf(*run) == LiveAnswers::Hindrance::None;
    const bool busy = m_live.phase() != LiveAnswers::Phase::Idle;
    m_field->setEnabled(possible);
    m_send->setVisible(!busy);
    m_send->setEnabled(possible && !m_presenter.job() && !m_field->toPlainText().trimmed().isEmpty());
    m_cancel->setVisible(busy);
    const QString state = stateText();
    m_note->setFullText(state.isEmpty() ? decodingText() : state);
}

} // namespace luthier::compare

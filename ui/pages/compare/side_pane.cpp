#include "side_pane.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QTextEdit>

namespace luthier::compare {

using namespace widgets;
using luthier::scoring::DiffSpan;

namespace {

constexpr qsizetype kLongHash = 16;
constexpr qsizetype kHashEnd = 4;

} // namespace

QString shortWeights(const QString& weights) {
    const qsizetype blank = weights.lastIndexOf(u' ');
    QString hash = weights.mid(blank + 1);
    const qsizetype colon = hash.indexOf(u':');
    hash = hash.mid(colon + 1);
    if (blank < 0 || hash.size() <= kLongHash)
        return weights;
    return weights.left(blank + 1) + hash.left(kHashEnd) + u'…' + hash.right(kHashEnd);
}

SidePane::SidePane(SideColor side)
    : m_side(side) {
    const bool base = side == SideColor::Base;
    setObjectName(base ? QStringLiteral("basePane") : QStringLiteral("adaptedPane"));
    setProperty("kind", base ? QStringLiteral("sideBase") : QStringLiteral("sideAdapted"));
    auto* whole = column(this, 0);
    auto* head = new QWidget;
    head->setFixedHeight(measures::kCardHead);
    auto* line = row(head, measures::kGap);
    line->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, 0);
    m_badge = label(TextStyle::Caption);
    setKind(m_badge, base ? QStringLiteral("badgeBase") : QStringLiteral("badgeAdapted"));
    m_weights = new ElidedLabel(TextStyle::Mono, QStringLiteral("muted"), Qt::ElideMiddle);
    m_weights->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(m_badge, 0, Qt::AlignVCenter);
    line->addWidget(m_weights, 1);
    m_text = new QTextEdit;
    m_text->setObjectName(base ? QStringLiteral("baseText") : QStringLiteral("adaptedText"));
    m_text->setProperty("kind", QStringLiteral("answerText"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(fontOf(TextStyle::Reading));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->document()->setDocumentMargin(measures::kGapDense);
    m_figures = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_figures->setFixedHeight(measures::kCardFoot);
    m_figures->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, 0);
    whole->addWidget(head);
    whole->addWidget(separator());
    whole->addWidget(m_text, 1);
    whole->addWidget(separator());
    whole->addWidget(m_figures);
    speak([this] { name(); });
}

void SidePane::name() {
    const bool base = m_side == SideColor::Base;
    m_badge->setText(base ? tr("base") : m_run.isEmpty() ? tr("adapted") : tr("adapted, run %1").arg(m_run));
    m_text->setAccessibleName(base ? tr("Answer of the base model") : tr("Answer of the adapted model"));
    setAccessibleName(m_badge->text());
}

void SidePane::setRun(const QString& number) {
    m_run = number;
    name();
}

void SidePane::show(PaneContent content) {
    m_content = std::move(content);
    m_weights->setFullText(m_content.weights.isEmpty() ? QString() : shortWeights(m_content.weights));
    m_weights->setToolTip(m_content.weights);
    m_weights->setAccessibleName(m_content.weights);
    m_figures->setFullText(m_content.figures.join(QStringLiteral("   ·   ")));
    fill();
}

void SidePane::fill() {
    m_text->clear();
    QTextCursor cursor(m_text->document());
    QTextCharFormat plain;
    plain.setForeground(currentPalette().text);
    if (!m_content.remark.isEmpty()) {
        plain.setForeground(currentPalette().text2);
        cursor.insertText(m_content.remark, plain);
        return;
    }
    if (m_content.differences.empty()) {
        cursor.insertText(QString::fromStdString(m_content.text), plain);
        m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
        return;
    }
    writeSide(*m_text->document(), m_side, stretchesOf(m_content.text, m_content.differences));
    m_text->verticalScrollBar()->setValue(0);
}

void SidePane::changeEvent(QEvent* event) {
    Speaking<QFrame>::changeEvent(event);
    // The colours of the words are in the document: another theme writes them again.
    if (event->type() == QEvent::PaletteChange)
        fill();
}

} // namespace luthier::compare

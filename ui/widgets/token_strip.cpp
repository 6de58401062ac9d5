#include "token_strip.h"

#include <QHBoxLayout>

namespace luthier::widgets {
namespace {

constexpr qsizetype kMostBytes = 24;

QString bytesOf(const QString& text) {
    const QByteArray bytes = text.toUtf8();
    const QString shown = QString::fromLatin1(bytes.left(kMostBytes).toHex(' ').toUpper());
    return bytes.size() > kMostBytes ? shown + QStringLiteral(" …") : shown;
}

} // namespace

TokenStrip::TokenStrip(const QString& name) {
    setObjectName(name);
    setProperty("kind", QStringLiteral("sunken"));
    auto* lines = column(this, measures::kGapSmall);
    lines->setContentsMargins(measures::kGapDense, measures::kGap, measures::kGapDense, measures::kGap);
    auto* first = row(measures::kGapDense);
    m_text = new ElidedLabel(TextStyle::Mono);
    m_text->setObjectName(name + QStringLiteral("Text"));
    m_state = badge();
    first->addWidget(m_text, 1);
    first->addWidget(m_state);
    auto* second = row(measures::kGap);
    m_id = addPair(second, m_idCaption);
    m_id->setObjectName(name + QStringLiteral("Id"));
    m_place = addPair(second, m_placeCaption);
    second->addStretch(1);
    auto* third = row(measures::kGap);
    m_range = addPair(third, m_rangeCaption);
    m_bytesCaption = label(TextStyle::Caption, QStringLiteral("muted"));
    m_bytes = new ElidedLabel(TextStyle::Mono);
    third->addWidget(m_bytesCaption);
    third->addWidget(m_bytes, 1);
    for (QHBoxLayout* line : {first, second, third})
        lines->addLayout(line);
    speak([this] {
        m_idCaption->setText(tr("id"));
        m_placeCaption->setText(tr("token"));
        m_bytesCaption->setText(tr("bytes"));
        m_rangeCaption->setText(tr("characters"));
        setAccessibleName(tr("The token under the pointer"));
        say();
    });
}

QLabel* TokenStrip::addPair(QHBoxLayout* line, QLabel*& caption) {
    caption = label(TextStyle::Caption, QStringLiteral("muted"));
    QLabel* value = label(TextStyle::Mono);
    line->addWidget(caption);
    line->addWidget(value);
    return value;
}

void TokenStrip::show(const TokenFacts& facts) {
    m_facts = facts;
    m_isEmpty = false;
    say();
}

void TokenStrip::clear() {
    m_isEmpty = true;
    say();
}

void TokenStrip::say() {
    for (QLabel* part : {m_idCaption, m_id, m_placeCaption, m_place, m_bytesCaption, m_rangeCaption, m_range})
        part->setVisible(!m_isEmpty);
    m_state->setVisible(!m_isEmpty && !m_facts.state.isEmpty());
    m_text->setFont(fontOf(m_isEmpty ? TextStyle::Table : TextStyle::Mono));
    if (m_isEmpty) {
        m_text->setFullText(tr("Point at a token, or go there with the arrow keys."));
        m_bytes->setFullText({});
        return;
    }
    m_text->setFullText(QStringLiteral("“%1”").arg(TokenText::marked(m_facts.text)));
    m_id->setText(QString::number(m_facts.id));
    m_place->setText(tr("%1 of %2").arg(numberText(m_facts.place), numberText(m_facts.count)));
    m_bytes->setFullText(m_facts.part.count > 0 ? tr("part %1 of %2 of %3")
                                                      .arg(m_facts.part.number)
                                                      .arg(m_facts.part.count)
                                                      .arg(bytesOf(m_facts.text))
                                                : bytesOf(m_facts.text));
    m_range->setText(m_facts.begin < m_facts.end
                         ? QStringLiteral("%1–%2").arg(numberText(m_facts.begin), numberText(m_facts.end))
                         : tr("none"));
    m_state->setText(m_facts.state);
    setTone(m_state, m_facts.stateTone);
}

} // namespace luthier::widgets

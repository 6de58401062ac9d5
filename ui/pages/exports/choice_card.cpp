#include "choice_card.h"

#include <QHBoxLayout>

namespace luthier::exports {

using namespace widgets;

ChoiceCard::ChoiceCard(const QString& name, const QString& iconName) {
    setObjectName(name);
    setProperty("kind", QStringLiteral("choice"));
    setCheckable(true);
    setAutoExclusive(true);
    setCursor(Qt::PointingHandCursor);
    auto* line = row(this, measures::kGapDense);
    line->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kGapDense);
    line->addWidget(new IconLabel(iconName, IconTone::Text), 0, Qt::AlignTop);
    auto* texts = column(nullptr, measures::kGapSmall);
    m_title = label(TextStyle::BodyStrong);
    m_sentence = label(TextStyle::Table, QStringLiteral("muted"));
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    texts->addWidget(m_title);
    texts->addWidget(m_sentence, 1);
    line->addLayout(texts, 1);
    // The card is pressed as a whole.
    for (QLabel* text : {m_title, m_sentence})
        text->setAttribute(Qt::WA_TransparentForMouseEvents);
}

void ChoiceCard::setTexts(const QString& title, const QString& sentence) {
    m_title->setText(title);
    m_sentence->setText(sentence);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
}

QSize ChoiceCard::sizeHint() const {
    return {measures::kFacetsWidth, measures::kChoiceHeight};
}

} // namespace luthier::exports

#include "error_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>

namespace luthier::widgets {

ErrorPanel::ErrorPanel(const QString& name) {
    setObjectName(name);
    setProperty("kind", QStringLiteral("error"));
    auto* layout = row(this, measures::kGapDense);
    layout->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                               measures::kGapDense);
    auto* texts = column(nullptr, measures::kGapSmall);
    m_sentence = label(TextStyle::BodyStrong);
    m_hint = label(TextStyle::Body, QStringLiteral("muted"));
    for (QLabel* text : {m_sentence, m_hint}) {
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        texts->addWidget(text);
    }
    m_copy = button(name + QStringLiteral("Copy"), QStringLiteral("quiet"));
    m_close = button(name + QStringLiteral("Close"), QStringLiteral("quiet"));
    layout->addWidget(new IconLabel(QStringLiteral("error"), IconTone::Bad), 0, Qt::AlignTop);
    layout->addLayout(texts, 1);
    layout->addWidget(m_copy, 0, Qt::AlignTop);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    speak([this] {
        m_copy->setText(tr("Copy detail"));
        m_close->setText(tr("Dismiss"));
        setAccessibleName(tr("Error"));
    });
    connect(m_close, &QPushButton::clicked, this, &ErrorPanel::dismiss);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_detail); });
    hide();
}

void ErrorPanel::show(const QString& sentence, const QString& hint, const QString& detail) {
    m_sentence->setText(sentence);
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
    m_detail = detail;
    QFrame::show();
}

void ErrorPanel::dismiss() {
    hide();
}

EmptyState::EmptyState(const QString& iconName, const QString& buttonName, const QString& buttonIcon) {
    auto* layout = column(this, measures::kGapDense);
    title = label(TextStyle::CardTitle);
    sentence = label(TextStyle::Body, QStringLiteral("muted"));
    sentence->setAlignment(Qt::AlignCenter);
    action = button(buttonName, QStringLiteral("primary"), buttonIcon);
    layout->addStretch(2);
    layout->addWidget(new IconLabel(iconName, IconTone::Muted, measures::kControl), 0, Qt::AlignHCenter);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    layout->addWidget(sentence, 0, Qt::AlignHCenter);
    layout->addWidget(action, 0, Qt::AlignHCenter);
    layout->addStretch(3);
}

QPushButton* EmptyState::addChoice(const QString& buttonName) {
    QPushButton* choice = button(buttonName, QStringLiteral("quiet"));
    auto* lines = static_cast<QVBoxLayout*>(layout());
    lines->insertWidget(lines->count() - 1, choice, 0, Qt::AlignHCenter);
    choice->hide();
    return choice;
}

} // namespace luthier::widgets

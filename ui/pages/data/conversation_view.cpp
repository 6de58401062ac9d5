#include "conversation_view.h"

#include <models/rows_model.h>
#include <widgets/content_text.h>
#include <widgets/parts.h>

#include <QHBoxLayout>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr qsizetype kMostCharacters = 4000;
constexpr std::size_t kMostMessages = 50;

} // namespace

std::vector<Bubble> bubblesOf(const Json& messages) {
    std::vector<Bubble> bubbles;
    for (const Json& message : messages) {
        if (bubbles.size() == kMostMessages)
            break;
        const Json* content = member(message, "content");
        const QString role = QString::fromStdString(stringAt(message, "role", "").value_or(""));
        QString text = content ? models::valueText(*content, models::TextForm::Whole) : QString();
        if (const Json* calls = member(message, "tool_calls"); calls && !calls->empty())
            text += (text.isEmpty() ? QString() : QStringLiteral("\n")) +
                    models::valueText(*calls, models::TextForm::Whole);
        bubbles.push_back({role, text, role == QStringLiteral("assistant")});
    }
    return bubbles;
}

ShownBubble addBubble(QVBoxLayout* layout, const Bubble& bubble) {
    QFrame* made = frame(bubble.isAnswer ? QStringLiteral("answer") : QStringLiteral("sunken"));
    auto* lines = column(made, measures::kGapSmall);
    lines->setContentsMargins(measures::kGapDense, measures::kGap, measures::kGapDense, measures::kGap);
    auto* head = row(measures::kGap);
    if (!bubble.role.isEmpty()) {
        QLabel* name =
            label(TextStyle::Caption, bubble.isAnswer ? QStringLiteral("action") : QStringLiteral("muted"));
        name->setText(bubble.role);
        head->addWidget(name);
        head->addStretch(1);
    }
    lines->addLayout(head);
    auto* body =
        new ContentText(TextStyle::Body, bubble.text.size() > kMostCharacters
                                             ? bubble.text.left(kMostCharacters) + QStringLiteral("…")
                                             : bubble.text);
    body->setAccessibleName(bubble.role);
    lines->addWidget(body);
    layout->addWidget(made);
    return {made, head, lines, body};
}

void showMessages(QVBoxLayout* layout, const Json& messages) {
    for (const Bubble& bubble : bubblesOf(messages))
        addBubble(layout, bubble);
}

void showPlainText(QVBoxLayout* layout, const QString& text) {
    addBubble(layout, {{}, text, true});
}

void showRemark(QVBoxLayout* layout, const QString& text) {
    QLabel* remark = label(TextStyle::Body, QStringLiteral("muted"));
    remark->setText(text);
    remark->setWordWrap(true);
    layout->addWidget(remark);
}

} // namespace luthier::data

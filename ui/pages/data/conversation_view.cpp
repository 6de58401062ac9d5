#include "conversation_view.h"

#include <models/rows_model.h>
#include <widgets/content_text.h>
#include <widgets/parts.h>

#include <QVBoxLayout>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr qsizetype kMostCharacters = 4000;
constexpr std::size_t kMostMessages = 50;

void addBubble(QVBoxLayout* layout, const QString& caption, const QString& text, const QString& kind) {
    QFrame* bubble = frame(kind);
    auto* lines = column(bubble, measures::kGapSmall);
    lines->setContentsMargins(measures::kGapDense, measures::kGap, measures::kGapDense, measures::kGap);
    if (!caption.isEmpty()) {
        QLabel* name = label(TextStyle::Caption, kind == QStringLiteral("answer") ? QStringLiteral("action")
                                                                                  : QStringLiteral("muted"));
        name->setText(caption);
        lines->addWidget(name);
    }
    auto* body = new ContentText(TextStyle::Body, text.size() > kMostCharacters
                                                      ? text.left(kMostCharacters) + QStringLiteral("…")
                                                      : text);
    body->setAccessibleName(caption);
    lines->addWidget(body);
    layout->addWidget(bubble);
}

} // namespace

void showMessages(QVBoxLayout* layout, const Json& messages) {
    std::size_t shown = 0;
    for (const Json& message : messages) {
        if (++shown > kMostMessages)
            break;
        const Json* content = member(message, "content");
        const QString role = QString::fromStdString(stringAt(message, "role", "").value_or(""));
        QString text = content ? models::valueText(*content, models::TextForm::Whole) : QString();
        if (const Json* calls = member(message, "tool_calls"); calls && !calls->empty())
            text += (text.isEmpty() ? QString() : QStringLiteral("\n")) +
                    models::valueText(*calls, models::TextForm::Whole);
        const bool answer = role == QStringLiteral("assistant");
        addBubble(layout, role, text, answer ? QStringLiteral("answer") : QStringLiteral("sunken"));
    }
}

void showPlainText(QVBoxLayout* layout, const QString& text) {
    addBubble(layout, {}, text, QStringLiteral("answer"));
}

void showRemark(QVBoxLayout* layout, const QString& text) {
    QLabel* remark = label(TextStyle::Body, QStringLiteral("muted"));
    remark->setText(text);
    remark->setWordWrap(true);
    layout->addWidget(remark);
}

} // namespace luthier::data

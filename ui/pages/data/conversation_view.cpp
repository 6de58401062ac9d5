#include "conversation_view.h"

#include <dataset/conversation.h>
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

std::vector<Bubble> bubblesOfRow(const Json& fields, const dataset::Roles& roles) {
    std::vector<Bubble> bubbles;
    if (const auto conversation = dataset::conversationOf(fields, roles)) {
        if (conversation->text)
            return {{{}, QString::fromStdString(*conversation->text), true}};
        bubbles = bubblesOf(conversation->messages);
    }
    for (const char* role : {"chosen", "rejected"}) {
        const std::string column = dataset::columnOf(roles, role);
        const Json* answer = column.empty() ? nullptr : member(fields, column);
        if (!answer || (answer->is_array() && answer->empty()))
            continue;
        // Of a whole conversation the last turn is the answer.
        const Json& turn = answer->is_array() ? answer->back() : *answer;
        const Json* content = turn.is_object() ? member(turn, "content") : &turn;
        if (content)
            bubbles.push_back({QString::fromLatin1(role),
                               models::valueText(*content, models::TextForm::Whole),
                               std::string_view(role) == "chosen"});
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

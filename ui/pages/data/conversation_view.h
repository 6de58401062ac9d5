#pragma once

#include <base/json.h>
#include <dataset/types.h>

#include <QString>

#include <vector>

class QFrame;
class QHBoxLayout;
class QVBoxLayout;

namespace luthier::widgets {
class ContentText;
}

namespace luthier::data {

/// What one speaker says; without a role it is plain text.
struct Bubble {
    QString role;
    QString text; // whole
    bool isAnswer = false;
};
/// The bubbles of messages ({role, content}), up to as many as are shown.
std::vector<Bubble> bubblesOf(const Json& messages);

/// Those of a row: its conversation or text, and of a pair both answers behind it. None where a row is no
/// conversation.
std::vector<Bubble> bubblesOfRow(const Json& fields, const dataset::Roles& roles);

/// A bubble in a layout; long texts are cut.
struct ShownBubble {
    QFrame* frame;
    QHBoxLayout* head; // the caption, and room behind it
    QVBoxLayout* lines;
    widgets::ContentText* body;
};
ShownBubble addBubble(QVBoxLayout* layout, const Bubble& bubble);

/// Puts the messages of a row as bubbles into a layout.
void showMessages(QVBoxLayout* layout, const Json& messages);
void showPlainText(QVBoxLayout* layout, const QString& text);
void showRemark(QVBoxLayout* layout, const QString& text);

} // namespace luthier::data

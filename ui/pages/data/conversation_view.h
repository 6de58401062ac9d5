#pragma once

#include <base/json.h>

#include <QString>

class QVBoxLayout;

namespace luthier::data {

/// Puts the messages of a row ({role, content}) as bubbles into a layout, or its plain text; long ones are
/// cut.
void showMessages(QVBoxLayout* layout, const Json& messages);
void showPlainText(QVBoxLayout* layout, const QString& text);
void showRemark(QVBoxLayout* layout, const QString& text);

} // namespace luthier::data

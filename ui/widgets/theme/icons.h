#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace luthier::widgets {

/// Which colour of the theme an icon takes; it is looked up when the icon is painted, so a change of theme
/// needs nothing.
enum class IconTone { Text, Muted, Action, OnAction, Good, Warn, Bad };

/// An icon of resources/icons by its file's name; disabled ones are muted.
QIcon icon(const QString& name, IconTone tone = IconTone::Text);

/// The icon as a picture of `size` logical pixels for a screen of that ratio.
QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal ratio);

QColor colorOf(IconTone tone);

} // namespace luthier::widgets

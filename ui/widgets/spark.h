#pragma once

#include <QList>
#include <QRectF>

class QPainter;

namespace luthier::widgets {

/// A small curve without axes in the colour of what is tuned; nothing below two values.
void paintSpark(QPainter& painter, const QRectF& place, const QList<double>& values);

} // namespace luthier::widgets

#include "spark.h"

#include "theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace luthier::widgets {

void paintSpark(QPainter& painter, const QRectF& place, const QList<double>& values) {
    if (values.size() < 2)
        return;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double height = *high > *low ? *high - *low : 1;
    const double step = place.width() / static_cast<double>(values.size() - 1);
    QPolygonF line;
    for (qsizetype i = 0; i < values.size(); ++i)
        line << QPointF(place.left() + step * static_cast<double>(i),
                        place.bottom() - place.height() * (values[i] - *low) / height);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(currentPalette().adapted, measures::kCurve));
    painter.drawPolyline(line);
    painter.restore();
}

} // namespace luthier::widgets

#include "curve_painter.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace luthier::charts {
namespace {

/// With fewer points than so many in a column a curve is drawn as a line through them.
constexpr std::size_t kPointsAColumn = 2;
/// Marks would only cover each other beyond this number in view.
constexpr std::size_t kMostMarks = 120;

/// From values to pixels of an image, y down.
class Mapping {
public:
    Mapping(const View& view, QSize size)
        : m_view(view)
        , m_perX(size.width() / view.x.length())
        , m_perY(size.height() / view.y.length())
        , m_height(size.height()) {}
    double x(double value) const { return (value - m_view.x.from) * m_perX; }
    /// Values far outside are brought near, so that no painter walks long ways outside the picture.
    double y(double value) const {
        const double at = m_height - (axisValue(m_view.scale, value) - m_view.y.from) * m_perY;
        return std::isnan(at) ? at : std::clamp(at, -m_height, 2 * m_height);
    }

private:
    const View& m_view;
    double m_perX;
    double m_perY;
    double m_height;
};

/// What a curve covers of each pixel column, from the upper to the lower edge.
class Spans {
public:
    Spans(int first, int end)
        : m_first(first)
        , m_end(end)
        , m_top(static_cast<std::size_t>(end - first), kNothing)
        , m_bottom(m_top.size(), -kNothing) {}

    void add(int column, double top, double bottom) {
        if (column < m_first || column >= m_end)
            return;
        const auto i = static_cast<std::size_t>(column - m_first);
        m_top[i] = std::min(m_top[i], top);
        m_bottom[i] = std::max(m_bottom[i], bottom);
    }
    /// A straight line between two points, divided among the columns it crosses.
    void addLine(double x0, double y0, double x1, double y1) {
        const int from = std::max(m_first, static_cast<int>(std::floor(x0)));
        const int to = std::min(m_end - 1, static_cast<int>(std::floor(x1)));
        const double slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
        for (int column = from; column <= to; ++column) {
            const double a = y0 + (std::max<double>(column, x0) - x0) * slope;
            const double b = y0 + (std::min<double>(column + 1, x1) - x0) * slope;
            add(column, std::min(a, b), std::max(a, b));
        }
    }
    /// Fills what is covered, `width` pixels wide, with edges as soft as they cover their pixels.
    void paint(QImage& image, const QColor& color, double opacity, double width) const;

private:
    static constexpr double kNothing = 1e30;
    int m_first;
    int m_end;
    std::vector<double> m_top;
    std::vector<double> m_bottom;
};

QRgb blended(QRgb under, QRgb color, double coverage) {
    const int alpha = qRound(qAlpha(color) * coverage);
    const auto mix = [alpha](int over, int below) {
        return (over * alpha + below * (255 - alpha)) / 255;
    };
    return qRgba(mix(qRed(color), qRed(under)), mix(qGreen(color), qGreen(under)),
                 mix(qBlue(color), qBlue(under)), mix(255, qAlpha(under)));
}

/// Fills rows [top[i], bottom[i]) of columns side by side with one colour: row by row over blocks of columns,
/// which a compiler turns into vector code and a cache likes better than columns.
void fillColumns(QRgb* bits, std::ptrdiff_t stride, const std::vector<int>& top,
                 const std::vector<int>& bottom, QRgb color) {
    constexpr std::size_t kBlock = 16;
    for (std::size_t begin = 0; begin < top.size(); begin += kBlock) {
        const std::size_t end = std::min(begin + kBlock, top.size());
        const int first = *std::min_element(top.begin() + static_cast<std::ptrdiff_t>(begin),
                                            top.begin() + static_cast<std::ptrdiff_t>(end));
        const int last = *std::max_element(bottom.begin() + static_cast<std::ptrdiff_t>(begin),
                                           bottom.begin() + static_cast<std::ptrdiff_t>(end));
        for (int y = first; y < last; ++y) {
            QRgb* line = bits + y * stride;
            for (std::size_t i = begin; i < end; ++i)
                line[i] = y >= top[i] && y < bottom[i] ? color : line[i];
        }
    }
}

void Spans::paint(QImage& image, const QColor& color, double opacity, double width) const {
    QColor whole = color;
    whole.setAlphaF(static_cast<float>(opacity));
    const QRgb paint = whole.rgba();
    // A thick line also reaches into the columns beside it.
    const int reach = static_cast<int>((width - 1) / 2);
    const auto stride =
        static_cast<std::ptrdiff_t>(image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb)));
    QRgb* bits = reinterpret_cast<QRgb*>(image.bits()) + m_first;
    std::vector<int> innerTop(m_top.size(), image.height()), innerBottom(m_top.size(), 0);
    for (int column = m_first; column < m_end; ++column) {
        double top = kNothing, bottom = -kNothing;
        for (int other = std::max(m_first, column - reach); other <= std::min(m_end - 1, column + reach);
             ++other) {
            const double d = std::abs(other - column);
            const double half = std::sqrt(width * width / 4 - d * d);
            const auto i = static_cast<std::size_t>(other - m_first);
            top = std::min(top, m_top[i] - half);
            bottom = std::max(bottom, m_bottom[i] + half);
        }
        top = std::max(top, 0.0);
        bottom = std::min(bottom, static_cast<double>(image.height()));
        if (top >= bottom)
            continue;
        QRgb* pixel = bits + (column - m_first);
        const auto soften = [&](int y) {
            const double coverage = std::min<double>(bottom, y + 1) - std::max<double>(top, y);
            if (coverage > 0)
                pixel[y * stride] = blended(pixel[y * stride], paint, coverage);
        };
        const int first = static_cast<int>(std::ceil(top)), last = static_cast<int>(std::floor(bottom));
        if (first > top)
            soften(first - 1);
        if (last < bottom && last >= first)
            soften(last);
        if (opacity < 1)
            for (int y = first; y < last; ++y)
                soften(y);
        innerTop[static_cast<std::size_t>(column - m_first)] = first;
        innerBottom[static_cast<std::size_t>(column - m_first)] = last;
    }
    if (opacity >= 1)
        fillColumns(bits, stride, innerTop, innerBottom, paint);
}

void paintDense(QImage& image, double ratio, const Series& series, const CurveLook& look, const View& view,
                int first, const std::vector<Column>& columns) {
    const Mapping map(view, image.size());
    Spans spans(first, image.width());
    std::optional<std::size_t> before; // the last point left of the column
    if (const std::size_t begin = columns[static_cast<std::size_t>(first)].begin; begin > 0)
        before = begin - 1;
    for (int c = first; c < image.width(); ++c) {
        const Column& column = columns[static_cast<std::size_t>(c)];
        if (!column.hasPoints())
            continue;
        if (!column.extent.isEmpty()) {
            const double top = map.y(column.extent.max);
            const double low = map.y(column.extent.min);
            // On a logarithmic scale what is not above zero runs out of the picture.
            const double bottom = std::isnan(low) ? image.height() : low;
            if (!std::isnan(top))
                spans.add(c, top, bottom);
        }
        if (before) {
            const double from = map.y(series.y(*before)), to = map.y(series.y(column.begin));
            if (!std::isnan(from) && !std::isnan(to))
                spans.addLine(std::min(map.x(series.x(*before)), c + 0.5), from, c + 0.5, to);
        }
        before = column.end - 1;
    }
    spans.paint(image, look.color, look.opacity, std::max(1.0, look.width * ratio));
}

/// Lines through the points [begin, end) and marks on them.
void paintSparse(QImage& image, double ratio, const Series& series, const CurveLook& look, const View& view,
                 int first, std::size_t begin, std::size_t end) {
    const Mapping map(view, image.size());
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(first, 0, image.width() - first, image.height());
    painter.setOpacity(look.opacity);
    painter.setPen(QPen(look.color, look.width * ratio, look.style, Qt::FlatCap, Qt::RoundJoin));
    QPolygonF line;
    const auto flush = [&] {
        if (line.size() > 1)
            painter.drawPolyline(line);
        line.clear();
    };
    for (std::size_t i = begin; i < end; ++i) {
        const QPointF point(map.x(series.x(i)), map.y(series.y(i)));
        if (std::isnan(point.y()))
            flush();
        else
            line << point;
    }
    flush();
    if (look.markRadius <= 0 || end - begin > kMostMarks)
        return;
    const double radius = look.markRadius * ratio;
    for (std::size_t i = begin; i < end; ++i)
        if (const double y = map.y(series.y(i)); !std::isnan(y)) {
            painter.setCompositionMode(QPainter::CompositionMode_Clear);
            painter.setBrush(Qt::SolidPattern);
            painter.drawEllipse(QPointF(map.x(series.x(i)), y), radius, radius);
            painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(QPointF(map.x(series.x(i)), y), radius, radius);
        }
}

} // namespace

double axisValue(Scale scale, double value) {
    if (scale == Scale::Linear)
        return value;
    return value > 0 ? std::log10(value) : std::numeric_limits<double>::quiet_NaN();
}

void paintCurve(QImage& image, double ratio, const Series& series, const CurveLook& look, const View& view,
                int first) {
    const auto width = static_cast<std::size_t>(image.width());
    // One point beyond each border, so that the line reaches it.
    const auto before = [&series](double x) {
        const std::size_t inside = series.firstAt(x);
        return inside > 0 ? inside - 1 : 0;
    };
    const std::size_t begin = before(view.x.from);
    const std::size_t end = std::min(series.size(), series.firstAt(view.x.to) + 1);
    if (begin >= end)
        return;
    if (end - begin <= width * kPointsAColumn) {
        // What lies wholly left of the columns to be painted is left out; dashes must be counted from the
        // start.
        const double reach =
            (first - (std::max(look.width, look.markRadius) + 1) * ratio) / static_cast<double>(width);
        const bool whole = look.style != Qt::SolidLine || first == 0;
        paintSparse(image, ratio, series, look, view, first,
                    whole ? begin : std::max(begin, before(view.x.from + reach * view.x.length())), end);
        return;
    }
    std::vector<Column> columns(width);
    series.fillColumns(view.x, static_cast<std::size_t>(first), columns);
    paintDense(image, ratio, series, look, view, first, columns);
}

} // namespace luthier::charts

// Ten live curves of 100,000 points to which points are appended: a frame of ours against a frame of
// QLineSeries that is handed the same decimated points (minimum and maximum of each pixel column). Whole
// repaints of the chart, offscreen, in turns; medians. Prints one line a case.

#include <charts/curve_chart.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QLineSeries>
#include <QTextStream>
#include <QValueAxis>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <random>

using namespace luthier::charts;

namespace {

constexpr int kCurves = 10;
constexpr int kPoints = 100'000;
constexpr int kFrames = 41;
constexpr int kAppended = 50; // a frame: half a second of a fast run
constexpr double kGoal = 4;
constexpr QSize kSize(560, 230);

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

/// A loss that falls and is noisy, another one for each curve.
struct Source {
    std::mt19937_64 random{7};
    std::normal_distribution<double> noise{0, 0.1};
    double at(int curve, double step) {
        return 1 + 0.2 * curve + 2 * std::exp(-step / 20'000) + noise(random);
    }
};

class Ours {
public:
    explicit Ours(const std::array<Series, kCurves>& series)
        : m_chart(QStringLiteral("ours")) {
        ChartStyle style;
        style.left = 40, style.right = 56, style.top = 10, style.bottom = 24;
        style.surface = Qt::white, style.line = Qt::lightGray, style.muted = Qt::darkGray,
        style.text = Qt::black;
        m_chart.resize(kSize);
        m_chart.setStyle(style);
        std::vector<Curve> curves;
        for (const Series& one : series)
            curves.push_back({&one, {Qt::darkCyan, 2, 1, 0, Qt::SolidLine}, {}});
        m_chart.setCurves(std::move(curves));
        m_chart.show();
    }
    double frame(Span x) {
        QElapsedTimer clock;
        clock.start();
        Axes axes;
        axes.x = x;
        axes.yLabel = axes.xLabel = [](double value, double) {
            return QString::number(value);
        };
        m_chart.setAxes(axes);
        m_chart.viewport()->repaint();
        return static_cast<double>(clock.nsecsElapsed()) / 1e6;
    }
    int columns() const { return kSize.width() - 40 - 56; }
    QPixmap grab() { return m_chart.grab(); }

private:
    CurveChart m_chart;
};

class Lines {
public:
    Lines() {
        m_view.resize(kSize);
        m_view.chart()->legend()->hide();
        m_view.chart()->setBackgroundVisible(false);
        m_view.chart()->setPlotArea(QRectF(40, 10, kSize.width() - 96, kSize.height() - 34));
        m_view.chart()->addAxis(m_x, Qt::AlignBottom);
        m_view.chart()->addAxis(m_y, Qt::AlignLeft);
        m_y->setRange(0, 6);
        for (auto& line : m_lines) {
            line = new QLineSeries;
            m_view.chart()->addSeries(line);
            line->attachAxis(m_x);
            line->attachAxis(m_y);
        }
        m_view.show();
    }
    /// The decimation itself is not counted.
    double frame(Span x, const std::array<QList<QPointF>, kCurves>& points) {
        QElapsedTimer clock;
        clock.start();
        m_x->setRange(x.from, x.to);
        for (std::size_t i = 0; i < m_lines.size(); ++i)
            m_lines[i]->replace(points[i]);
        m_view.viewport()->repaint();
        return static_cast<double>(clock.nsecsElapsed()) / 1e6;
    }

    QPixmap grab() { return m_view.grab(); }

private:
    QChartView m_view;
    QValueAxis* m_x = new QValueAxis;
    QValueAxis* m_y = new QValueAxis;
    std::array<QLineSeries*, kCurves> m_lines{};
};

QList<QPointF> decimated(const Series& series, Span span, int columns) {
    std::vector<Column> all(static_cast<std::size_t>(columns));
    series.fillColumns(span, 0, all);
    QList<QPointF> points;
    for (const Column& column : all)
        if (column.hasPoints()) {
            points << QPointF(series.x(column.begin), column.extent.min)
                   << QPointF(series.x(column.end - 1), column.extent.max);
        }
    return points;
}

enum class Axis { Stands, Moves };

/// Whether the goal was reached.
bool measure(Axis axis, const char* name) {
    auto series = std::make_unique<std::array<Series, kCurves>>();
    Source source;
    double step = 0;
    const auto append = [&](int count) {
        for (int i = 0; i < count; ++i, ++step)
            for (int curve = 0; curve < kCurves; ++curve)
                (*series)[static_cast<std::size_t>(curve)].append(step, source.at(curve, step));
    };
    append(kPoints);
    Ours ours(*series);
    Lines lines;
    QApplication::processEvents(); // a window paints once it is exposed
    std::vector<double> mine, theirs;
    for (int i = 0; i < kFrames; ++i) {
        append(kAppended);
        const Span x{0, axis == Axis::Stands ? 1.1 * kPoints : step};
        std::array<QList<QPointF>, kCurves> points;
        for (std::size_t k = 0; k < points.size(); ++k)
            points[k] = decimated((*series)[k], x, ours.columns());
        mine.push_back(ours.frame(x));
        theirs.push_back(lines.frame(x, points));
    }
    if (const QString folder = qEnvironmentVariable("LUTHIER_BENCH_PICTURES"); !folder.isEmpty()) {
        ours.grab().save(folder + QStringLiteral("/ours.png"));
        lines.grab().save(folder + QStringLiteral("/qlineseries.png"));
    }
    const double ratio = median(theirs) / median(mine);
    QTextStream(stdout) << QStringLiteral("%1  %2 live curves of %L3 points, %4: %5 times as fast a frame as "
                                          "QLineSeries, goal at least %6")
                               .arg(ratio >= kGoal ? QStringLiteral("reached") : QStringLiteral("MISSED "))
                               .arg(kCurves)
                               .arg(kPoints)
                               .arg(QLatin1String(name))
                               .arg(ratio, 0, 'f', 2)
                               .arg(kGoal)
                        << Qt::endl;
    return ratio >= kGoal;
}

} // namespace

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const bool stands = measure(Axis::Stands, "appending, the axis stands");
    const bool moves = measure(Axis::Moves, "appending, the axis moves every frame");
    return stands && moves ? 0 : 1;
}

#include <charts/curve_chart.h>
#include <charts/marks_item.h>
#include <charts/smoothing.h>

#include <gtest/gtest.h>

#include <QApplication>
#include <QCategoryAxis>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <random>

namespace luthier::tests {
namespace {

using namespace charts;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Extent bruteForce(const std::vector<double>& values, std::size_t from, std::size_t to) {
    Extent extent;
    for (std::size_t i = from; i < to; ++i)
        if (!std::isnan(values[i])) {
            extent.min = std::min(extent.min, values[i]);
            extent.max = std::max(extent.max, values[i]);
        }
    return extent;
}

/// Normal values, one in twenty a gap.
std::vector<double> randomValues(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0, 1);
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(random() % 20 == 0 ? kNaN : normal(random));
    return values;
}

TEST(MinMaxPyramid, IsExactForAnyStretchOfRandomValues) {
    const std::vector<double> values = randomValues(5000, 1);
    MinMaxPyramid pyramid;
    std::mt19937 random(2);
    for (std::size_t i = 0; i < values.size(); ++i) {
        pyramid.append(values[i]);
        std::size_t a = random() % (i + 2), b = random() % (i + 2);
        if (a > b)
            std::swap(a, b);
        ASSERT_EQ(pyramid.extent(a, b), bruteForce(values, a, b)) << a << " to " << b;
    }
    EXPECT_EQ(pyramid.extent(0, values.size()), bruteForce(values, 0, values.size()));
}

TEST(MinMaxPyramid, GoesOnExactlyAfterValuesWereTakenAway) {
    std::vector<double> values = randomValues(3000, 3);
    MinMaxPyramid pyramid;
    for (const double value : values)
        pyramid.append(value);
    for (const std::size_t kept : {2999U, 1024U, 1023U, 65U, 64U, 5U, 0U}) {
        pyramid.truncate(kept);
        values.resize(kept);
        for (const double value : randomValues(200, static_cast<unsigned>(kept))) {
            pyramid.append(value);
            values.push_back(value);
        }
        for (std::size_t from = 0; from < values.size(); from += 7)
            ASSERT_EQ(pyramid.extent(from, values.size()), bruteForce(values, from, values.size()))
                << kept << ", " << from;
        pyramid.truncate(kept);
        values.resize(kept);
    }
}

TEST(MinMaxPyramid, GivesNothingForGapsAlone) {
    MinMaxPyramid pyramid;
    for (int i = 0; i < 100; ++i)
        pyramid.append(kNaN);
    EXPECT_TRUE(pyramid.extent(3, 90).isEmpty());
    EXPECT_TRUE(pyramid.extent(5, 5).isEmpty());
}

TEST(Series, DividesItsPointsIntoColumnsAsCountingDoes) {
    std::mt19937 random(4);
    Series series;
    std::vector<double> xs, ys = randomValues(4000, 5);
    double x = 0;
    for (const double y : ys) {
        x += random() % 3 == 0 ? 0 : 0.01 * static_cast<double>(random() % 100);
        xs.push_back(x);
        series.append(x, y);
    }
    const Span span{0.1 * x, 0.8 * x};
    for (const std::size_t first : {0U, 1U, 150U, 299U}) {
        std::vector<Column> columns(300);
        series.fillColumns(span, first, columns);
        const double width = span.length() / 300;
        for (std::size_t c = first; c < columns.size(); ++c) {
            Extent expected;
            for (std::size_t i = 0; i < xs.size(); ++i) {
                const bool after = xs[i] >= span.from + width * static_cast<double>(c);
                const bool before = c + 1 == columns.size()
                                        ? xs[i] <= span.to
                                        : xs[i] < span.from + width * static_cast<double>(c + 1);
                if (after && before)
                    expected.add(ys[i]);
            }
            ASSERT_EQ(columns[c].extent, expected) << c;
        }
    }
}

TEST(Series, FindsTheNearestPoint) {
    Series series;
    for (const double x : {1.0, 2.0, 4.0})
        series.append(x, 0);
    EXPECT_EQ(series.nearest(-5), 0U);
    EXPECT_EQ(series.nearest(2.9), 1U);
    EXPECT_EQ(series.nearest(3.1), 2U);
    EXPECT_EQ(series.nearest(9), 2U);
    EXPECT_FALSE(Series().nearest(1));
}

TEST(Smoother, IsTheWeightedMeanOfAllBefore) {
    const double weight = 0.7;
    Smoother smoother(weight);
    const std::vector<double> values = {3, 1, 4, 1, 5};
    for (std::size_t n = 0; n < values.size(); ++n) {
        double sum = 0, weights = 0;
        for (std::size_t i = 0; i <= n; ++i) {
            sum += std::pow(weight, static_cast<double>(n - i)) * values[i];
            weights += std::pow(weight, static_cast<double>(n - i));
        }
        EXPECT_NEAR(smoother.push(values[n]), sum / weights, 1e-12);
    }
    EXPECT_TRUE(std::isnan(smoother.push(kNaN)));
    EXPECT_EQ(Smoother(0).push(2.5), 2.5);
}

TEST(Ticks, AreRound) {
    EXPECT_EQ(linearTicks({0, 2.4}, 5), (std::vector<double>{0, 0.5, 1, 1.5, 2}));
    EXPECT_EQ(linearTicks({0, 123}, 6), (std::vector<double>{0, 50, 100}));
    EXPECT_EQ(linearTicks({0, 1}, 6, 1), (std::vector<double>{0, 1})) << "steps are whole";
    EXPECT_EQ(logTicks({-4, 0}, 5), (std::vector<double>{-4, -3, -2, -1, 0}));
    // Losses from 8 to 11: a power alone, and from 1 to 2.5 a power and its double, tell no scale.
    for (const Span span : {Span{std::log10(8.0), std::log10(11.0)}, Span{0, std::log10(2.5)}}) {
        const std::vector<double> ticks = logTicks(span, 5);
        EXPECT_GE(ticks.size(), 3U);
        for (const double tick : ticks)
            EXPECT_NEAR(std::pow(10.0, tick) * 2, std::round(std::pow(10.0, tick) * 2), 1e-9);
    }
    EXPECT_TRUE(linearTicks({1, 1}, 5).empty());
}

TEST(Ticks, RoundTheSpanAroundTheValues) {
    EXPECT_EQ(roundSpan({0.83, 2.37}, 5), (Span{0.5, 2.5}));
    EXPECT_GT(roundSpan({1, 1}, 5).length(), 0);
    EXPECT_EQ(roundSpan({}, 5), (Span{0, 1}));
}

TEST(Ticks, ClippingLeavesTheWildHundredthOut) {
    Series series;
    for (int i = 0; i < 1000; ++i)
        series.append(i, i == 500 ? 1e6 : i % 10);
    const Extent extent = clippedExtent(series, {0, 999});
    EXPECT_EQ(extent.min, 0);
    EXPECT_EQ(extent.max, 9);
    EXPECT_EQ(series.extent({0, 999}).max, 1e6);
}

/// Paints an item as a view would.
QImage painted(CurvesItem& item) {
    QImage image(item.plot().size().toSize(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.translate(-item.plot().topLeft());
    item.paint(&painter, nullptr, nullptr);
    return image;
}

std::vector<Curve> curvesOf(const Series& raw, const Series& few) {
    return {{&raw, {Qt::darkYellow, 1, 0.35, 0, Qt::SolidLine}, {}},
            {&raw, {Qt::darkCyan, 2, 1, 0, Qt::SolidLine}, {}},
            {&few, {Qt::blue, 1.5, 1, 3, Qt::SolidLine}, {}}};
}

TEST(CurvesItem, PaintsAppendedPointsAsIfAllHadBeenThere) {
    Series raw, few;
    CurvesItem live(nullptr);
    live.setPlot(QRectF(10, 5, 300, 120));
    live.setView({{0, 3000}, {-4, 4}, Scale::Linear});
    live.setCurves(curvesOf(raw, few));
    const std::vector<double> values = randomValues(3000, 6);
    for (std::size_t i = 0; i < values.size(); ++i) {
        raw.append(static_cast<double>(i), values[i]);
        if (i % 200 == 0)
            few.append(static_cast<double>(i), 1 - static_cast<double>(i) / 3000);
        if (i > 2000 && i % 100 == 0)
            painted(live);
    }
    const QImage grown = painted(live);
    CurvesItem whole(nullptr);
    whole.setPlot(QRectF(10, 5, 300, 120));
    whole.setView({{0, 3000}, {-4, 4}, Scale::Linear});
    whole.setCurves(curvesOf(raw, few));
    EXPECT_EQ(grown, painted(whole));
}

/// A thousand points of value 1, over a picture of 100 x 50 pixels.
void showOnes(CurvesItem& item, Series& series) {
    for (int i = 0; i < 1000; ++i)
        series.append(i, 1);
    item.setPlot(QRectF(0, 0, 100, 50));
    item.setView({{0, 1000}, {0, 2}, Scale::Linear});
    item.setCurves({{&series, {Qt::black, 1, 1, 0, Qt::SolidLine}, {}}});
}

TEST(CurvesItem, PaintsNewWhatWasTakenAwayAndWrittenAgain) {
    Series series;
    CurvesItem item(nullptr);
    showOnes(item, series);
    const QImage before = painted(item);
    series.truncate(500);
    for (int i = 500; i < 1000; ++i)
        series.append(i, 1);
    EXPECT_TRUE(item.hasGrown());
    EXPECT_EQ(painted(item), before);
    series.truncate(500);
    const QImage half = painted(item);
    EXPECT_NE(half, before);
    EXPECT_EQ(half.pixel(80, 25), qRgb(255, 255, 255));
}

TEST(CurvesItem, IsEmptyOnceItsCurvesAreTakenOut) {
    Series series;
    CurvesItem item(nullptr);
    showOnes(item, series);
    painted(item);
    item.setCurves({});
    QImage empty(100, 50, QImage::Format_ARGB32_Premultiplied);
    empty.fill(Qt::white);
    EXPECT_EQ(painted(item), empty);
}

TEST(MarksItem, KeepsLabelsAboveTheLowestLine) {
    Series series;
    for (int i = 0; i < 100; ++i)
        series.append(i, 0);
    CurvesItem curves(nullptr);
    curves.setPlot(QRectF(0, 0, 100, 50));
    curves.setView({{0, 100}, {0, 2}, Scale::Linear});
    curves.setCurves({{&series, {Qt::black, 1, 1, 0, Qt::SolidLine}, QStringLiteral("0.26")}});
    MarksItem marks(nullptr, curves);
    marks.setBounds(QRectF(0, 0, 160, 50));
    ChartStyle style;
    style.surface = Qt::red;
    style.font = QApplication::font();
    marks.setStyle(style);
    QImage image(160, 100, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    {
        QPainter painter(&image);
        marks.paint(&painter, nullptr, nullptr);
    }
    // Outside of its bounds nothing would be painted over when the label moves on.
    const QImage below = image.copy(0, 51, 160, 49);
    QImage white(below.size(), below.format());
    white.fill(Qt::white);
    EXPECT_EQ(below, white);
    EXPECT_NE(image.copy(0, 0, 160, 50), white.copy(0, 0, 160, 50));
}

TEST(CurvesItem, LeavesAGapWhereAValueIsMissing) {
    Series series;
    for (int i = 0; i < 1000; ++i)
        series.append(i, i >= 400 && i < 600 ? kNaN : 1);
    CurvesItem item(nullptr);
    item.setPlot(QRectF(0, 0, 100, 50));
    item.setView({{0, 1000}, {0, 2}, Scale::Linear});
    item.setCurves({{&series, {Qt::black, 1, 1, 0, Qt::SolidLine}, {}}});
    const QImage image = painted(item);
    const auto isDrawn = [&](int x) {
        for (int y = 0; y < image.height(); ++y)
            if (image.pixel(x, y) != qRgb(255, 255, 255))
                return true;
        return false;
    };
    EXPECT_TRUE(isDrawn(20));
    EXPECT_FALSE(isDrawn(50));
    EXPECT_TRUE(isDrawn(80));
}

struct ChartFixture {
    Series series;
    CurveChart chart{QStringLiteral("chart")};
    Axes axes;
    ChartFixture() {
        for (int i = 0; i <= 100; ++i)
            series.append(i, 100 - i);
        ChartStyle style;
        style.left = 40, style.right = 60, style.top = 10, style.bottom = 20, style.gap = 4;
        style.surface = Qt::white, style.line = Qt::lightGray;
        style.muted = style.text = Qt::black;
        chart.resize(300, 130);
        chart.setStyle(style);
        chart.setCurves({{&series, {Qt::black, 1, 1, 0, Qt::SolidLine}, {}}});
        axes.x = {0, 100};
        axes.xLabel = axes.yLabel = [](double value, double) {
            return QString::number(value);
        };
        chart.setAxes(axes);
        chart.show();
    }
    QStringList labels(Qt::Orientation orientation) {
        return qobject_cast<QCategoryAxis*>(chart.chart()->axes(orientation).first())->categoriesLabels();
    }
};

TEST(CurveChart, LabelsItsAxesAndFollowsTheValues) {
    ChartFixture fixture;
    EXPECT_EQ(fixture.labels(Qt::Horizontal),
              (QStringList{QStringLiteral("0"), QStringLiteral("20"), QStringLiteral("40"),
                           QStringLiteral("60"), QStringLiteral("80"), QStringLiteral("100")}));
    EXPECT_EQ(fixture.labels(Qt::Vertical).last(), QStringLiteral("100"));
    fixture.series.append(101, 480);
    fixture.axes.x = {0, 101};
    fixture.chart.setAxes(fixture.axes);
    EXPECT_EQ(fixture.labels(Qt::Vertical).last(), QStringLiteral("500"));
    fixture.axes.scale = Scale::Log;
    fixture.chart.setAxes(fixture.axes);
    EXPECT_TRUE(fixture.labels(Qt::Vertical).contains(QStringLiteral("100")));
}

/// Whether each dark pixel of the one picture is dark in the other.
bool isKept(const QImage& before, const QImage& after) {
    const auto isDark = [](const QImage& image, int x, int y) {
        return qGray(image.pixel(x, y)) < 90;
    };
    for (int y = 0; y < before.height(); ++y)
        for (int x = 0; x < before.width(); ++x)
            if (isDark(before, x, y) && !isDark(after, x, y))
                return false;
    return true;
}

TEST(CurveChart, WordsAtTheEndsCoverNoCurve) {
    ChartFixture fixture;
    Series shorter, longer;
    for (int i = 0; i <= 100; ++i) {
        const double value = i == 0 ? 0 : i == 1 ? 100 : 50 + i % 3;
        if (i <= 40)
            shorter.append(i, value);
        longer.append(i, value);
    }
    fixture.chart.resize(600, 160);
    for (const bool isLong : {true, false}) {
        fixture.chart.setCurves({{isLong ? &longer : &shorter, {Qt::black, 2, 1, 0, Qt::SolidLine}, {}},
                                 {&longer, {Qt::black, 2, 1, 0, Qt::SolidLine}, {}}});
        fixture.chart.setLabels({QStringLiteral("1.30 validation, best so far")});
        EXPECT_GT(fixture.chart.wantedRight(), 60);
        fixture.chart.setRight(fixture.chart.wantedRight());
        const QImage labelled = fixture.chart.grab().toImage();
        fixture.chart.setLabels({});
        const QImage bare = fixture.chart.grab().toImage();
        EXPECT_NE(labelled, bare);
        EXPECT_TRUE(isKept(bare, labelled)) << isLong;
    }
}

TEST(CurveChart, SaysWhatItWaitsForInsteadOfAxesOfNothing) {
    ChartFixture fixture;
    Series none;
    fixture.chart.setCurves({{&none, {Qt::black, 1, 1, 0, Qt::SolidLine}, {}}});
    fixture.chart.setEmptyText(QStringLiteral("waiting"));
    fixture.chart.setAxes(fixture.axes);
    for (const auto* axis : fixture.chart.chart()->axes())
        EXPECT_FALSE(axis->isVisible());
    const QImage waits = fixture.chart.grab().toImage();
    none.append(1, 1);
    fixture.chart.refresh();
    for (const auto* axis : fixture.chart.chart()->axes())
        EXPECT_TRUE(axis->isVisible());
    EXPECT_NE(fixture.chart.grab().toImage(), waits);
}

TEST(CurveChart, TellsPointingDraggingAndDoubleClicks) {
    ChartFixture fixture;
    QSignalSpy pointed(&fixture.chart, &CurveChart::pointed);
    QSignalSpy brushed(&fixture.chart, &CurveChart::brushed);
    QSignalSpy whole(&fixture.chart, &CurveChart::wholeWanted);
    QTest::mouseMove(fixture.chart.viewport(), QPoint(140, 50));
    ASSERT_EQ(pointed.count(), 1);
    EXPECT_NEAR(pointed.last()[0].toDouble(), 50, 0.5); // the plot lies from 40 to 240
    QTest::mousePress(fixture.chart.viewport(), Qt::LeftButton, {}, QPoint(60, 50));
    QTest::mouseMove(fixture.chart.viewport(), QPoint(140, 50));
    QTest::mouseRelease(fixture.chart.viewport(), Qt::LeftButton, {}, QPoint(140, 50));
    ASSERT_EQ(brushed.count(), 1);
    EXPECT_NEAR(brushed.last()[0].toDouble(), 10, 0.5);
    EXPECT_NEAR(brushed.last()[1].toDouble(), 50, 0.5);
    QTest::mouseDClick(fixture.chart.viewport(), Qt::LeftButton, {}, QPoint(100, 50));
    EXPECT_EQ(whole.count(), 1);
}

TEST(CurveChart, MovesTheCrosshairFromPointToPointByKeys) {
    ChartFixture fixture;
    QSignalSpy pointed(&fixture.chart, &CurveChart::pointed);
    QTest::keyClick(&fixture.chart, Qt::Key_Left);
    ASSERT_EQ(pointed.count(), 1);
    EXPECT_EQ(pointed.last()[0].toDouble(), 100);
    fixture.chart.setCrosshair(100);
    QTest::keyClick(&fixture.chart, Qt::Key_Left);
    EXPECT_EQ(pointed.last()[0].toDouble(), 99);
}

} // namespace
} // namespace luthier::tests

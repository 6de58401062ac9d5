#include "step_area.h"

#include <widgets/accessible.h>
#include <widgets/theme/theme.h>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace luthier::recipes {

using namespace widgets;

namespace {

constexpr double kOldOpacity = 0.55;

} // namespace

StepArea::StepArea() {
    setObjectName(QStringLiteral("stepArea"));
    widgets::setRole(this, QAccessible::Chart);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

std::vector<std::size_t> StepArea::movingParts(const std::vector<PlanMoment>& timeline) {
    std::vector<std::size_t> moving;
    for (std::size_t part = 0; part < kMemoryParts; ++part)
        if (std::ranges::any_of(timeline, [&](const PlanMoment& moment) {
                return moment.parts[part] != timeline.front().parts[part];
            }))
            moving.push_back(part);
    return moving;
}

qint64 StepArea::movingBytes(const std::vector<PlanMoment>& timeline, std::size_t moment) {
    qint64 bytes = 0;
    for (const std::size_t part : movingParts(timeline))
        bytes += timeline[moment].parts[part];
    return bytes;
}

qint64 StepArea::stayingBytes(const std::vector<PlanMoment>& timeline) {
    if (timeline.empty())
        return 0;
    qint64 all = 0;
    for (const qint64 bytes : timeline.front().parts)
        all += bytes;
    return all - movingBytes(timeline, 0);
}

void StepArea::show(const std::vector<PlanMoment>& timeline, bool isPresent) {
    m_timeline = timeline;
    m_isPresent = isPresent;
    m_moving = movingParts(timeline);
    m_most = 0;
    m_worst = -1;
    for (int i = 0; i < count(); ++i) {
        const qint64 bytes = movingBytes(timeline, static_cast<std::size_t>(i));
        if (m_worst < 0 || bytes > m_most) {
            m_most = bytes;
            m_worst = i;
        }
    }
    m_pointed = -1;
    m_walked = std::min(m_walked, count() - 1);
    update();
    Q_EMIT chosenChanged();
}

void StepArea::setWords(const QString& forward, const QString& backward) {
    m_forward = forward;
    m_backward = backward;
    update();
}

int StepArea::chosen() const {
    return m_pointed >= 0 ? m_pointed : hasFocus() && m_walked >= 0 ? m_walked : m_worst;
}

QSize StepArea::sizeHint() const {
    const int line = QFontMetrics(fontOf(TextStyle::Caption)).height();
    return {measures::kFieldName, measures::kLayerHeight + measures::kGapSmall + line};
}

QRectF StepArea::plot() const {
    // Room for the ring of the focus.
    return QRectF(0, 0, width(), measures::kLayerHeight)
        .adjusted(measures::kStroke, measures::kStroke, -measures::kStroke, -measures::kStroke);
}

QRectF StepArea::columnOf(int moment) const {
    const QRectF area = plot();
    const double left = area.left() + area.width() * moment / count();
    const double right = area.left() + area.width() * (moment + 1) / count();
    return {left, area.top(), right - left, area.height()};
}

void StepArea::paintColumn(QPainter& painter, int moment) const {
    const QRectF column = columnOf(moment);
    double bottom = column.bottom();
    for (const std::size_t part : m_moving) {
        const auto bytes = static_cast<double>(m_timeline[static_cast<std::size_t>(moment)].parts[part]);
        const double high = column.height() * bytes / static_cast<double>(std::max<qint64>(m_most, 1));
        painter.fillRect(QRectF(column.left(), bottom - high, column.width(), high),
                         currentPalette().memoryParts[part]);
        bottom -= high;
    }
}

void StepArea::paintWords(QPainter& painter) const {
    painter.setFont(fontOf(TextStyle::Caption));
    painter.setPen(currentPalette().text2);
    const QRectF below(0, measures::kLayerHeight + measures::kGapSmall, width(),
                       painter.fontMetrics().height());
    painter.drawText(below, static_cast<int>(Qt::AlignLeft | Qt::AlignTop), m_forward);
    painter.drawText(below, static_cast<int>(Qt::AlignRight | Qt::AlignTop), m_backward);
}

void StepArea::paintEvent(QPaintEvent*) {
    if (count() == 0)
        return;
    const Palette& palette = currentPalette();
    QPainter painter(this);
    painter.fillRect(plot(), palette.sunken);
    painter.setOpacity(m_isPresent ? 1.0 : kOldOpacity);
    for (int i = 0; i < count(); ++i)
        paintColumn(painter, i);
    painter.setOpacity(1.0);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette.line, measures::kLine));
    painter.drawRect(plot().adjusted(-0.5, -0.5, 0.5, 0.5));
    // The chosen moment, however narrow it is.
    QRectF mark = columnOf(chosen());
    if (mark.width() < 2 * measures::kStroke)
        mark.setWidth(2 * measures::kStroke);
    mark.moveRight(std::min(mark.right(), plot().right()));
    painter.setPen(QPen(palette.text, measures::kLine));
    painter.drawRect(mark.adjusted(0.5, 0.5, -0.5, -0.5));
    if (hasFocus()) {
        painter.setPen(QPen(palette.action, measures::kStroke));
        painter.drawRect(QRectF(0, 0, width(), measures::kLayerHeight).adjusted(1, 1, -1, -1));
    }
    paintWords(painter);
}

void StepArea::mouseMoveEvent(QMouseEvent* event) {
    const QRectF area = plot();
    const double share = (event->position().x() - area.left()) / area.width();
    const int moment = std::clamp(static_cast<int>(share * count()), 0, std::max(0, count() - 1));
    if (count() == 0 || moment == m_pointed)
        return;
    m_pointed = moment;
    update();
    Q_EMIT chosenChanged();
}

void StepArea::leaveEvent(QEvent*) {
    m_pointed = -1;
    update();
    Q_EMIT chosenChanged();
}

void StepArea::keyPressEvent(QKeyEvent* event) {
    const int now = m_walked >= 0 ? m_walked : m_worst;
    const int key = event->key();
    const int next = key == Qt::Key_Left    ? now - 1
                     : key == Qt::Key_Right ? now + 1
                     : key == Qt::Key_Home  ? 0
                     : key == Qt::Key_End   ? count() - 1
                                            : -2;
    if (next == -2 || count() == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_pointed = -1;
    m_walked = std::clamp(next, 0, count() - 1);
    update();
    Q_EMIT chosenChanged();
}

void StepArea::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    m_walked = m_worst;
    Q_EMIT chosenChanged();
}

void StepArea::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    Q_EMIT chosenChanged();
}

} // namespace luthier::recipes

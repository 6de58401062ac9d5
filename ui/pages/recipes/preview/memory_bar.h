#pragma once

#include "../plan_facts.h"

#include <QString>
#include <QWidget>

namespace luthier::recipes {

/// The parts of a plan side by side, in proportion, against the device, with a mark at the safe limit. A plan
/// that is small beside the device is shown against a part of it; the end of the scale always says how much
/// it is.
class MemoryBar final : public QWidget {
public:
    MemoryBar();
    /// `deviceBytes` 0: unknown, the limit stands for it. `isPresent` false: a newer plan is on its way.
    void show(const PlanFacts& plan, qint64 deviceBytes, bool isPresent);
    void setWords(const QString& name, const QString& safe);
    QSize sizeHint() const override;

    /// Bytes at the right end.
    static qint64 scaleOf(const PlanFacts& plan, qint64 deviceBytes);
    /// Width of each part in a bar of `width` pixels that stands for `scale` bytes; none that is there
    /// vanishes.
    static std::array<double, kMemoryParts> widthsOf(const PlanFacts& plan, qint64 scale, double width);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintParts(QPainter& painter, const QRectF& bar) const;
    void paintWords(QPainter& painter, const QRectF& bar) const;

    PlanFacts m_plan;
    qint64 m_scale = 0;
    bool m_isPresent = true;
    QString m_safe;
};

} // namespace luthier::recipes

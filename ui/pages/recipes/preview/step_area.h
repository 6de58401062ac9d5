#pragma once

#include "../plan_facts.h"

#include <QWidget>

namespace luthier::recipes {

/// The memory of a step over its time: a column a moment, in it one upon the other the parts that come and
/// go. What stays from beginning to end is not drawn. One moment is always chosen: the pointed one, else the
/// keyboard's, else the worst.
class StepArea final : public QWidget {
    Q_OBJECT

public:
    StepArea();
    /// `isPresent` false: a newer plan is on its way.
    void show(const std::vector<PlanMoment>& timeline, bool isPresent);
    void setWords(const QString& forward, const QString& backward);
    QSize sizeHint() const override;

    /// The place of the chosen moment; -1: there is none.
    int chosen() const;

    /// Parts that are not the same at every moment, and the bytes of the others.
    static std::vector<std::size_t> movingParts(const std::vector<PlanMoment>& timeline);
    static qint64 stayingBytes(const std::vector<PlanMoment>& timeline);
    /// Bytes of the moving parts at a moment.
    static qint64 movingBytes(const std::vector<PlanMoment>& timeline, std::size_t moment);

Q_SIGNALS:
    void chosenChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int count() const { return static_cast<int>(m_timeline.size()); }
    QRectF plot() const;
    QRectF columnOf(int moment) const;
    void paintColumn(QPainter& painter, int moment) const;
    void paintWords(QPainter& painter) const;

    std::vector<PlanMoment> m_timeline;
    std::vector<std::size_t> m_moving;
    qint64 m_most = 0; // bytes of the moving parts at the worst moment
    int m_worst = -1;
    int m_pointed = -1;
    int m_walked = -1; // by the keyboard
    bool m_isPresent = true;
    QString m_forward, m_backward;
};

} // namespace luthier::recipes

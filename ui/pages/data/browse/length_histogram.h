#pragma once

#include <QWidget>

#include <dataset/facets.h>

#include <vector>

namespace luthier::data {

/// How long rows are, as bars: those of the filter before those of all rows. A click chooses a bar, a drag a
/// stretch of them; the arrow keys go from bar to bar, with Shift a stretch grows, Space chooses it.
class LengthHistogram final : public QWidget {
    Q_OBJECT

public:
    LengthHistogram();
    /// The same bins with the rows of everything and of the filter, and the ranges that are chosen.
    void setBins(const std::vector<dataset::LengthBin>& whole, const std::vector<dataset::LengthBin>& counts,
                 const std::vector<dataset::RowFilter::Length>& chosen);
    QSize sizeHint() const override;

Q_SIGNALS:
    /// As the filter `length:` takes it.
    void rangeChosen(const QString& range);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int binAt(double x) const;
    QRectF barOf(int bin, double share) const;
    bool isChosen(const dataset::LengthBin& bin) const;
    void moveTo(int bin, bool keepsAnchor);
    void choose();
    void tell();
    QString words(const dataset::LengthBin& bin) const;

    std::vector<dataset::LengthBin> m_whole;
    std::vector<dataset::LengthBin> m_counts;
    std::vector<dataset::RowFilter::Length> m_chosen;
    int m_anchor = 0; // of a stretch that is drawn
    int m_at = 0;     // where the pointer or the keys are
    int m_under = -1; // the pointer
    bool m_drags = false;
};

} // namespace luthier::data

#pragma once

#include <widgets/side_text.h>

#include <QWidget>

#include <optional>

namespace luthier::compare {

/// A value with its interval; nothing was measured: no value.
struct Figure {
    std::optional<double> value;
    std::optional<double> low;
    std::optional<double> high;
};

using widgets::SideColor;

/// A line from low to high with a point at the value, in the colour of its side.
class IntervalBar final : public QWidget {
public:
    explicit IntervalBar(SideColor side);
    /// `from` and `to` are the ends of the axis that both sides share.
    void show(const Figure& figure, double from, double to);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    SideColor m_side;
    Figure m_figure;
    double m_from = 0;
    double m_to = 1;
};

} // namespace luthier::compare

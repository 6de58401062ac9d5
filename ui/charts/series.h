#pragma once

#include "pyramid.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace luthier::charts {

/// A stretch of the x axis.
struct Span {
    double from = 0;
    double to = 1;
    double length() const { return to - from; }
    bool operator==(const Span&) const = default;
};

/// What a column of pixels shows of a series: the points [begin, end).
struct Column {
    std::size_t begin = 0;
    std::size_t end = 0;
    Extent extent;
    bool hasPoints() const { return begin < end; }
};

/// Points of a curve by x, which never falls. A NaN is a gap.
class Series {
public:
    void append(double x, double y);
    void truncate(std::size_t count);
    /// The same points over another axis; as many as there are.
    void setPositions(std::vector<double> x);
    void clear() { truncate(0); }

    std::size_t size() const { return m_x.size(); }
    double x(std::size_t index) const { return m_x[index]; }
    double y(std::size_t index) const { return m_y.at(index); }
    /// Changes whenever points that were there have changed; appending leaves it.
    std::uint64_t revision() const { return m_revision; }

    /// The first point at or behind `x`; size() when there is none.
    std::size_t firstAt(double x) const;
    /// The point nearest to `x`.
    std::optional<std::size_t> nearest(double x) const;
    Extent extent(Span span) const;
    /// Fills columns[first…] of the `columns.size()` columns that divide the span; the last one ends with the
    /// span's end.
    void fillColumns(Span span, std::size_t first, std::vector<Column>& columns) const;

private:
    std::vector<double> m_x;
    MinMaxPyramid m_y;
    std::uint64_t m_revision = 0;
};

} // namespace luthier::charts

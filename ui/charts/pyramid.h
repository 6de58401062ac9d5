#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace luthier::charts {

/// The smallest and the largest value of a stretch of points; empty while min > max.
struct Extent {
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();

    bool isEmpty() const { return !(min <= max); }
    /// NaN is no value.
    void add(double value) {
        if (value < min)
            min = value;
        if (value > max)
            max = value;
    }
    void add(const Extent& other) {
        if (other.min < min)
            min = other.min;
        if (other.max > max)
            max = other.max;
    }
    bool operator==(const Extent&) const = default;
};

/// Values with the extents of every aligned stretch of 4, 16, 64, … of them. Appending costs constant time on
/// average, the extent of any stretch logarithmic time, and it is exact. NaN (a gap) has no part in an
/// extent.
class MinMaxPyramid {
public:
    void append(double value);
    /// Keeps the first `count` values.
    void truncate(std::size_t count);
    std::size_t size() const { return m_values.size(); }
    double at(std::size_t index) const { return m_values[index]; }
    /// Of the values [from, to); `to` may not lie behind the end.
    Extent extent(std::size_t from, std::size_t to) const;

private:
    void lift(std::size_t level);
    std::vector<double> m_values;
    std::vector<std::vector<Extent>> m_levels; // m_levels[k]: whole stretches of 4^(k+1) values
};

} // namespace luthier::charts

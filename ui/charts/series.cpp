#include "series.h"

#include <algorithm>
#include <cmath>

namespace luthier::charts {

void Series::append(double x, double y) {
    // A position that is not known or falls back stays where the curve is.
    const double least = m_x.empty() ? x : m_x.back();
    m_x.push_back(x >= least ? x : std::isnan(least) ? 0 : least);
    m_y.append(y);
}

void Series::truncate(std::size_t count) {
    if (count >= size())
        return;
    m_x.resize(count);
    m_y.truncate(count);
    ++m_revision;
}

void Series::setPositions(std::vector<double> x) {
    x.resize(m_x.size());
    m_x = std::move(x);
    ++m_revision;
}

std::size_t Series::firstAt(double x) const {
    return static_cast<std::size_t>(std::lower_bound(m_x.begin(), m_x.end(), x) - m_x.begin());
}

std::optional<std::size_t> Series::nearest(double x) const {
    if (m_x.empty())
        return std::nullopt;
    const std::size_t after = std::min(firstAt(x), m_x.size() - 1);
    if (after > 0 && x - m_x[after - 1] < m_x[after] - x)
        return after - 1;
    return after;
}

Extent Series::extent(Span span) const {
    const auto end = std::upper_bound(m_x.begin(), m_x.end(), span.to) - m_x.begin();
    return m_y.extent(std::min(firstAt(span.from), static_cast<std::size_t>(end)),
                      static_cast<std::size_t>(end));
}

void Series::fillColumns(Span span, std::size_t first, std::vector<Column>& columns) const {
    const double width = span.length() / static_cast<double>(columns.size());
    const auto borderOf = [&](std::size_t column) {
        return span.from + width * static_cast<double>(column);
    };
    std::size_t begin = firstAt(borderOf(first));
    std::size_t stride = 1;
    for (std::size_t i = first; i < columns.size(); ++i) {
        const bool last = i + 1 == columns.size();
        const double border = last ? span.to : borderOf(i + 1);
        // Neighbouring columns hold about as many points: the border is looked for near where the last one
        // lay.
        std::size_t low = begin, high = begin;
        for (std::size_t step = stride; high < m_x.size() && m_x[high] < border; step *= 2) {
            low = high;
            high += step;
        }
        const auto near = m_x.begin() + static_cast<std::ptrdiff_t>(low);
        const auto far = m_x.begin() + static_cast<std::ptrdiff_t>(std::min(high, m_x.size()));
        const auto bound =
            last ? std::upper_bound(near, m_x.end(), border) : std::lower_bound(near, far, border);
        const auto end = static_cast<std::size_t>(bound - m_x.begin());
        columns[i] = {begin, end, m_y.extent(begin, end)};
        stride = std::max<std::size_t>(1, end - begin);
        begin = end;
    }
}

} // namespace luthier::charts

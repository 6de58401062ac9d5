#include "pyramid.h"

#include <algorithm>

namespace luthier::charts {
namespace {

constexpr std::size_t kFanout = 4;

} // namespace

void MinMaxPyramid::append(double value) {
    m_values.push_back(value);
    if (m_values.size() % kFanout != 0)
        return;
    Extent whole;
    for (std::size_t i = m_values.size() - kFanout; i < m_values.size(); ++i)
        whole.add(m_values[i]);
    if (m_levels.empty())
        m_levels.emplace_back();
    m_levels.front().push_back(whole);
    lift(0);
}

/// A level that has just got a whole group hands it to the next one.
void MinMaxPyramid::lift(std::size_t level) {
    while (m_levels[level].size() % kFanout == 0) {
        Extent whole;
        const auto& stretches = m_levels[level];
        for (std::size_t i = stretches.size() - kFanout; i < stretches.size(); ++i)
            whole.add(stretches[i]);
        if (m_levels.size() == level + 1)
            m_levels.emplace_back();
        m_levels[++level].push_back(whole);
    }
}

void MinMaxPyramid::truncate(std::size_t count) {
    if (count >= m_values.size())
        return;
    m_values.resize(count);
    for (auto& level : m_levels) {
        count /= kFanout;
        level.resize(count);
    }
}

Extent MinMaxPyramid::extent(std::size_t from, std::size_t to) const {
    Extent result;
    while (from < to && from % kFanout != 0)
        result.add(m_values[from++]);
    while (from < to && to % kFanout != 0)
        result.add(m_values[--to]);
    // Both ends stand on whole stretches now; their bounds never pass what is complete.
    for (std::size_t level = 0; from < to; ++level) {
        from /= kFanout;
        to /= kFanout;
        const auto& stretches = m_levels[level];
        while (from < to && from % kFanout != 0)
            result.add(stretches[from++]);
        while (from < to && to % kFanout != 0)
            result.add(stretches[--to]);
    }
    return result;
}

} // namespace luthier::charts

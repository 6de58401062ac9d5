#pragma once

#include <QtGlobal>

#include <deque>
#include <functional>
#include <optional>

namespace luthier::data {

/// How fast answers are given, by the last ones; a pause does not count.
class LabelPace {
public:
    /// `now` in milliseconds; by default a clock that never goes back.
    explicit LabelPace(std::function<qint64()> now = {});
    void setClock(std::function<qint64()> now) { m_now = std::move(now); }
    void count();
    /// The last one was taken back.
    void takeBack();
    void clear() { m_times.clear(); }
    std::optional<double> perMinute() const;

private:
    std::function<qint64()> m_now;
    std::deque<qint64> m_times;
};

} // namespace luthier::data

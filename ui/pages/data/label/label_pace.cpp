#include "label_pace.h"

#include <QElapsedTimer>

#include <memory>

namespace luthier::data {

namespace {

constexpr std::size_t kMost = 30;
constexpr std::size_t kLeast = 3;
constexpr qint64 kPause = 120'000;
constexpr double kMinute = 60'000;

} // namespace

LabelPace::LabelPace(std::function<qint64()> now)
    : m_now(std::move(now)) {
    if (m_now)
        return;
    auto timer = std::make_shared<QElapsedTimer>();
    timer->start();
    m_now = [timer] {
        return timer->elapsed();
    };
}

void LabelPace::count() {
    const qint64 now = m_now();
    if (!m_times.empty() && now - m_times.back() > kPause)
        m_times.clear();
    m_times.push_back(now);
    if (m_times.size() > kMost)
        m_times.pop_front();
}

void LabelPace::takeBack() {
    if (!m_times.empty())
        m_times.pop_back();
}

std::optional<double> LabelPace::perMinute() const {
    if (m_times.size() < kLeast || m_times.back() <= m_times.front())
        return {};
    return static_cast<double>(m_times.size() - 1) * kMinute /
           static_cast<double>(m_times.back() - m_times.front());
}

} // namespace luthier::data

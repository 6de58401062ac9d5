#include "remaining_time.h"

namespace luthier::training {
namespace {

constexpr double kForwardShare = 1.0 / 3;

} // namespace

RemainingTime::RemainingTime(std::int64_t steps, std::int64_t evalSteps, std::int64_t validationTokens)
    : m_steps(steps)
    , m_evalSteps(validationTokens > 0 ? evalSteps : 0)
    , m_validationTokens(static_cast<double>(validationTokens)) {}

void RemainingTime::addStep(std::int64_t step, double seconds, std::int64_t tokens) {
    m_step = step;
    m_stepSeconds += seconds;
    m_stepsDone += 1;
    m_tokens += static_cast<double>(tokens);
}

void RemainingTime::addValidation(double seconds) {
    m_validated = m_step;
    m_validationSeconds += seconds;
    m_validations += 1;
}

double RemainingTime::seconds() const {
    if (m_stepsDone == 0)
        return 0;
    double left = m_stepSeconds / m_stepsDone * static_cast<double>(m_steps - m_step);
    if (m_evalSteps == 0 || m_tokens == 0)
        return left;
    // One after every evalSteps and one at the end; that of this step may still be to come.
    const auto until = [&](std::int64_t step) {
        return step == m_steps ? (step + m_evalSteps - 1) / m_evalSteps : step / m_evalSteps;
    };
    const std::int64_t done = until(m_validated == m_step ? m_step : m_step - 1);
    const double one = m_validations > 0 ? m_validationSeconds / m_validations
                                         : kForwardShare * m_validationTokens * m_stepSeconds / m_tokens;
    left += one * static_cast<double>(until(m_steps) - done);
    return left;
}

} // namespace luthier::training

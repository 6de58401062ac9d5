#pragma once

#include <cstdint>

namespace luthier::training {

/// How long a run will still take: the steps that are left at the mean of those that were done, and the
/// validations that are left at the mean of theirs. Before the first validation a token of it is taken for a
/// third of a trained one, which goes backward too.
class RemainingTime {
public:
    /// `evalSteps` 0, or no tokens: no validation.
    RemainingTime(std::int64_t steps, std::int64_t evalSteps, std::int64_t validationTokens);

    void addStep(std::int64_t step, double seconds, std::int64_t tokens);
    /// After the step that was added last.
    void addValidation(double seconds);
    double seconds() const;

private:
    std::int64_t m_steps;
    std::int64_t m_evalSteps;
    double m_validationTokens;
    std::int64_t m_step = 0;      ///< the last one done
    std::int64_t m_validated = 0; ///< step of the last validation
    double m_stepSeconds = 0, m_stepsDone = 0, m_tokens = 0;
    double m_validationSeconds = 0, m_validations = 0;
};

} // namespace luthier::training

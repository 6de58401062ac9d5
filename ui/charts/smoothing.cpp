#include "smoothing.h"

#include <cmath>

namespace luthier::charts {

double Smoother::push(double value) {
    if (std::isnan(value))
        return value;
    m_sum = m_weight * m_sum + value;
    m_weights = m_weight * m_weights + 1;
    return m_sum / m_weights;
}

} // namespace luthier::charts

#pragma once

namespace luthier::charts {

/// Exponential moving average whose start is not pulled towards zero: the sum of weight^k × value over the
/// sum of weight^k. Weight 0 gives the values themselves; a NaN gives NaN and leaves the average as it was.
class Smoother {
public:
    explicit Smoother(double weight)
        : m_weight(weight) {}
    double push(double value);

private:
    double m_weight;
    double m_sum = 0;
    double m_weights = 0;
};

} // namespace luthier::charts

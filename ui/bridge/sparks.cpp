#include "sparks.h"

#include <algorithm>
#include <cmath>

namespace luthier::bridge {

QList<double> sparkOf(const std::vector<registry::Point>& points) {
    QList<double> spark;
    const std::size_t parts = std::min<std::size_t>(kSparkPoints, points.size());
    for (std::size_t part = 0; part < parts; ++part) {
        double sum = 0;
        int count = 0;
        for (std::size_t i = part * points.size() / parts; i < (part + 1) * points.size() / parts; ++i)
            if (!std::isnan(points[i].value)) {
                sum += points[i].value;
                ++count;
            }
        if (count > 0)
            spark << sum / count;
    }
    return spark;
}

} // namespace luthier::bridge

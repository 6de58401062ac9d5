#include "labels.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace luthier::scoring {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

double meanOf(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

LabelCounts::LabelCounts(std::size_t labels)
    : m_counts(labels) {}

void LabelCounts::add(std::size_t reference, std::size_t predicted) {
    ++m_items;
    ++m_counts[reference].reference;
    ++m_counts[predicted].said;
    if (reference == predicted) {
        ++m_right;
        ++m_counts[reference].both;
    }
}

void LabelCounts::addFlags(std::span<const bool> reference, std::span<const bool> predicted) {
    m_flags = true;
    ++m_items;
    bool right = true;
    for (std::size_t label = 0; label < m_counts.size(); ++label) {
        m_counts[label].reference += reference[label] ? 1 : 0;
        m_counts[label].said += predicted[label] ? 1 : 0;
        m_counts[label].both += reference[label] && predicted[label] ? 1 : 0;
        right = right && reference[label] == predicted[label];
    }
    m_right += right ? 1 : 0;
}

double LabelCounts::accuracy() const {
    return m_items > 0 ? static_cast<double>(m_right) / static_cast<double>(m_items) : kNothing;
}

double LabelCounts::f1(const Counts& counts) {
    const std::int64_t all = counts.said + counts.reference;
    return all > 0 ? 2.0 * static_cast<double>(counts.both) / static_cast<double>(all) : 0.0;
}

double LabelCounts::macroF1() const {
    double sum = 0;
    std::int64_t labels = 0;
    for (const Counts& counts : m_counts) {
        if (!m_flags && counts.said + counts.reference == 0)
            continue;
        sum += f1(counts);
        ++labels;
    }
    return m_items > 0 && labels > 0 ? sum / static_cast<double>(labels) : kNothing;
}

double LabelCounts::microF1() const {
    Counts all;
    for (const Counts& counts : m_counts) {
        all.both += counts.both;
        all.said += counts.said;
        all.reference += counts.reference;
    }
    return m_items > 0 ? f1(all) : kNothing;
}

void NumberErrors::add(double reference, double predicted) {
    m_references.push_back(reference);
    m_predictions.push_back(predicted);
}

double NumberErrors::meanSquared() const {
    double sum = 0;
    for (std::size_t i = 0; i < m_references.size(); ++i)
        sum += (m_predictions[i] - m_references[i]) * (m_predictions[i] - m_references[i]);
    return m_references.empty() ? kNothing : sum / static_cast<double>(m_references.size());
}

double NumberErrors::meanAbsolute() const {
    double sum = 0;
    for (std::size_t i = 0; i < m_references.size(); ++i)
        sum += std::abs(m_predictions[i] - m_references[i]);
    return m_references.empty() ? kNothing : sum / static_cast<double>(m_references.size());
}

double NumberErrors::pearson() const {
    if (m_references.size() < 2)
        return kNothing;
    const double x = meanOf(m_references);
    const double y = meanOf(m_predictions);
    double both = 0;
    double ofX = 0;
    double ofY = 0;
    for (std::size_t i = 0; i < m_references.size(); ++i) {
        both += (m_references[i] - x) * (m_predictions[i] - y);
        ofX += (m_references[i] - x) * (m_references[i] - x);
        ofY += (m_predictions[i] - y) * (m_predictions[i] - y);
    }
    return ofX > 0 && ofY > 0 ? both / std::sqrt(ofX * ofY) : kNothing;
}

} // namespace luthier::scoring

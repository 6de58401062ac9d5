#include "added_weights.h"

#include <algorithm>

namespace luthier::merging {

AddedWeights::AddedWeights(const files::Adapter& adapter)
    : m_values(adapter.values) {
    for (const files::Fold& fold : adapter.form.folds)
        m_folds[fold.tensor].push_back(&fold);
}

void AddedWeights::addTo(const std::string& tensor, std::span<float> values) const {
    if (const auto found = m_folds.find(tensor); found != m_folds.end())
        for (const files::Fold* fold : found->second)
            fold->apply(values, m_values);
}

bool AddedWeights::replaces(const std::string& tensor) const {
    const auto found = m_folds.find(tensor);
    return found != m_folds.end() && std::any_of(found->second.begin(), found->second.end(),
                                                 [](const files::Fold* fold) { return fold->replaces; });
}

} // namespace luthier::merging

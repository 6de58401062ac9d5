#include "recipe_history.h"

namespace luthier::recipes {

RecipeHistory::RecipeHistory(const std::vector<Json>& revisions) {
    for (const Json& revision : revisions)
        add(revision);
}

void RecipeHistory::add(const Json& revision) {
    if (!m_past.empty() && present() == revision)
        return;
    if (canUndo() && before() == revision) {
        m_future.push_back(std::move(m_past.back()));
        m_past.pop_back();
        return;
    }
    if (canRedo() && after() == revision) {
        m_past.push_back(std::move(m_future.back()));
        m_future.pop_back();
        return;
    }
    m_past.push_back(revision);
    m_future.clear();
}

} // namespace luthier::recipes

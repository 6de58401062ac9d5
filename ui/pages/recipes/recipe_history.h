#pragma once

#include <base/json.h>

#include <vector>

namespace luthier::recipes {

/// Undo and redo of a recipe, told from its stored revisions alone, so that both survive a restart. Going
/// back is stored as one more revision: one that equals the revision before the present is an undo, one that
/// equals what was undone a redo, anything else a change.
class RecipeHistory {
public:
    RecipeHistory() = default;
    explicit RecipeHistory(const std::vector<Json>& revisions);

    void add(const Json& revision);
    bool isEmpty() const { return m_past.empty(); }
    const Json& present() const { return m_past.back(); }
    bool canUndo() const { return m_past.size() > 1; }
    bool canRedo() const { return !m_future.empty(); }
    /// What undo and redo lead to; add() takes it in once it is stored.
    const Json& before() const { return m_past[m_past.size() - 2]; }
    const Json& after() const { return m_future.back(); }

private:
    std::vector<Json> m_past;
    std::vector<Json> m_future;
};

} // namespace luthier::recipes

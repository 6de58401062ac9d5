#pragma once

#include "../preview_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QButtonGroup;
class QGridLayout;

namespace luthier::recipes {

/// The methods of the recipe's table as cards, each with its consequence and the memory it takes.
class MethodCards final : public widgets::Page {
    Q_OBJECT

public:
    MethodCards(RecipePresenter& recipe, PreviewPresenter& preview);
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    class Card;
    void show();
    void place(int inRow);

    RecipePresenter& m_recipe;
    PreviewPresenter& m_preview;
    QGridLayout* m_grid;
    QButtonGroup* m_group;
    std::vector<Card*> m_cards;
    int m_inRow = 0;
};

} // namespace luthier::recipes

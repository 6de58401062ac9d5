#pragma once

#include "../preview_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QButtonGroup;
class QGridLayout;

namespace luthier::recipes {

/// The methods as cards, each with its consequence and the memory it takes.
class MethodCards final : public widgets::Page {
    Q_OBJECT

public:
    MethodCards(RecipePresenter& recipe, PreviewPresenter& preview);

private:
    class Card;
    void show();

    RecipePresenter& m_recipe;
    PreviewPresenter& m_preview;
    QButtonGroup* m_group;
    std::vector<Card*> m_cards;
};

} // namespace luthier::recipes

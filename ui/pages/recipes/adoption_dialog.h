#pragma once

#include "recipe_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QDialog>

class QTableWidget;

namespace luthier::recipes {

/// What of another program's configuration a recipe says, key by key, before one is made of it: what is left
/// out first, then what is only near, then the rest.
class AdoptionDialog final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    AdoptionDialog(QWidget* parent, RecipePresenter& presenter, adopting::Adopted adopted);

private:
    void say();
    void fill();
    /// Those that the table shows, in its order.
    std::vector<const adopting::AdoptedKey*> shown() const;
    qint64 count(adopting::Fate fate) const;

    adopting::Adopted m_adopted;
    QLabel* m_title;
    QLabel* m_note;
    QTableWidget* m_table;
    QPushButton* m_cancel;
    QPushButton* m_accept;
};

} // namespace luthier::recipes

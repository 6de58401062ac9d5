#pragma once

#include "preview_presenter.h"

#include <recipe/schema.h>
#include <widgets/controls.h>
#include <widgets/error_panel.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QButtonGroup;
class QMenu;

namespace luthier::recipes {

class FormView;

/// The Recipe page: sections at the left, the form, and the run preview that stays in view.
class RecipePage final : public widgets::Page {
    Q_OBJECT

public:
    RecipePage(RecipePresenter& recipe, PreviewPresenter& preview, bridge::ModelCatalog& catalog,
               bridge::Bridge& bridge);
    void showCommand();
    void askExport();
    void setLevel(recipe::Level level);
    /// Goes to the control of a setting.
    void reveal(const std::string& path);
    void focusStart();
    void offerStarter(bool offered);
    void showError(const Error& error);

Q_SIGNALS:
    void tokensAsked();
    void starterWanted();
    /// By the person, not by setLevel().
    void levelChosen(luthier::recipe::Level level);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeHead();
    void fillHead();
    QWidget* makeSections();
    void fillPresets();
    void fillMore();
    void askSweep();
    void askStart(const std::vector<recipe::Finding>& leftOut);
    void askName(std::function<QString()> title, std::function<QString()> goOn,
                 std::function<void(const QString&)> take);
    QWidget* makeRemoved();
    void showRemoved();
    void askImport();
    void showHead();
    void showSections();
    void place();

    RecipePresenter& m_recipe;
    PreviewPresenter& m_preview;
    bridge::ModelCatalog& m_catalog;
    bridge::Bridge& m_bridge;
    QLabel* m_title = nullptr;
    widgets::ComboBox* m_picker = nullptr;
    QLabel* m_differing = nullptr;
    QPushButton* m_undo = nullptr;
    QPushButton* m_redo = nullptr;
    widgets::Segments* m_level = nullptr;
    QPushButton* m_presets = nullptr;
    QPushButton* m_command = nullptr;
    QPushButton* m_more = nullptr;
    QMenu* m_presetMenu = nullptr;
    QMenu* m_moreMenu = nullptr;
    QWidget* m_sections = nullptr;
    QLabel* m_legend = nullptr;
    QButtonGroup* m_sectionGroup = nullptr;
    FormView* m_form = nullptr;
    widgets::ErrorPanel* m_error = nullptr;
    QFrame* m_removed = nullptr;
    QLabel* m_removedText = nullptr;
};

} // namespace luthier::recipes

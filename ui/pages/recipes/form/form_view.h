#pragma once

#include "field_table.h"
#include "method_cards.h"

#include <widgets/field_grid.h>
#include <widgets/layer_picture.h>

#include <array>

class QScrollArea;

namespace luthier::recipes {

/// The settings as cards under each other.
class FormView final : public widgets::Page {
    Q_OBJECT

public:
    FormView(RecipePresenter& recipe, PreviewPresenter& preview, bridge::ModelCatalog& catalog);
    void setLevel(Level level);
    Level level() const { return m_level; }
    void showSection(Section section);
    /// Goes to the control of a field, also when it belongs to the advanced ones.
    void reveal(const std::string& field);
    static QString sectionTitle(Section section);
    /// Whether the small model that comes with the program can be taken where no model is chosen.
    void offerStarter(bool offered);

Q_SIGNALS:
    /// Somebody scrolled there.
    void sectionReached(int section);
    void levelChanged();
    /// A person wants to see rows as tokens.
    void tokensAsked();
    void starterWanted();

private:
    struct Placed {
        Field* field;
        Level level;
        widgets::FieldGrid* grid;
    };
    widgets::FieldGrid* makeCard(Section section, QVBoxLayout*& body, QHBoxLayout*& head);
    void makeModelCard();
    void makeTaskCard();
    void makeMethodCard();
    void makeDataCard();
    void makeScheduleCard();
    void makePlainCard(Section section);
    void addPlain(Section section, Level level, widgets::FieldGrid* grid);
    void add(widgets::FieldGrid* grid, Field* field, Level level, int span = 1);
    void showFields();
    void showModel();
    void showLayers();
    void browseModel();
    int reachedSection() const;

    RecipePresenter& m_recipe;
    PreviewPresenter& m_preview;
    bridge::ModelCatalog& m_catalog;
    Level m_level = Level::Simple;
    int m_asked = 0; // the part gone to; the last ones cannot reach the top
    QScrollArea* m_area = nullptr;
    QVBoxLayout* m_cards = nullptr;
    std::array<QFrame*, kSections> m_frames{};
    std::vector<Placed> m_fields;
    PickSetting* m_model = nullptr;
    PickSetting* m_targets = nullptr;
    PickSetting* m_template = nullptr;
    PickSetting* m_device = nullptr;
    QLabel* m_modelFacts = nullptr;
    QPushButton* m_starter = nullptr;
    bool m_offersStarter = false;
    widgets::LayerPicture* m_layers = nullptr;
    QLabel* m_moves = nullptr;
    QLabel* m_frozen = nullptr;
    QLabel* m_share = nullptr;
    QWidget* m_legend = nullptr;
};

} // namespace luthier::recipes

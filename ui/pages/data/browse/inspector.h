#pragma once

#include "../data_presenter.h"
#include "../token_presenter.h"
#include "text_place.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <map>

class QStackedWidget;
class QTabBar;

namespace luthier::data {

class BubbleEditor;

/// One row: as a conversation, field by field, token by token, and the history of its dataset. A text is
/// edited where it is read; leaving it for another row, tab or page writes what was typed.
class Inspector final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    Inspector(DataPresenter& presenter, TokenPresenter& tokens);
    /// Nothing to show: an empty optional.
    void show(const std::optional<dataset::Row>& row);
    void openTokens();
    /// Begins to edit a text of the row in view: that of the place, else of its field, else the last answer.
    void edit(const TextPlace& like);

Q_SIGNALS:
    /// A text was written by hand and the row behind is next, at the like of this place.
    void nextWanted(const luthier::data::TextPlace& place);
    /// The keys belong to the table again.
    void editingEnded();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    bool hasRow() const;
    void refresh();
    void showHead();
    void showChat();
    void showFields();
    ShownBubble showEditable(const Bubble& bubble, const std::optional<TextPlace>& place, int number);
    std::vector<Bubble> bubbles() const;
    std::optional<TextPlace> placeLike(const TextPlace& like) const;
    void begin(const TextPlace& place);
    void showWithEditor(const TextPlace& place);
    void sayAgain();
    void save();
    void giveUp();
    void commit();
    bool isEditing() const;
    void showHistory();
    void lookAtTokens();

    DataPresenter& m_presenter;
    TokenPresenter& m_tokens;
    std::optional<dataset::Row> m_row;
    QTabBar* m_tabs;
    QLabel* m_title;
    QLabel* m_split;
    QStackedWidget* m_views;
    QVBoxLayout* m_content;
    std::optional<TextPlace> m_place; // that is edited
    BubbleEditor* m_editor = nullptr;
    int m_tabOfEditor = 0;
    std::map<QObject*, TextPlace> m_clickable; // bodies of bubbles: a click begins to edit
};

} // namespace luthier::data

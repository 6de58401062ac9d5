#pragma once

#include "../data_presenter.h"
#include "../token_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QStackedWidget;
class QTabBar;

namespace luthier::data {

/// One row: as a conversation, field by field, token by token, and the history of its dataset.
class Inspector final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    Inspector(DataPresenter& presenter, TokenPresenter& tokens);
    /// Nothing to show: an empty optional.
    void show(const std::optional<dataset::Row>& row);
    void openTokens();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    bool hasRow() const;
    void refresh();
    void showChat();
    void showFields();
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
};

} // namespace luthier::data

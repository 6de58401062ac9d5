#pragma once

#include "chat_presenter.h"
#include "model_presenter.h"

#include <widgets/error_panel.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QStackedWidget;
class QTabBar;

namespace luthier::model {

/// The Model page: models found on this machine, what is known of one, its tokenizer at work, and a chat with
/// it.
class ModelPage final : public widgets::Page {
    Q_OBJECT

public:
    ModelPage(ModelPresenter& presenter, ChatPresenter& chat);
    void askFolder();
    void askFile();
    /// "chat" or "" (the tab that is open); false: no such tab.
    bool openTab(const QString& key);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void tellNothing(const QString& folder, const QStringList& others);
    QWidget* makeHead();
    QWidget* makeWork();
    QWidget* makeOverview();
    void show();
    void showTabs();

    ModelPresenter& m_presenter;
    ChatPresenter& m_chat;
    QLabel* m_title = nullptr;
    widgets::ElidedLabel* m_note = nullptr;
    QPushButton* m_again = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_addFile = nullptr;
    widgets::ErrorPanel* m_error = nullptr;
    QStackedWidget* m_body = nullptr;
    QTabBar* m_tabs = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    QPushButton* m_starter = nullptr;
};

} // namespace luthier::model

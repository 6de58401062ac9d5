#pragma once

#include "model_presenter.h"

#include <widgets/error_panel.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QStackedWidget;

namespace luthier::model {

/// The Model page: models found on this machine, what is known of one, and its tokenizer at work.
class ModelPage final : public widgets::Page {
    Q_OBJECT

public:
    explicit ModelPage(ModelPresenter& presenter);
    void askFolder();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeWork();
    void show();

    ModelPresenter& m_presenter;
    QLabel* m_title = nullptr;
    widgets::ElidedLabel* m_note = nullptr;
    QPushButton* m_again = nullptr;
    QPushButton* m_add = nullptr;
    widgets::ErrorPanel* m_error = nullptr;
    QStackedWidget* m_body = nullptr;
    widgets::EmptyState* m_empty = nullptr;
};

} // namespace luthier::model

#pragma once

#include "model_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

namespace luthier::model {

/// The models found, a card each, and the folders they were looked for in.
class ModelList final : public widgets::Page {
    Q_OBJECT

public:
    explicit ModelList(ModelPresenter& presenter);

private:
    void show();
    void showModels();
    void showFolders();
    void markCurrent();
    static QString makingText(const bridge::CatalogModel& model);

    ModelPresenter& m_presenter;
    QVBoxLayout* m_cards;
    QLabel* m_foldersTitle;
    QVBoxLayout* m_folders;
};

} // namespace luthier::model

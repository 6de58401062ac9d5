#pragma once

#include "../data_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QTabBar;

namespace luthier::data {

/// One row: as a conversation, field by field, and the history of its dataset.
class Inspector final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit Inspector(DataPresenter& presenter);
    /// Nothing to show: an empty optional.
    void show(const std::optional<dataset::Row>& row);

private:
    void refresh();
    void showChat();
    void showFields();
    void showHistory();

    DataPresenter& m_presenter;
    std::optional<dataset::Row> m_row;
    QTabBar* m_tabs;
    QLabel* m_title;
    QLabel* m_split;
    QVBoxLayout* m_content;
};

} // namespace luthier::data

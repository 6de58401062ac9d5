#pragma once

#include "../data_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <array>

class QGridLayout;
class QSpinBox;

namespace luthier::data {

/// Divides the rows into training, validation and test, and shows how they are divided now.
class SplitsView final : public widgets::Page {
    Q_OBJECT

public:
    explicit SplitsView(DataPresenter& presenter);

private:
    void makeShares(QGridLayout* grid);
    QWidget* makeForm();
    QWidget* makePresent();
    void showPresent();
    void fillGroups();
    void check();
    void run();

    DataPresenter& m_presenter;
    std::array<QSpinBox*, 3> m_shares{};
    QSpinBox* m_seed = nullptr;
    widgets::ComboBox* m_group = nullptr;
    QPushButton* m_run = nullptr;
    QLabel* m_sum = nullptr;
    QVBoxLayout* m_present = nullptr;
};

} // namespace luthier::data

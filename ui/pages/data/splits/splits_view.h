#pragma once

#include "leakage_presenter.h"

#include <widgets/controls.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <array>

class QGridLayout;
class QSpinBox;

namespace luthier::data {

/// Divides the rows into training, validation and test, shows how they are divided now, and whether rows
/// leak.
class SplitsView final : public widgets::Page {
    Q_OBJECT

public:
    SplitsView(DataPresenter& presenter, LeakagePresenter& leakage);

private:
    void makeShares(QGridLayout* grid);
    QWidget* makeForm();
    QWidget* makePresent();
    void showPresent();
    void fillGroups();
    void check();
    void run();

    DataPresenter& m_presenter;
    LeakagePresenter& m_leakage;
    std::array<QSpinBox*, 3> m_shares{};
    QSpinBox* m_seed = nullptr;
    widgets::ComboBox* m_group = nullptr;
    widgets::CheckBox* m_similar = nullptr;
    QPushButton* m_run = nullptr;
    QLabel* m_sum = nullptr;
    QVBoxLayout* m_present = nullptr;
};

} // namespace luthier::data

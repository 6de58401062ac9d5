#pragma once

#include "home_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QGridLayout;

namespace luthier::home {

/// Memory of the devices, and which sizes of model can be tuned on them by which method.
class MachineCard final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit MachineCard(HomePresenter& presenter);

private:
    void showReport();
    void addFitRow(const bridge::FitRow& fit);
    void addDevice(const devices::DeviceFacts& device);
    void addDisk(const bridge::MachineReport& report);
    struct Amount {
        widgets::Meter* meter;
        QLabel* text;
    };
    Amount addAmount(QHBoxLayout* cells, const QString& name);
    void showAmounts();

    HomePresenter& m_presenter;
    QLabel* m_title;
    QPushButton* m_measure;
    QPushButton* m_again;
    QVBoxLayout* m_devices;
    std::vector<Amount> m_amounts; // of the devices in their order
    QLabel* m_caption;
    QGridLayout* m_fits;
};

} // namespace luthier::home

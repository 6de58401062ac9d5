#include "machine_card.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace luthier::home {

using namespace widgets;

MachineCard::MachineCard(HomePresenter& presenter)
    : m_presenter(presenter) {
    setProperty("kind", QStringLiteral("card"));
    setFixedWidth(measures::kHomeRightWidth);
    auto* whole = column(this, measures::kGap);
    whole->setContentsMargins(measures::kCardPadding, measures::kGap, measures::kCardPadding,
                              measures::kCardPadding);
    auto* head = row(measures::kGap);
    m_title = label(TextStyle::CardTitle);
    m_measure = button(QStringLiteral("measureMachineButton"), QStringLiteral("quiet"));
    m_again = button(QStringLiteral("checkMachineButton"), QStringLiteral("quiet"));
    head->addWidget(m_title, 1);
    head->addWidget(m_measure);
    head->addWidget(m_again);
    whole->addLayout(head);
    m_devices = column(nullptr, measures::kGap);
    whole->addLayout(m_devices);
    whole->addSpacing(measures::kGapSmall);
    whole->addWidget(separator());
    m_caption = label(TextStyle::Caption, QStringLiteral("muted"));
    m_caption->setWordWrap(true);
    whole->addWidget(m_caption);
    m_fits = new QGridLayout;
    m_fits->setContentsMargins({});
    m_fits->setHorizontalSpacing(measures::kGap);
    m_fits->setVerticalSpacing(0);
    whole->addLayout(m_fits);
    connect(m_measure, &QPushButton::clicked, &presenter, &HomePresenter::measureMachine);
    connect(m_again, &QPushButton::clicked, &presenter, &HomePresenter::refreshMachine);
    connect(&presenter, &HomePresenter::machineChanged, this, &MachineCard::showReport);
    connect(&presenter, &HomePresenter::devicesChanged, this, &MachineCard::showAmounts);
    speak([this] {
        m_title->setText(tr("This machine"));
        m_measure->setToolTip(tr("Measures how fast products are in fp32 and bf16. Recipes with the number "
                                 "format \"The fastest\" go by it."));
        m_again->setText(tr("Check again"));
        showReport();
    });
}

void MachineCard::addDevice(const devices::DeviceFacts& device) {
    auto* line = new QWidget;
    auto* cells = row(line, measures::kGapDense);
    auto* name = new ElidedLabel(TextStyle::Table);
    name->setFullText(device.id == "cpu" ? tr("Memory") : QString::fromStdString(device.name));
    cells->addWidget(name, 1);
    m_amounts.push_back(addAmount(cells, QStringLiteral("memory_") + QString::fromStdString(device.id)));
    m_devices->addWidget(line);
    QLabel* facts = label(TextStyle::Caption, QStringLiteral("muted"));
    QStringList words;
    if (device.id == "cpu") {
        words << QString::fromStdString(device.name).simplified();
        words << tr("%n threads", nullptr, device.threads);
    } else {
        words << tr("driver %1").arg(QString::fromStdString(device.driver));
    }
    if (device.measured.fp32Gflops && device.measured.bf16Gflops)
        words << tr("fp32 %1, bf16 %2 GFLOP/s")
                     .arg(std::llround(*device.measured.fp32Gflops))
                     .arg(std::llround(*device.measured.bf16Gflops));
    facts->setText(words.join(QStringLiteral(" · ")));
    facts->setWordWrap(true);
    m_devices->addWidget(facts);
}

MachineCard::Amount MachineCard::addAmount(QHBoxLayout* cells, const QString& name) {
    Amount made{new Meter, label(TextStyle::Table, QStringLiteral("muted"))};
    made.meter->setFixedWidth(measures::kMeterWidth);
    made.text->setObjectName(name);
    made.text->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    cells->addWidget(made.meter);
    cells->addWidget(made.text);
    return made;
}

void MachineCard::addDisk(const bridge::MachineReport& report) {
    auto* line = new QWidget;
    auto* cells = row(line, measures::kGapDense);
    auto* name = new ElidedLabel(TextStyle::Table);
    name->setFullText(tr("Disk"));
    cells->addWidget(name, 1);
    const Amount amount = addAmount(cells, QStringLiteral("diskFree"));
    amount.meter->setShare(1 - static_cast<double>(report.diskFreeBytes) /
                                   static_cast<double>(report.diskTotalBytes));
    amount.text->setText(tr("%1 free").arg(bytesText(report.diskFreeBytes)));
    amount.text->setToolTip(tr("%1 of %2 are free on the disk of the projects")
                                .arg(bytesText(report.diskFreeBytes), bytesText(report.diskTotalBytes)));
    m_devices->addWidget(line);
}

/// Memory changes all the time, and the rest of the card with it only when it is checked again.
void MachineCard::showAmounts() {
    const auto& report = m_presenter.machine();
    for (std::size_t i = 0; report && i < std::min(m_amounts.size(), report->devices.size()); ++i) {
        const devices::DeviceFacts& device = report->devices[i];
        const auto used = static_cast<double>(device.totalBytes - device.freeBytes);
        m_amounts[i].meter->setShare(device.totalBytes ? used / static_cast<double>(device.totalBytes) : 0);
        m_amounts[i].text->setText(bridge::usedMemoryText(device));
    }
}

void MachineCard::addFitRow(const bridge::FitRow& fit) {
    const int line = m_fits->rowCount();
    m_fits->addWidget(separator(), line, 0, 1, -1);
    QLabel* size = label(TextStyle::Table);
    size->setText(fit.model);
    size->setToolTip(fit.example);
    size->setFixedHeight(measures::kControlSmall);
    m_fits->addWidget(size, line + 1, 0);
    for (int i = 0; i < static_cast<int>(fit.methods.size()); ++i) {
        const bridge::Fit state = fit.methods[static_cast<std::size_t>(i)];
        const bool fits = state == bridge::Fit::Fits;
        const bool tight = state == bridge::Fit::Tight;
        auto* place = new QWidget;
        auto* cells = row(place, measures::kGapSmall);
        if (state != bridge::Fit::TooLarge)
            cells->addWidget(new IconLabel(fits ? QStringLiteral("tick") : QStringLiteral("warning"),
                                           fits ? IconTone::Good : IconTone::Warn, measures::kIconSmall));
        QLabel* word = label(TextStyle::Table, fits    ? QStringLiteral("good")
                                               : tight ? QStringLiteral("warn")
                                                       : QStringLiteral("muted"));
        word->setText(fits    ? tr("fits")
                      : tight ? tr("tight")
                              : tr("needs %1").arg(bytesText(fit.peakBytes[static_cast<std::size_t>(i)])));
        word->setToolTip(
            tr("%1 needs about %2").arg(fit.example, bytesText(fit.peakBytes[static_cast<std::size_t>(i)])));
        cells->addWidget(word);
        cells->addStretch(1);
        m_fits->addWidget(place, line + 1, i + 1);
    }
}

void MachineCard::showReport() {
    clearLayout(m_devices);
    m_amounts.clear();
    while (QLayoutItem* item = m_fits->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_measure->setText(m_presenter.isMeasuring() ? tr("Measuring…") : tr("Measure speed"));
    m_measure->setEnabled(!m_presenter.isMeasuring());
    const auto& report = m_presenter.machine();
    if (!report) {
        m_caption->setText(tr("Checking this machine…"));
        return;
    }
    for (const auto& device : report->devices)
        addDevice(device);
    if (report->diskTotalBytes > 0)
        addDisk(*report);
    showAmounts();
    m_caption->setText(tr("What can be tuned here: one row of %1 tokens a step, safe limit %2")
                           .arg(numberText(bridge::kFitTokens), bytesText(report->budgetBytes)));
    const int line = m_fits->rowCount();
    QStringList heads{tr("Model size")};
    for (const QString& method : bridge::fitMethods())
        heads << method;
    for (int i = 0; i < heads.size(); ++i) {
        QLabel* text = label(TextStyle::Caption, QStringLiteral("muted"));
        text->setText(heads[i]);
        text->setFixedHeight(measures::kControlSmall);
        m_fits->addWidget(text, line, i);
        m_fits->setColumnStretch(i, 1);
    }
    for (const bridge::FitRow& fit : report->fits)
        addFitRow(fit);
}

} // namespace luthier::home

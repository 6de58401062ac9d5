#include "machine_card.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>

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
    auto* meter = new Meter;
    meter->setFixedWidth(measures::kMeterWidth);
    const std::int64_t used = device.totalBytes - device.freeBytes;
    meter->setShare(device.totalBytes ? static_cast<double>(used) / static_cast<double>(device.totalBytes)
                                      : 0);
    QLabel* amount = label(TextStyle::Table, QStringLiteral("muted"));
    amount->setText(tr("%1 of %2").arg(bytesText(used), bytesText(device.totalBytes)));
    amount->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    cells->addWidget(name, 1);
    cells->addWidget(meter);
    cells->addWidget(amount);
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

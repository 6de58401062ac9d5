#include "context_bar.h"

#include <bridge/machine.h>

#include <QCursor>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QTimer>

#include <cmath>

namespace luthier::shell {

using namespace widgets;

namespace {

constexpr int kMemoryMilliseconds = 3000;

} // namespace

Chip::Chip(const QString& name) {
    setObjectName(name);
    setProperty("kind", QStringLiteral("chip"));
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Expanding);
}

void Chip::setCaption(const QString& caption) {
    m_caption = caption;
    setAccessibleName(caption);
    updateGeometry();
    update();
}

void Chip::useMenu(QMenu* menu) {
    setMenu(menu);
    // The pointer left it for the menu, which nobody tells it.
    connect(menu, &QMenu::aboutToHide, this, [this] {
        setAttribute(Qt::WA_UnderMouse, rect().contains(mapFromGlobal(QCursor::pos())));
        update();
    });
}

void Chip::setValue(const QString& value) {
    m_value = value;
    setAccessibleDescription(value);
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const {
    const int caption = QFontMetrics(fontOf(TextStyle::Caption)).horizontalAdvance(m_caption);
    const int value = QFontMetrics(fontOf(TextStyle::Body)).horizontalAdvance(m_value) +
                      measures::kIconSmall + measures::kGap;
    return {std::min(std::max(caption, value), measures::kColumnText) + 2 * measures::kGap +
                measures::kGapSmall,
            measures::kContextBarHeight};
}

void Chip::paintEvent(QPaintEvent* event) {
    QToolButton::paintEvent(event);
    QPainter painter(this);
    const Palette& palette = currentPalette();
    const QRect inside =
        rect().adjusted(measures::kGap, measures::kGapSmall, -measures::kGap, -measures::kGapSmall);
    painter.setFont(fontOf(TextStyle::Caption));
    painter.setPen(palette.text2);
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignTop, m_caption);
    painter.setFont(fontOf(TextStyle::Body));
    painter.setPen(palette.text);
    const int room = inside.width() - measures::kIconSmall - measures::kGapSmall;
    const QString value = painter.fontMetrics().elidedText(m_value, Qt::ElideRight, room);
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignBottom, value);
    const int end = inside.left() + painter.fontMetrics().horizontalAdvance(value) + measures::kGapSmall;
    painter.drawPixmap(
        end, inside.bottom() - measures::kIconSmall + measures::kLine,
        iconPixmap(QStringLiteral("chevron"), palette.text2, measures::kIconSmall, devicePixelRatioF()));
}

ContextBar::ContextBar(bridge::Bridge& bridge)
    : m_bridge(bridge) {
    setObjectName(QStringLiteral("contextBar"));
    setProperty("kind", QStringLiteral("contextBar"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(measures::kContextBarHeight);
    auto* layout = row(this, measures::kGapCard);
    // The ring of a chip stands free of the window's edge.
    layout->setContentsMargins(measures::kGapCard, measures::kGapSmall, measures::kPagePadding,
                               measures::kGapSmall);
    m_project = new Chip(QStringLiteral("projectChip"));
    m_dataset = new Chip(QStringLiteral("datasetChip"));
    m_model = new Chip(QStringLiteral("modelChip"));
    m_recipe = new Chip(QStringLiteral("recipeChip"));
    m_memory = makeMeter();
    m_gpu = makeMeter();
    m_gpu.whole->hide();
    m_memory.whole->hide();
    layout->addWidget(m_project);
    layout->addWidget(m_dataset);
    layout->addWidget(m_model);
    layout->addWidget(m_recipe);
    layout->addStretch(1);
    layout->addWidget(m_memory.whole);
    layout->addWidget(m_gpu.whole);
    speak([this] {
        m_project->setCaption(tr("Project"));
        m_dataset->setCaption(tr("Dataset"));
        m_model->setCaption(tr("Model"));
        m_recipe->setCaption(tr("Recipe"));
        m_memory.name->setText(tr("RAM"));
        m_gpu.name->setText(tr("GPU"));
        m_memory.meter->setAccessibleName(tr("Memory in use"));
        m_gpu.meter->setAccessibleName(tr("GPU memory in use"));
        showProject(m_projectName);
        showDataset(m_datasetName);
        showModel(m_modelName);
        showRecipe(m_recipeName);
    });
    auto* timer = new QTimer(this);
    timer->setInterval(kMemoryMilliseconds);
    connect(timer, &QTimer::timeout, this, &ContextBar::readMemory);
    timer->start();
    readMemory();
}

ContextBar::MeterPart ContextBar::makeMeter() {
    MeterPart part{new QWidget, label(TextStyle::Caption, QStringLiteral("muted")),
                   label(TextStyle::Caption, QStringLiteral("muted")), new Meter};
    part.whole->setFixedWidth(measures::kMeterWidth);
    auto* lines = column(part.whole, measures::kGapSmall);
    lines->setContentsMargins(0, measures::kGap, 0, measures::kGapDense);
    auto* words = row(measures::kGapSmall);
    words->addWidget(part.name);
    words->addStretch(1);
    words->addWidget(part.amount);
    lines->addLayout(words);
    lines->addWidget(part.meter);
    return part;
}

void ContextBar::showProject(const QString& name) {
    m_projectName = name;
    m_project->setValue(name.isEmpty() ? tr("none yet") : name);
    for (Chip* chip : {m_dataset, m_model, m_recipe})
        chip->setVisible(!name.isEmpty());
}

void ContextBar::showModel(const QString& name) {
    m_modelName = name;
    m_model->setValue(name.isEmpty() ? tr("none yet") : name);
}

void ContextBar::showRecipe(const QString& name) {
    m_recipeName = name;
    m_recipe->setValue(name);
}

void ContextBar::showDataset(const QString& name) {
    m_datasetName = name;
    m_dataset->setValue(name.isEmpty() ? tr("none yet") : name);
}

void ContextBar::readMemory() {
    m_bridge.run(
        m_memoryRequest,
        [](const StopToken&) -> Result<std::vector<devices::DeviceFacts>> { return bridge::readDevices(); },
        [this](Result<std::vector<devices::DeviceFacts>> answer) {
            if (!answer)
                return;
            showMemory(*answer);
            Q_EMIT memoryRead(*answer);
        });
}

void ContextBar::showMemory(const std::vector<devices::DeviceFacts>& devices) {
    const auto show = [](MeterPart& part, const devices::DeviceFacts& device) {
        part.amount->setText(bridge::usedMemoryText(device));
        const auto used = static_cast<double>(device.totalBytes - device.freeBytes);
        part.meter->setShare(device.totalBytes ? used / static_cast<double>(device.totalBytes) : 0);
        part.whole->show();
    };
    if (!devices.empty())
        show(m_memory, devices.front());
    if (devices.size() > 1)
        show(m_gpu, devices[1]);
}

} // namespace luthier::shell

#include "rail.h"

#include <widgets/accessible.h>

#include <QButtonGroup>
#include <QPainter>
#include <QShortcut>
#include <QVBoxLayout>

namespace luthier::shell {

using namespace widgets;

namespace {

/// A step; the chosen one has a mark at its left edge and its icon in the action colour.
class RailButton final : public QToolButton {
public:
    explicit RailButton(QString iconName)
        : m_iconName(std::move(iconName)) {
        setProperty("kind", QStringLiteral("rail"));
        setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        setIconSize(QSize(measures::kIcon, measures::kIcon));
        setFixedSize(measures::kRailWidth - measures::kLine, measures::kRailItemHeight);
        setFont(fontOf(TextStyle::Caption));
        setCheckable(true);
        setRole(this, QAccessible::PageTab);
        setIcon(widgets::icon(m_iconName, IconTone::Muted));
        connect(this, &QToolButton::toggled, this, [this](bool on) {
            setIcon(widgets::icon(m_iconName, on ? IconTone::Action : IconTone::Muted));
        });
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        QToolButton::paintEvent(event);
        QPainter painter(this);
        if (isChecked())
            painter.fillRect(0, 0, measures::kRailMark, height(), currentPalette().action);
        const auto attention = static_cast<Attention>(property("attention").toInt());
        if (attention == Attention::None)
            return;
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(attention == Attention::Bad ? currentPalette().bad : currentPalette().warn);
        painter.drawEllipse((width() + measures::kIcon) / 2, measures::kGap, measures::kAttentionDot,
                            measures::kAttentionDot);
    }

private:
    QString m_iconName;
};

} // namespace

Rail::Rail() {
    setObjectName(QStringLiteral("rail"));
    setProperty("kind", QStringLiteral("rail"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(measures::kRailWidth);
    setRole(this, QAccessible::PageTabList);
    auto* whole = column(this, 0);
    whole->setContentsMargins(0, measures::kGap, 0, measures::kGap);
    m_steps = column(nullptr, 0);
    m_feet = column(nullptr, 0);
    whole->addLayout(m_steps);
    whole->addStretch(1);
    whole->addLayout(m_feet);
    m_group = new QButtonGroup(this);
    speak([this] { setAccessibleName(tr("Pages")); });
}

QToolButton* Rail::makeStep(const QString& key, const QString& iconName, std::function<QString()> title) {
    auto* step = new RailButton(iconName);
    step->setObjectName(QStringLiteral("rail_") + key);
    m_group->addButton(step);
    connect(step, &QToolButton::clicked, this, [this, key] { Q_EMIT chosen(key); });
    speak([step, title = std::move(title)] {
        step->setText(title());
        step->setAccessibleName(title());
    });
    return step;
}

void Rail::addStep(const QString& key, const QString& iconName, std::function<QString()> title) {
    m_steps->addWidget(makeStep(key, iconName, std::move(title)));
    auto* shortcut = new QShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + m_count++)), this);
    connect(shortcut, &QShortcut::activated, this, [this, key] { Q_EMIT chosen(key); });
}

void Rail::addFootStep(const QString& key, const QString& iconName, std::function<QString()> title) {
    m_feet->addWidget(makeStep(key, iconName, std::move(title)));
}

void Rail::setAttention(const QString& key, Attention attention, const QString& why) {
    auto* step = findChild<QToolButton*>(QStringLiteral("rail_") + key);
    if (!step)
        return;
    step->setProperty("attention", static_cast<int>(attention));
    step->setAccessibleDescription(attention == Attention::None ? QString()
                                                                : tr("needs attention: %1").arg(why));
    step->setToolTip(why);
    step->update();
}

void Rail::select(const QString& key) {
    if (auto* step = findChild<QToolButton*>(QStringLiteral("rail_") + key))
        step->setChecked(true);
}

} // namespace luthier::shell

#include "controls.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QWheelEvent>

namespace luthier::widgets {

CheckBox::CheckBox(const QString& name) {
    setObjectName(name);
    setFont(fontOf(TextStyle::Table));
    setFocusPolicy(Qt::StrongFocus);
}

QSize CheckBox::sizeHint() const {
    const QSize words = fontMetrics().size(Qt::TextShowMnemonic, text());
    return {measures::kIconSmall + measures::kGap + words.width() + measures::kStroke,
            std::max(measures::kControlSmall, words.height())};
}

void CheckBox::paintEvent(QPaintEvent*) {
    const Palette& palette = currentPalette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal half = measures::kLine / 2.0;
    const QRectF box =
        QRectF(0, (height() - measures::kIconSmall) / 2, measures::kIconSmall, measures::kIconSmall)
            .adjusted(half, half, -half, -half);
    const QColor edge = !isEnabled()                                ? palette.line
                        : isChecked() || hasFocus() || underMouse() ? palette.action
                                                                    : palette.strong;
    painter.setPen(QPen(edge, hasFocus() ? measures::kStroke : measures::kLine));
    painter.setBrush(isChecked() && isEnabled() ? palette.action : palette.surface);
    painter.drawRoundedRect(box, measures::kGapSmall - measures::kLine,
                            measures::kGapSmall - measures::kLine);
    if (isChecked()) {
        const int inset = (measures::kIconSmall - measures::kIconMark) / 2;
        const QColor tick = isEnabled() ? palette.onAction : palette.strong;
        painter.drawPixmap(
            inset, (height() - measures::kIconMark) / 2,
            iconPixmap(QStringLiteral("tick"), tick, measures::kIconMark, devicePixelRatioF()));
    }
    painter.setPen(isEnabled() ? palette.text : palette.strong);
    painter.drawText(rect().adjusted(measures::kIconSmall + measures::kGap, 0, 0, 0),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic, text());
}

Segments::Segments(const QString& name, const QStringList& keys)
    : m_keys(keys)
    , m_group(new QButtonGroup(this)) {
    setObjectName(name);
    auto* line = row(this, 0);
    for (qsizetype i = 0; i < keys.size(); ++i) {
        QPushButton* segment = button(name + u'_' + keys[i], QStringLiteral("segment"));
        segment->setProperty("place", i == 0                 ? QStringLiteral("first")
                                      : i + 1 == keys.size() ? QStringLiteral("last")
                                                             : QStringLiteral("middle"));
        segment->setCheckable(true);
        segment->setAutoExclusive(true);
        segment->setChecked(i == 0);
        m_group->addButton(segment, static_cast<int>(i));
        line->addWidget(segment);
    }
    connect(m_group, &QButtonGroup::idClicked, this, [this](int index) { Q_EMIT chosen(m_keys[index]); });
}

void Segments::setTexts(const QStringList& texts) {
    for (qsizetype i = 0; i < texts.size(); ++i)
        m_group->button(static_cast<int>(i))->setText(texts[i]);
}

void Segments::choose(const QString& key) {
    if (const auto index = m_keys.indexOf(key); index >= 0)
        m_group->button(static_cast<int>(index))->setChecked(true);
}

QString Segments::chosenKey() const {
    return m_keys.value(m_group->checkedId());
}

Slider::Slider(const QString& name)
    : QSlider(Qt::Horizontal) {
    setObjectName(name);
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(measures::kControlSmall);
}

void Slider::paintEvent(QPaintEvent* event) {
    QSlider::paintEvent(event);
    const int places = maximum() - minimum();
    const int room = width() - measures::kIconMark;
    if (tickInterval() <= 0 || places <= 0 || room / places * tickInterval() < measures::kGap)
        return;
    QPainter painter(this);
    for (int place = 0; place <= places; place += tickInterval()) {
        const double x = measures::kIconMark / 2.0 + static_cast<double>(room) * place / places;
        painter.fillRect(QRectF(x, height() - measures::kGapSmall, measures::kLine, measures::kGapSmall),
                         currentPalette().strong);
    }
}

void Slider::wheelEvent(QWheelEvent* event) {
    if (hasFocus())
        QSlider::wheelEvent(event);
    else
        event->ignore();
}

} // namespace luthier::widgets

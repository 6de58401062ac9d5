#include "parts.h"

#include <QDateTime>
#include <QDialog>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QScrollArea>
#include <QTabBar>
#include <QWheelEvent>

namespace luthier::widgets {

QLabel* label(TextStyle style, const QString& tone) {
    auto* made = new QLabel;
    made->setFont(fontOf(style));
    made->setTextFormat(Qt::PlainText);
    if (!tone.isEmpty())
        made->setProperty("tone", tone);
    return made;
}

QLabel* badge() {
    auto* made = label(TextStyle::Caption);
    made->setProperty("kind", QStringLiteral("badge"));
    return made;
}

namespace {

IconTone toneOf(const QString& buttonKind) {
    return buttonKind == QStringLiteral("primary")  ? IconTone::OnAction
           : buttonKind == QStringLiteral("danger") ? IconTone::Bad
                                                    : IconTone::Text;
}

} // namespace

QPushButton* button(const QString& name, const QString& kind, const QString& iconName) {
    auto* made = new QPushButton;
    made->setObjectName(name);
    made->setCursor(Qt::PointingHandCursor);
    if (!kind.isEmpty())
        made->setProperty("kind", kind);
    if (!iconName.isEmpty()) {
        made->setIcon(icon(iconName, toneOf(kind)));
        made->setIconSize(QSize(measures::kIconSmall, measures::kIconSmall));
    }
    return made;
}

void changeKind(QPushButton* button, const QString& kind, const QString& iconName) {
    if (button->property("kind").toString() == kind)
        return;
    setKind(button, kind);
    button->setIcon(icon(iconName, toneOf(kind)));
}

QFrame* frame(const QString& kind) {
    auto* made = new QFrame;
    made->setProperty("kind", kind);
    return made;
}

QFrame* separator() {
    QFrame* made = frame(QStringLiteral("line"));
    made->setFixedHeight(measures::kLine);
    return made;
}

QVBoxLayout* column(QWidget* parent, int spacing) {
    auto* layout = new QVBoxLayout(parent);
    layout->setContentsMargins({});
    layout->setSpacing(spacing);
    return layout;
}

QVBoxLayout* modalColumn(QDialog* dialog, const QString& name, int spacing) {
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(true);
    QVBoxLayout* lines = column(dialog, spacing);
    lines->setContentsMargins(measures::kPagePadding, measures::kPagePadding, measures::kPagePadding,
                              measures::kPagePadding);
    return lines;
}

QHBoxLayout* row(QWidget* parent, int spacing) {
    auto* layout = new QHBoxLayout(parent);
    layout->setContentsMargins({});
    layout->setSpacing(spacing);
    return layout;
}

QHBoxLayout* row(int spacing) {
    return row(nullptr, spacing);
}

PageHead pageHead() {
    PageHead head{};
    head.widget = new QWidget;
    head.widget->setFixedHeight(measures::kPageHeadHeight);
    auto* layout = row(head.widget, measures::kGapDense);
    layout->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    head.title = label(TextStyle::PageTitle);
    head.note = new ElidedLabel(TextStyle::Body, QStringLiteral("muted"));
    head.actions = row(measures::kGap);
    layout->addWidget(head.title);
    layout->addWidget(head.note, 1);
    layout->addLayout(head.actions);
    return head;
}

QTabBar* tabs(const QString& name, int count) {
    auto* made = new QTabBar;
    made->setObjectName(name);
    made->setDrawBase(false);
    made->setExpanding(false);
    for (int i = 0; i < count; ++i)
        made->addTab(QString());
    return made;
}

void addTabLine(QVBoxLayout* lines, QTabBar* tabs) {
    auto* bar = row(0);
    bar->setContentsMargins(measures::kGapDense, 0, measures::kPagePadding, 0);
    bar->addWidget(tabs);
    bar->addStretch(1);
    lines->addLayout(bar);
    lines->addWidget(separator());
}

Card card() {
    Card made{};
    made.frame = frame(QStringLiteral("card"));
    auto* whole = column(made.frame, 0);
    auto* top = new QWidget;
    top->setFixedHeight(measures::kCardHead);
    made.head = row(top, measures::kGap);
    made.head->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, 0);
    made.title = label(TextStyle::CardTitle);
    made.note = label(TextStyle::Table, QStringLiteral("muted"));
    made.head->addWidget(made.title);
    made.head->addStretch(1);
    made.head->addWidget(made.note);
    made.body = column(nullptr, 0);
    whole->addWidget(top);
    whole->addWidget(separator());
    whole->addLayout(made.body, 1);
    return made;
}

Scroller scroller() {
    Scroller made{};
    made.area = new QScrollArea;
    made.area->setFrameShape(QFrame::NoFrame);
    made.area->setWidgetResizable(true);
    made.area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    made.area->setFocusPolicy(Qt::NoFocus);
    made.content = new QWidget;
    made.content->setProperty("kind", QStringLiteral("clear"));
    made.layout = column(made.content, measures::kGap);
    made.area->setWidget(made.content);
    return made;
}

void clearLayout(QBoxLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        if (auto* inner = qobject_cast<QBoxLayout*>(item->layout()))
            clearLayout(inner);
        delete item;
    }
}

QString numberText(qint64 value) {
    return QLocale().toString(value);
}

QString bytesText(qint64 bytes) {
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

QString timeText(const QString& stored) {
    const QDateTime time = QDateTime::fromString(stored, Qt::ISODateWithMs).toLocalTime();
    return time.isValid() ? QLocale().toString(time, QLocale::ShortFormat) : stored;
}

ComboBox::ComboBox(const QString& name) {
    setObjectName(name);
    setFocusPolicy(Qt::StrongFocus);
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
}

bool ComboBox::choose(const QVariant& value) {
    const int index = findData(value);
    if (index >= 0)
        setCurrentIndex(index);
    return index >= 0;
}

void ComboBox::paintEvent(QPaintEvent* event) {
    QComboBox::paintEvent(event);
    QPainter painter(this);
    const int size = measures::kIconSmall;
    const QColor color = isEnabled() ? currentPalette().text2 : currentPalette().strong;
    painter.drawPixmap(width() - size - measures::kGapSmall, (height() - size) / 2,
                       iconPixmap(QStringLiteral("chevron"), color, size, devicePixelRatioF()));
}

void ComboBox::wheelEvent(QWheelEvent* event) {
    if (hasFocus())
        QComboBox::wheelEvent(event);
    else
        event->ignore();
}

ElidedLabel::ElidedLabel(TextStyle style, const QString& tone, Qt::TextElideMode mode)
    : m_mode(mode) {
    setFont(fontOf(style));
    setTextFormat(Qt::PlainText);
    if (!tone.isEmpty())
        setProperty("tone", tone);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void ElidedLabel::setFullText(const QString& text) {
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    elide();
}

QSize ElidedLabel::minimumSizeHint() const {
    return {0, QLabel::minimumSizeHint().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    elide();
}

void ElidedLabel::elide() {
    const QString shown = fontMetrics().elidedText(m_text, m_mode, contentsRect().width());
    setToolTip(shown == m_text ? QString() : m_text);
    if (shown != text())
        setText(shown);
}

SteadyLabel::SteadyLabel(TextStyle style, const QString& tone, Qt::Alignment alignment) {
    setFont(fontOf(style));
    setTextFormat(Qt::PlainText);
    setAlignment(alignment);
    if (!tone.isEmpty())
        setProperty("tone", tone);
}

void SteadyLabel::setFigure(const QString& text) {
    if (text == this->text())
        return;
    setText(text);
    grow();
}

/// Qt lays out a window anew whenever a label changes, unless the size of the label is fixed.
void SteadyLabel::grow() {
    const QSize needed = sizeHint();
    if (needed.width() > minimumWidth() || needed.height() != minimumHeight())
        setFixedSize(std::max(needed.width(), minimumWidth()), needed.height());
}

void SteadyLabel::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        setMinimumWidth(0);
        grow();
    }
}

Meter::Meter(Tone tone)
    : m_tone(tone) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Meter::setShare(double share) {
    m_share = qBound(0.0, share, 1.0);
    update();
}

QSize Meter::sizeHint() const {
    return {measures::kMeterWidth, measures::kMeterHeight};
}

void Meter::paintEvent(QPaintEvent*) {
    const Palette& palette = currentPalette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const qreal radius = measures::kStroke;
    painter.setBrush(palette.line);
    painter.drawRoundedRect(rect(), radius, radius);
    painter.setBrush(m_tone == Tone::Action ? palette.action
                     : m_tone == Tone::Warn ? palette.warn
                                            : palette.text2);
    painter.drawRoundedRect(QRectF(0, 0, width() * m_share, height()), radius, radius);
}

IconLabel::IconLabel(const QString& name, IconTone tone, int size)
    : m_name(name)
    , m_tone(tone)
    , m_size(size) {
    setFixedSize(size, size);
}

void IconLabel::setIcon(const QString& name, IconTone tone) {
    m_name = name;
    m_tone = tone;
    update();
}

QSize IconLabel::sizeHint() const {
    return {m_size, m_size};
}

void IconLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.drawPixmap(0, 0, iconPixmap(m_name, colorOf(m_tone), m_size, devicePixelRatioF()));
}

} // namespace luthier::widgets

#include "icons.h"

#include "palette.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace luthier::widgets {
namespace {

class ThemedIcon final : public QIconEngine {
public:
    ThemedIcon(QString name, IconTone tone)
        : m_name(std::move(name))
        , m_tone(tone) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1;
        const int size = qMin(rect.width(), rect.height());
        QRect place(0, 0, size, size);
        place.moveCenter(rect.center());
        painter->drawPixmap(place, iconPixmap(m_name, color(mode), size, ratio));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
        return iconPixmap(m_name, color(mode), qMin(size.width(), size.height()), 1);
    }
    QIconEngine* clone() const override { return new ThemedIcon(m_name, m_tone); }
    QString key() const override { return QStringLiteral("luthier"); }

private:
    QColor color(QIcon::Mode mode) const {
        return mode == QIcon::Disabled ? currentPalette().strong : colorOf(m_tone);
    }
    QString m_name;
    IconTone m_tone;
};

} // namespace

QColor colorOf(IconTone tone) {
    const Palette& palette = currentPalette();
    switch (tone) {
    case IconTone::Text:
        return palette.text;
    case IconTone::Muted:
        return palette.text2;
    case IconTone::Action:
        return palette.action;
    case IconTone::OnAction:
        return palette.onAction;
    case IconTone::Good:
        return palette.good;
    case IconTone::Warn:
        return palette.warn;
    case IconTone::Bad:
        return palette.bad;
    }
    return palette.text;
}

QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal ratio) {
    const QString key = QStringLiteral("luthier/%1/%2/%3/%4").arg(name, color.name()).arg(size).arg(ratio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray document = file.readAll();
    document.replace("currentColor", color.name().toLatin1());
    QSvgRenderer renderer(document);
    pixmap = QPixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, size, size));
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon icon(const QString& name, IconTone tone) {
    return QIcon(new ThemedIcon(name, tone));
}

} // namespace luthier::widgets

#include "theme.h"

#include <QApplication>
#include <QPalette>
#include <QProxyStyle>
#include <QStyle>
#include <QStyleFactory>
#include <QVariant>
#include <QWidget>

namespace luthier::widgets {
namespace {

QPalette qtPalette(const Palette& p) {
    QPalette q;
    q.setColor(QPalette::Window, p.background);
    q.setColor(QPalette::WindowText, p.text);
    q.setColor(QPalette::Base, p.surface);
    q.setColor(QPalette::AlternateBase, p.sunken);
    q.setColor(QPalette::Text, p.text);
    q.setColor(QPalette::PlaceholderText, p.text2);
    q.setColor(QPalette::Button, p.surface);
    q.setColor(QPalette::ButtonText, p.text);
    q.setColor(QPalette::BrightText, p.onAction);
    q.setColor(QPalette::Highlight, p.action);
    q.setColor(QPalette::HighlightedText, p.onAction);
    q.setColor(QPalette::ToolTipBase, p.surface);
    q.setColor(QPalette::ToolTipText, p.text);
    q.setColor(QPalette::Link, p.action);
    q.setColor(QPalette::Light, p.surface);
    q.setColor(QPalette::Mid, p.line);
    q.setColor(QPalette::Dark, p.strong);
    q.setColor(QPalette::Shadow, p.strong);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        q.setColor(QPalette::Disabled, role, p.strong);
    return q;
}

/// Fusion without its frame of focus: each control of ours shows its own ring, and two look broken.
class Style final : public QProxyStyle {
public:
    Style()
        : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override {
        if (element != PE_FrameFocusRect)
            QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
};

void setProperty(QWidget* widget, const char* name, const QString& value) {
    if (widget->property(name).toString() == value)
        return;
    widget->setProperty(name, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace

namespace {

ThemeKind kindOf(const QApplication& application, ThemeChoice choice) {
    ThemeKind kind = choice == ThemeChoice::Dark ? ThemeKind::Dark : ThemeKind::Light;
    if (choice == ThemeChoice::System) {
        // The desktop's own palette: asked from the style, since ours may be set already.
        const QColor window = application.style()->standardPalette().color(QPalette::Window);
        kind = window.lightness() < 128 ? ThemeKind::Dark : ThemeKind::Light;
    }
    return kind;
}

} // namespace

void applyPaletteAndFont(QApplication& application, ThemeChoice choice) {
    const Palette& palette = paletteOf(kindOf(application, choice));
    application.setStyle(new Style);
    application.setPalette(qtPalette(palette));
    application.setFont(fontOf(TextStyle::Body));
}

void applyStyleSheet(QApplication& application) {
    const bool dark = &currentPalette() == &paletteOf(ThemeKind::Dark);
    application.setStyleSheet(styleSheetOf(dark ? ThemeKind::Dark : ThemeKind::Light));
}

void applyTheme(QApplication& application, ThemeChoice choice) {
    applyPaletteAndFont(application, choice);
    applyStyleSheet(application);
}

void setTone(QWidget* widget, const QString& tone) {
    setProperty(widget, "tone", tone);
}
void setKind(QWidget* widget, const QString& kind) {
    setProperty(widget, "kind", kind);
}
void setInvalid(QWidget* widget, bool invalid) {
    setProperty(widget, "invalid", invalid ? QStringLiteral("true") : QString());
}

} // namespace luthier::widgets

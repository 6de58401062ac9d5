#include "fonts.h"

#include <QStringList>

namespace luthier::widgets {
namespace {

struct Size {
    int pixels;
    QFont::Weight weight;
};

Size sizeOf(TextStyle style) {
    switch (style) {
    case TextStyle::PageTitle:
        return {22, QFont::DemiBold};
    case TextStyle::CardTitle:
        return {15, QFont::DemiBold};
    case TextStyle::Body:
        return {13, QFont::Normal};
    case TextStyle::BodyStrong:
        return {13, QFont::DemiBold};
    case TextStyle::Table:
        return {12, QFont::Normal};
    case TextStyle::Caption:
        return {11, QFont::Normal};
    case TextStyle::Mono:
        return {12, QFont::Normal};
    case TextStyle::Reading:
        return {14, QFont::Normal};
    }
    return {13, QFont::Normal};
}

} // namespace

QFont fontOf(TextStyle style) {
    const QString korean = QStringLiteral("Noto Sans CJK KR");
    const bool mono = style == TextStyle::Mono;
    QFont font(QStringList{mono ? QStringLiteral("JetBrains Mono") : QStringLiteral("Inter"), korean,
                           mono ? QStringLiteral("DejaVu Sans Mono") : QStringLiteral("DejaVu Sans")});
    const Size size = sizeOf(style);
    font.setPixelSize(size.pixels);
    font.setWeight(size.weight);
    // Tokens and code are shown as they are: `<|` must not become one sign.
    if (mono)
        font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

} // namespace luthier::widgets

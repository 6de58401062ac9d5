#include "palette.h"

#include <QGuiApplication>
#include <QPalette>

namespace luthier::widgets {
namespace {

QColor rgb(unsigned value) {
    return QColor::fromRgb(value);
}

Palette lightPalette() {
    Palette p;
    p.background = rgb(0xF6F6F3), p.surface = rgb(0xFFFFFF), p.sunken = rgb(0xEFEFEA);
    p.line = rgb(0xDFDED8), p.strong = rgb(0x83888D);
    p.text = rgb(0x1E2226), p.text2 = rgb(0x5C636B);
    p.action = rgb(0x176B66), p.onAction = rgb(0xFFFFFF);
    p.base = rgb(0x4A6785), p.adapted = rgb(0xA94E08);
    p.good = rgb(0x277346), p.warn = rgb(0x7A6200), p.bad = rgb(0xB3261E);
    p.softAction = rgb(0xE3EDED), p.softBase = rgb(0xE9EDF0), p.softAdapted = rgb(0xF8EBE0);
    p.softGood = rgb(0xE5EFE9), p.softWarn = rgb(0xF3EFDC), p.softBad = rgb(0xF6E5E4);
    p.memoryParts = {rgb(0x4A6785), rgb(0xA94E08), rgb(0xB9855B), rgb(0x7A6F9B), rgb(0x176B66),
                     rgb(0x6FA39E), rgb(0xA9ADA6), rgb(0x7C8187), rgb(0x8C9A5B), rgb(0xB07A98)};
    return p;
}

Palette darkPalette() {
    Palette p;
    p.background = rgb(0x15171A), p.surface = rgb(0x1D2024), p.sunken = rgb(0x111316);
    p.line = rgb(0x30343A), p.strong = rgb(0x6F767E);
    p.text = rgb(0xE8E7E3), p.text2 = rgb(0xA2A8AF);
    p.action = rgb(0x56B8AE), p.onAction = rgb(0x0E1715);
    p.base = rgb(0x8FB1D3), p.adapted = rgb(0xFF9D52);
    p.good = rgb(0x62BE87), p.warn = rgb(0xE3CC5A), p.bad = rgb(0xF2857D);
    p.softAction = rgb(0x233736), p.softBase = rgb(0x2C343E), p.softAdapted = rgb(0x3D2E25);
    p.softGood = rgb(0x243630), p.softWarn = rgb(0x3A3829), p.softBad = rgb(0x3D2C2E);
    p.memoryParts = {rgb(0x8FB1D3), rgb(0xFF9D52), rgb(0xC98E5E), rgb(0xA79BD0), rgb(0x56B8AE),
                     rgb(0x3F7F79), rgb(0x6A6F73), rgb(0x8A9096), rgb(0xA9B873), rgb(0xC792B0)};
    return p;
}

} // namespace

const Palette& paletteOf(ThemeKind kind) {
    static const Palette light = lightPalette();
    static const Palette dark = darkPalette();
    return kind == ThemeKind::Dark ? dark : light;
}

const Palette& currentPalette() {
    const bool dark =
        QGuiApplication::palette().color(QPalette::Window) == paletteOf(ThemeKind::Dark).background;
    return paletteOf(dark ? ThemeKind::Dark : ThemeKind::Light);
}

} // namespace luthier::widgets

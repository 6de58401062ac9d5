#pragma once

#include <QColor>

#include <array>

namespace luthier::widgets {

enum class ThemeKind { Light, Dark };

/// The colours of one theme, by their use (design tokens).
struct Palette {
    QColor background, surface, sunken, line, strong, text, text2;
    QColor action, onAction;
    QColor base;    // the base model, always and only
    QColor adapted; // the adapted model, always and only
    QColor good, warn, bad;
    QColor softAction, softBase, softAdapted, softGood, softWarn, softBad;
    /// weights, adapters, gradients, optimiser, activations, logits, workspace, runtime
    std::array<QColor, 10> memoryParts;
};

const Palette& paletteOf(ThemeKind kind);

/// The palette of the theme that is shown now, as the application's window colour tells.
const Palette& currentPalette();

} // namespace luthier::widgets

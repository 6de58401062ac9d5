#pragma once

#include "fonts.h"
#include "icons.h"
#include "measures.h"
#include "palette.h"

class QApplication;
class QWidget;

namespace luthier::widgets {

/// What the person chose; System follows the desktop's window colour at start.
enum class ThemeChoice { Light, Dark, System };

/// Fusion, palette, font and the generated style sheet for the whole program; may be called again at any
/// time.
void applyTheme(QApplication& application, ThemeChoice choice);
/// Its two halves, for the start: under a style sheet each new parent polishes everything below it again, so
/// a window is built before the sheet comes.
void applyPaletteAndFont(QApplication& application, ThemeChoice choice);
void applyStyleSheet(QApplication& application);

/// The style sheet of a theme, made from its tokens and the measures.
QString styleSheetOf(ThemeKind kind);

/// Properties that the style sheet reads.
void setTone(QWidget* widget, const QString& tone); // muted, action, good, warn, bad
void setKind(QWidget* widget, const QString& kind); // primary, quiet, danger, card, sunken, …
void setInvalid(QWidget* widget, bool invalid);     // a field whose text is no value of its

} // namespace luthier::widgets

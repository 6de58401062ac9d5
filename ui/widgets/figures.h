#pragma once

#include <QString>

namespace luthier::widgets {

/// A measured value with three significant digits, in the window's locale: 1.21, 0.083, 12,300, 7.7e-5.
QString figureText(double value);

/// How long something takes: 41 s, 3 min 28 s, 2 h 5 min.
QString durationText(double seconds);

/// What tr() chooses a plural form by: a count beyond its numbers takes the form of many. The count itself is
/// put in as a text, whole.
int pluralOf(qint64 count);

/// A tick of an axis whose ticks are `step` apart: as many decimals as tell them apart.
QString tickText(double value, double step);

} // namespace luthier::widgets

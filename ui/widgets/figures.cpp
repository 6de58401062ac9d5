#include "figures.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace luthier::widgets {
namespace {

constexpr int kDigits = 3;
constexpr double kSmallest = 1e-3; // below, powers of ten are written
constexpr int kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;

QString said(const char* text) {
    return QCoreApplication::translate("Durations", text);
}

/// 7.7e-5: without the zeros that 'e' writes.
QString powerText(double value, int decimals) {
    QString text = QLocale::c().toString(value, 'e', decimals);
    QString mantissa = text.section(u'e', 0, 0);
    const int power = text.section(u'e', 1).toInt();
    while (mantissa.contains(u'.') && (mantissa.endsWith(u'0') || mantissa.endsWith(u'.')))
        mantissa.chop(1);
    return mantissa + QStringLiteral("e%1").arg(power);
}

} // namespace

QString figureText(double value) {
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const double size = std::abs(value);
    if (size > 0 && size < kSmallest)
        return powerText(value, 1);
    const int before = size >= 1                  ? static_cast<int>(std::floor(std::log10(size))) + 1
                       : size >= 0.1 || size == 0 ? 1
                                                  : 0;
    return QLocale().toString(value, 'f', std::max(0, kDigits - before));
}

QString durationText(double seconds) {
    if (!(seconds >= 0))
        return QStringLiteral("–");
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (whole < kMinute)
        return said(QT_TRANSLATE_NOOP("Durations", "%1 s")).arg(whole);
    if (whole < kHour)
        return said(QT_TRANSLATE_NOOP("Durations", "%1 min %2 s")).arg(whole / kMinute).arg(whole % kMinute);
    if (whole < kDay)
        return said(QT_TRANSLATE_NOOP("Durations", "%1 h %2 min"))
            .arg(whole / kHour)
            .arg(whole % kHour / kMinute);
    return said(QT_TRANSLATE_NOOP("Durations", "%1 d %2 h")).arg(whole / kDay).arg(whole % kDay / kHour);
}

int pluralOf(qint64 count) {
    return static_cast<int>(std::min<qint64>(count, std::numeric_limits<int>::max()));
}

QString tickText(double value, double step) {
    const double size = std::max(std::abs(value), step);
    if (size > 0 && size < kSmallest)
        return value == 0 ? QStringLiteral("0") : powerText(value, 1);
    if (step <= 0)
        return figureText(value);
    const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
    // Long ones would not stand beside an axis.
    if (decimals > kDigits)
        return value == 0 ? QStringLiteral("0") : powerText(value, 1);
    return QLocale().toString(value, 'f', decimals);
}

} // namespace luthier::widgets

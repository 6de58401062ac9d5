#include "amounts.h"

#include <QLocale>
#include <QStringList>

namespace luthier::bridge {
namespace {

constexpr qint64 kTenThousand = 10000;
constexpr qint64 kHundredMillion = 100000000;

/// Korean groups by ten thousands.
QString koreanCount(qint64 count) {
    const QLocale locale;
    if (count < kTenThousand)
        return locale.toString(count);
    const qint64 whole = (count + kTenThousand / 2) / kTenThousand * kTenThousand;
    const qint64 hundredMillions = whole / kHundredMillion;
    const qint64 tenThousands = whole % kHundredMillion / kTenThousand;
    QStringList parts;
    if (hundredMillions > 0)
        parts << locale.toString(hundredMillions) + QStringLiteral("억");
    if (tenThousands > 0)
        parts << locale.toString(tenThousands) + QStringLiteral("만");
    return parts.join(u' ');
}

/// Three digits that count.
QString rounded(double value) {
    return QLocale().toString(value, 'f', value < 10 ? 2 : value < 100 ? 1 : 0);
}

} // namespace

QString countText(qint64 count) {
    if (QLocale().language() == QLocale::Korean)
        return koreanCount(count);
    const auto value = static_cast<double>(count);
    if (count >= 1000000000)
        return rounded(value / 1e9) + QStringLiteral(" B");
    if (count >= 1000000)
        return rounded(value / 1e6) + QStringLiteral(" M");
    if (count >= kTenThousand)
        return rounded(value / 1e3) + QStringLiteral(" K");
    return QLocale().toString(count);
}

QString memoryText(qint64 bytes) {
    const auto value = static_cast<double>(bytes);
    if (bytes >= 100000000)
        return QStringLiteral("%1 GB").arg(QLocale().toString(value / 1e9, 'f', value < 1e10 ? 2 : 1));
    if (bytes >= 1000000)
        return QStringLiteral("%1 MB").arg(QLocale().toString(value / 1e6, 'f', 1));
    return QStringLiteral("%1 KB").arg(QLocale().toString(value / 1e3, 'f', 0));
}

} // namespace luthier::bridge

#include <widgets/theme/theme.h>

#include <gtest/gtest.h>

#include <QFile>
#include <QRegularExpression>

namespace luthier::tests {
namespace {

QString translationFile() {
    QFile file(qEnvironmentVariable("LUTHIER_SOURCE") +
               QStringLiteral("/resources/translations/luthier_ko.ts"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

TEST(Translations, AreFinished) {
    const QString text = translationFile();
    ASSERT_FALSE(text.isEmpty());
    EXPECT_EQ(text.count(QStringLiteral("type=\"unfinished\"")), 0);
    EXPECT_EQ(text.count(QStringLiteral("<translation></translation>")), 0);
}

TEST(Translations, KeepThePlaceholders) {
    static const QRegularExpression message(
        QStringLiteral("<source>(.*?)</source>.*?<translation>(.*?)</translation>"),
        QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression placeholder(QStringLiteral("%[0-9n]"));
    const auto placeholders = [](const QString& text) {
        QStringList found;
        for (auto match = placeholder.globalMatch(text); match.hasNext();)
            found << match.next().captured();
        found.sort();
        return found;
    };
    const QString text = translationFile();
    int seen = 0;
    for (auto match = message.globalMatch(text); match.hasNext(); ++seen) {
        const auto one = match.next();
        EXPECT_EQ(placeholders(one.captured(1)), placeholders(one.captured(2)))
            << one.captured(1).toStdString();
    }
    EXPECT_GT(seen, 100);
}

TEST(Theme, FillsEveryTokenOfItsStyleSheet) {
    for (const auto kind : {widgets::ThemeKind::Light, widgets::ThemeKind::Dark}) {
        const QString sheet = widgets::styleSheetOf(kind);
        EXPECT_FALSE(sheet.contains(u'@'));
        EXPECT_FALSE(sheet.contains(QStringLiteral(": ;")));
    }
}

TEST(Theme, KeepsTextReadable) {
    // WCAG 2.2, 1.4.3: contrast of at least 4.5 to 1 for text.
    const auto luminance = [](const QColor& color) {
        const auto channel = [](double value) {
            return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
               0.0722 * channel(color.blueF());
    };
    const auto contrast = [&](const QColor& a, const QColor& b) {
        const double first = luminance(a), second = luminance(b);
        return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
    };
    for (const auto kind : {widgets::ThemeKind::Light, widgets::ThemeKind::Dark}) {
        const widgets::Palette& p = widgets::paletteOf(kind);
        for (const QColor& ground : {p.background, p.surface, p.sunken})
            for (const QColor& text : {p.text, p.text2, p.action, p.good, p.warn, p.bad, p.base, p.adapted})
                EXPECT_GE(contrast(ground, text), 4.5)
                    << ground.name().toStdString() << " " << text.name().toStdString();
        EXPECT_GE(contrast(p.action, p.onAction), 4.5);
    }
}

} // namespace
} // namespace luthier::tests

#include "window_settings.h"

#include <QSettings>

namespace luthier::bridge {

WindowSettings readWindowSettings() {
    const QSettings store(QStringLiteral("luthier"), QStringLiteral("luthier"));
    WindowSettings settings;
    settings.language = store.value(QStringLiteral("language"), settings.language).toString();
    settings.theme = store.value(QStringLiteral("theme"), settings.theme).toString();
    settings.threads = store.value(QStringLiteral("threads"), settings.threads).toInt();
    settings.advancedRecipe = store.value(QStringLiteral("advancedRecipe"), false).toBool();
    settings.geometry = store.value(QStringLiteral("geometry")).toByteArray();
    settings.recentFinds = store.value(QStringLiteral("recentFinds")).toStringList();
    return settings;
}

void writeWindowSettings(const WindowSettings& settings) {
    QSettings store(QStringLiteral("luthier"), QStringLiteral("luthier"));
    store.setValue(QStringLiteral("language"), settings.language);
    store.setValue(QStringLiteral("theme"), settings.theme);
    store.setValue(QStringLiteral("threads"), settings.threads);
    store.setValue(QStringLiteral("advancedRecipe"), settings.advancedRecipe);
    store.setValue(QStringLiteral("geometry"), settings.geometry);
    store.setValue(QStringLiteral("recentFinds"), settings.recentFinds);
}

} // namespace luthier::bridge

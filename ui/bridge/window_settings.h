#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace luthier::bridge {

/// What the window remembers for its user (QSettings), read and written as a whole.
struct WindowSettings {
    QString language = QStringLiteral("system"); // en, ko, system
    QString theme = QStringLiteral("system");    // light, dark, system
    int threads = 0;                             // processor threads of a training; 0: all
    bool advancedRecipe = false;                 // all settings of a recipe are shown
    QByteArray geometry;
    QStringList recentFinds; // names of what was taken from the palette, the last one first
};

WindowSettings readWindowSettings();
void writeWindowSettings(const WindowSettings& settings);

} // namespace luthier::bridge

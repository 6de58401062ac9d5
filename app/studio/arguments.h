#pragma once

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace luthier::studio {

/// The window's command line.
struct Arguments {
    QString project;
    QString page = QStringLiteral("home");
    bool pageGiven = false;
    QString language;
    QString theme;
    std::optional<QSize> size;
    QString screenshot;
    QString tour; ///< folder for pictures of every page
    bool startupReport = false;
    bool safeMode = false;
};

/// What is to be printed instead of opening a window, with the exit code.
struct Printed {
    QString text;
    int exitCode = 0;
};

/// Reads the command line; gives Printed for --help, --version and mistakes.
std::optional<Printed> readArguments(const QStringList& given, Arguments& arguments);

} // namespace luthier::studio

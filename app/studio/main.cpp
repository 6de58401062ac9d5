#include "arguments.h"
#include "errands.h"
#include "tour.h"

#include "version.h"

#include <base/json.h>
#include <bridge/sentences.h>
#include <shell/languages.h>
#include <shell/main_window.h>
#include <widgets/theme/theme.h>

#include <QApplication>
#include <QScreen>
#include <QTextStream>
#include <QTimer>

using namespace luthier;

namespace {

void print(FILE* to, const QString& text) {
    QTextStream(to) << text << Qt::endl;
}

/// Not only for a picture or a report, which are the same whatever was done before.
bool stays(const studio::Arguments& arguments) {
    return arguments.screenshot.isEmpty() && !arguments.startupReport && arguments.tour.isEmpty();
}

shell::Start startOf(const studio::Arguments& arguments) {
    shell::Start start;
    // A tour begins without one.
    start.project = arguments.tour.isEmpty() ? arguments.project : QString();
    start.page = arguments.pageGiven       ? arguments.page
                 : start.project.isEmpty() ? QStringLiteral("home")
                 : stays(arguments)        ? QString() // where it was left
                                           : QStringLiteral("data");
    if (!arguments.safeMode)
        start.settings = bridge::readWindowSettings();
    if (!arguments.language.isEmpty())
        start.settings.language = arguments.language;
    if (!arguments.theme.isEmpty())
        start.settings.theme = arguments.theme;
    start.version = QStringLiteral(LUTHIER_VERSION);
    start.engine = arguments.safeMode ? QString() : bridge::engineProgram();
    return start;
}

widgets::ThemeChoice themeOf(const QString& name) {
    using widgets::ThemeChoice;
    return name == QStringLiteral("dark")    ? ThemeChoice::Dark
           : name == QStringLiteral("light") ? ThemeChoice::Light
                                             : ThemeChoice::System;
}

/// Whether the screen has room for the window and the frame that a window manager draws around it.
bool fitsWithFrame(const QWidget& window) {
    constexpr QSize kFrame{16, 48};
    const QSize needed = window.size() + kFrame, there = window.screen()->availableSize();
    return needed.width() <= there.width() && needed.height() <= there.height();
}

/// Errands end the program; without one the window stays.
void runErrands(shell::MainWindow& window, const studio::Arguments& arguments, double firstFrame) {
    if (arguments.screenshot.isEmpty() && !arguments.startupReport)
        return;
    studio::whenSettled(window, [&window, arguments, firstFrame] {
        int code = 0;
        if (arguments.startupReport) {
            const Json report = {{"first_frame_ms", firstFrame},
                                 {"usable_ms", studio::millisecondsSinceStart()},
                                 {"rss_bytes", studio::residentBytes()}};
            print(stdout, QString::fromStdString(dumpJson(report)));
        }
        if (!arguments.screenshot.isEmpty() && !studio::paintTo(window, arguments.screenshot)) {
            print(stderr,
                  bridge::sentence(failed("file.io").with("file", arguments.screenshot.toStdString())));
            code = 1;
        }
        QCoreApplication::exit(code);
    });
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication::setApplicationName(QStringLiteral("luthier"));
    QStringList given;
    for (int i = 0; i < argc; ++i)
        given << QString::fromLocal8Bit(argv[i]);
    studio::Arguments arguments;
    if (const auto printed = studio::readArguments(given, arguments)) {
        print(printed->exitCode ? stderr : stdout, printed->text);
        return printed->exitCode;
    }
    // Nothing of a tour is seen in, or left with, what is the user's own.
    const auto aside = arguments.tour.isEmpty() ? nullptr : std::make_unique<studio::PrivateState>();
    QApplication application(argc, argv);
    shell::Start start = startOf(arguments);
    shell::Languages languages;
    languages.choose(application, start.settings.language);
    widgets::applyPaletteAndFont(application, themeOf(start.settings.theme));
    const QByteArray geometry = start.settings.geometry;
    shell::MainWindow window(languages, std::move(start));
    // A project that is open by now is asked for its runs and rows while the window is dressed and painted.
    QCoreApplication::sendPostedEvents(&window.bridge());
    widgets::applyStyleSheet(application);
    if (arguments.size)
        window.resize(*arguments.size);
    else if (stays(arguments) && !geometry.isEmpty())
        window.restoreGeometry(geometry);
    else if (stays(arguments) && !fitsWithFrame(window))
        window.setWindowState(Qt::WindowMaximized);
    window.show();
    std::unique_ptr<studio::Tour> tour;
    if (aside)
        tour = std::make_unique<studio::Tour>(window, arguments, aside->folder(),
                                              [](int code) { QCoreApplication::exit(code); });
    // The first paint is done when this is reached: posted events of lower priority come after it.
    QTimer::singleShot(0, &window, [&] {
        window.repaint();
        runErrands(window, arguments, studio::millisecondsSinceStart());
        if (tour)
            tour->start();
    });
    return QApplication::exec();
}

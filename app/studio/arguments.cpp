#include "arguments.h"

#include "version.h"

#include <QCommandLineParser>
#include <QFileInfo>

namespace luthier::studio {
namespace {

constexpr int kWrongUse = 2;

struct Options {
    QCommandLineOption page{
        QStringLiteral("page"),
        QStringLiteral(
            "Open there: home, data, data/label, data/clean, data/splits, model, model/chat, recipe, train, "
            "train/history, train/queue, compare, compare/scores, export, settings."),
        QStringLiteral("PAGE")};
    QCommandLineOption language{QStringLiteral("language"), QStringLiteral("en or ko."),
                                QStringLiteral("LANGUAGE")};
    QCommandLineOption theme{QStringLiteral("theme"), QStringLiteral("light, dark or system."),
                             QStringLiteral("THEME")};
    QCommandLineOption size{QStringLiteral("size"), QStringLiteral("Size of the window, such as 1440x900."),
                            QStringLiteral("WxH")};
    QCommandLineOption screenshot{QStringLiteral("screenshot"),
                                  QStringLiteral("Paint the page into a PNG file and exit."),
                                  QStringLiteral("FILE")};
    QCommandLineOption tour{
        QStringLiteral("tour"),
        QStringLiteral("Paint every page, tab and dialog into PNG files in a folder, with an "
                       "index.html to leaf through, and exit. Both themes, languages and sizes "
                       "unless one is given; the sample, trained briefly, unless a project is."),
        QStringLiteral("DIR")};
    QCommandLineOption report{QStringLiteral("startup-report"),
                              QStringLiteral("Print how long the start took, as JSON, and exit.")};
    QCommandLineOption safe{QStringLiteral("safe-mode"), QStringLiteral("Default theme, no engine.")};
};

QString checkValues(const Arguments& arguments, const QString& size) {
    const auto oneOf = [](const QString& value, std::initializer_list<const char*> names) {
        for (const char* name : names)
            if (value == QLatin1String(name))
                return true;
        return value.isEmpty();
    };
    if (!oneOf(arguments.page, {"home", "data", "data/browse", "data/label", "data/clean", "data/splits",
                                "model", "model/chat", "recipe", "train", "train/history", "train/queue",
                                "compare", "compare/scores", "export", "settings"}))
        return QStringLiteral("--page: this version has home, data, data/label, data/clean, data/splits, "
                              "model, model/chat, recipe, train, "
                              "train/history, train/queue, compare, compare/scores, export and settings");
    if (!oneOf(arguments.language, {"en", "ko"}))
        return QStringLiteral("--language: en or ko");
    if (!oneOf(arguments.theme, {"light", "dark", "system"}))
        return QStringLiteral("--theme: light, dark or system");
    if (!size.isEmpty() && !arguments.size)
        return QStringLiteral("--size: two numbers such as 1440x900");
    return {};
}

} // namespace

std::optional<Printed> readArguments(const QStringList& given, Arguments& arguments) {
    QCommandLineParser parser;
    const Options options;
    parser.setApplicationDescription(QStringLiteral("Luthier: tune language models on your own machine."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("PROJECT"), QStringLiteral("Folder of a project to open."),
                                 QStringLiteral("[PROJECT]"));
    parser.addOptions({options.page, options.language, options.theme, options.size, options.screenshot,
                       options.tour, options.report, options.safe});
    if (!parser.parse(given))
        return Printed{parser.errorText(), kWrongUse};
    if (parser.isSet(help))
        return Printed{
            parser.helpText().replace(QStringLiteral("<executable_name>"), QStringLiteral("luthier"))};
    if (parser.isSet(version))
        return Printed{QStringLiteral("luthier " LUTHIER_VERSION " (" LUTHIER_COMMIT ")")};
    const QStringList positional = parser.positionalArguments();
    if (positional.size() > 1)
        return Printed{QStringLiteral("Only one project can be opened."), kWrongUse};
    if (!positional.isEmpty())
        arguments.project = QFileInfo(positional.first()).absoluteFilePath();
    arguments.pageGiven = parser.isSet(options.page);
    if (arguments.pageGiven)
        arguments.page = parser.value(options.page);
    arguments.language = parser.value(options.language);
    arguments.theme = parser.value(options.theme);
    arguments.screenshot = parser.value(options.screenshot);
    if (parser.isSet(options.tour))
        arguments.tour = QFileInfo(parser.value(options.tour)).absoluteFilePath();
    arguments.startupReport = parser.isSet(options.report);
    arguments.safeMode = parser.isSet(options.safe);
    const QString size = parser.value(options.size);
    bool wide = false, high = false;
    const QSize asked(size.section(u'x', 0, 0).toInt(&wide), size.section(u'x', 1).toInt(&high));
    if (wide && high && asked.width() > 0 && asked.height() > 0)
        arguments.size = asked;
    if (const QString wrong = checkValues(arguments, size); !wrong.isEmpty())
        return Printed{wrong, kWrongUse};
    return std::nullopt;
}

} // namespace luthier::studio

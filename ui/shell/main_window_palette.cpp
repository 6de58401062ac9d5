#include "main_window.h"

#include "command_palette.h"

#include <recipes/setting_words.h>

#include <QAction>
#include <QFileInfo>

/// What the palette finds: what can be done now, and everything that has a name.
namespace luthier::shell {

namespace {

constexpr qsizetype kMostRecent = 12;

/// A setting of the window itself.
struct WindowSetting {
    const char* title;
    const char* control;
};
constexpr std::array kWindowSettings = {
    WindowSetting{QT_TRANSLATE_NOOP("luthier::shell::MainWindow", "Language of the window"),
                  "languageChoice"},
    WindowSetting{QT_TRANSLATE_NOOP("luthier::shell::MainWindow", "Theme: light, dark or as the system"),
                  "themeChoice"},
    WindowSetting{QT_TRANSLATE_NOOP("luthier::shell::MainWindow", "Processor threads of a training"),
                  "threadsChoice"}};

} // namespace

void MainWindow::openPalette() {
    m_catalog.want();
    auto* palette = new CommandPalette(this, finds(), m_start.settings.recentFinds,
                                       [this](qint64 row) { return rowFind(row); });
    connect(palette, &CommandPalette::taken, this, [this](const QString& name) {
        QStringList& recent = m_start.settings.recentFinds;
        recent.removeAll(name);
        recent.prepend(name);
        recent = recent.mid(0, kMostRecent);
        bridge::writeWindowSettings(m_start.settings);
    });
    connect(&m_catalog, &bridge::ModelCatalog::changed, palette,
            [this, palette] { palette->setFinds(finds()); });
    palette->show();
}

std::vector<Find> MainWindow::finds() {
    std::vector<Find> all;
    for (const Act& each : m_acts)
        if (each.action->isEnabled() && (!each.can || each.can()))
            all.push_back({each.action->objectName(),
                           each.action->text(),
                           QString(),
                           each.action->shortcut(),
                           {},
                           [action = each.action] {
                               action->trigger();
                           }});
    addWork(all);
    addPlaces(all);
    addSettings(all);
    // Whoever knows a thing by its name in the other language finds it, too.
    m_languages.inOther([this, &all] {
        for (const Act& each : m_acts)
            for (Find& find : all)
                if (find.name == each.action->objectName())
                    find.words << each.text();
        for (const WindowSetting& each : kWindowSettings)
            for (Find& find : all)
                if (find.name == QLatin1String(each.control))
                    find.words << tr(each.title);
    });
    return all;
}

/// What the open project holds.
void MainWindow::addWork(std::vector<Find>& all) {
    if (!m_bridge.project())
        return;
    for (const auto& facts : m_data.datasets()) {
        const QString name = QString::fromStdString(facts.name);
        all.push_back({QStringLiteral("dataset:") + name, name, tr("Dataset"), {}, {}, [this, name] {
                           openPage(QStringLiteral("data"));
                           m_data.choose(name);
                       }});
    }
    for (const auto& run : m_runsWatch.present()) {
        const QString number = QString::fromStdString(run.number);
        all.push_back({QStringLiteral("run:") + number,
                       QStringLiteral("%1 · %2").arg(number, QString::fromStdString(run.name)),
                       tr("Run"),
                       {},
                       {},
                       [this, number] {
                           trainPage()->showRun(number);
                           openPage(QStringLiteral("train"));
                       }});
    }
    for (const QString& name : m_recipe.names())
        all.push_back({QStringLiteral("recipe:") + name, name, tr("Recipe"), {}, {}, [this, name] {
                           m_recipe.choose(name);
                           openPage(QStringLiteral("recipe"));
                       }});
}

/// Projects and models of this machine.
void MainWindow::addPlaces(std::vector<Find>& all) {
    for (const home::RecentProject& project : m_home.projects())
        if (project.exists)
            all.push_back({QStringLiteral("project:") + project.path,
                           project.name,
                           tr("Project"),
                           {},
                           {QFileInfo(project.path).fileName()},
                           [this, path = project.path] {
                               m_bridge.open(path);
                           }});
    for (const bridge::CatalogModel& model : m_catalog.models())
        all.push_back({QStringLiteral("model:") + model.path,
                       model.name,
                       tr("Model"),
                       {},
                       {},
                       [this, path = model.path] {
                           openPage(QStringLiteral("model"));
                           m_models.look(path);
                       }});
}

void MainWindow::addSettings(std::vector<Find>& all) {
    for (const WindowSetting& each : kWindowSettings)
        all.push_back(
            {QString::fromLatin1(each.control), tr(each.title), tr("Setting"), {}, {}, [this, &each] {
                 openPage(QStringLiteral("settings"));
                 if (auto* control = findChild<QWidget*>(QString::fromLatin1(each.control)))
                     control->setFocus(Qt::OtherFocusReason);
             }});
    for (const char* language : {"en", "ko"}) {
        const QString key = QString::fromLatin1(language);
        all.push_back({QStringLiteral("language:") + key,
                       key == QStringLiteral("ko") ? QString::fromUtf8("한국어") : QStringLiteral("English"),
                       tr("Language"),
                       {},
                       {key == QStringLiteral("ko") ? QStringLiteral("Korean") : QString::fromUtf8("영어")},
                       [this, key] {
                           setLanguage(key);
                       }});
    }
    if (!m_bridge.project())
        return;
    for (recipes::NamedSetting& each : recipes::namedSettings(m_recipe.recipe()))
        all.push_back({QStringLiteral("field:") + QString::fromStdString(each.path),
                       each.title,
                       tr("Recipe setting"),
                       {},
                       std::move(each.words),
                       [this, path = each.path] {
                           openPage(QStringLiteral("recipe"));
                           recipePage()->reveal(path);
                       }});
}

std::optional<Find> MainWindow::rowFind(qint64 row) {
    const auto* dataset = m_data.current();
    if (!dataset || row < 1 || row > dataset->lastRow)
        return std::nullopt;
    return Find{QString(),
                tr("Row %1 of %2").arg(widgets::numberText(row), QString::fromStdString(dataset->name)),
                tr("Row"),
                {},
                {},
                [this, row] {
                    openPage(QStringLiteral("data"));
                    dataPage()->showRow(RowId{row});
                }};
}

} // namespace luthier::shell

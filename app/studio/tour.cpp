#include "tour.h"

#include "errands.h"

#include <base/files.h>
#include <base/json.h>
#include <bridge/sentences.h>
#include <registry/conversations.h>
#include <widgets/theme/theme.h>

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QBuffer>
#include <QDir>
#include <QMenu>
#include <QPainter>
#include <QTabBar>
#include <QTableView>
#include <QTextStream>
#include <QTimer>
#include <QToolButton>

namespace luthier::studio {
namespace {

constexpr std::array kSizes = {QSize(1440, 900), QSize(1024, 700)};
constexpr int kSteps = 40; // of the sample's run: enough for a curve
constexpr int kRows = 24;  // that are compared

void print(const QString& text) {
    QTextStream(stderr) << text << Qt::endl;
}

bool writeText(const QString& file, const QByteArray& bytes) {
    return writeAtomically(file.toStdString(),
                           std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())))
        .has_value();
}

/// The window with what lies over it: dialogs, menus, the palette.
QPixmap wholePicture(QWidget& window) {
    QPixmap picture = window.grab();
    QPainter painter(&picture);
    for (QWidget* top : QApplication::topLevelWidgets()) {
        if (top == &window || !top->isVisible() || top->windowType() == Qt::ToolTip)
            continue;
        const QRect place(window.mapFromGlobal(top->pos()), top->size());
        painter.drawPixmap(place.topLeft(), top->grab());
        // What a window manager would draw around it.
        painter.setPen(widgets::currentPalette().strong);
        painter.drawRect(place.adjusted(-1, -1, 0, 0));
    }
    return picture;
}

} // namespace

QString Look::name() const {
    return QStringLiteral("%1-%2-%3").arg(theme, language).arg(size.width());
}

std::vector<Look> looksOf(const Arguments& arguments) {
    const QStringList themes = arguments.theme.isEmpty()
                                   ? QStringList{QStringLiteral("light"), QStringLiteral("dark")}
                                   : QStringList{arguments.theme};
    const QStringList languages = arguments.language.isEmpty()
                                      ? QStringList{QStringLiteral("en"), QStringLiteral("ko")}
                                      : QStringList{arguments.language};
    std::vector<Look> looks;
    for (const QString& theme : themes)
        for (const QString& language : languages)
            for (const QSize& size : kSizes)
                if (!arguments.size || *arguments.size == size)
                    looks.push_back({theme, language, size});
    if (looks.empty())
        for (const QString& theme : themes)
            for (const QString& language : languages)
                looks.push_back({theme, language, *arguments.size});
    return looks;
}

PrivateState::PrivateState() {
    for (const char* place : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "HF_HOME", "HOME"}) {
        const QString folder = m_folder.filePath(QString::fromLatin1(place));
        QDir().mkpath(folder);
        qputenv(place, QFile::encodeName(folder));
    }
}

Tour::Tour(shell::MainWindow& window, const Arguments& arguments, const QString& workFolder,
           std::function<void(int)> ended)
    : m_window(window)
    , m_arguments(arguments)
    , m_work(workFolder)
    , m_ended(std::move(ended))
    , m_looks(looksOf(arguments)) {}

void Tour::start() {
    if (!QDir().mkpath(m_arguments.tour)) {
        print(bridge::sentence(failed("file.io").with("file", m_arguments.tour.toStdString())));
        m_ended(1);
        return;
    }
    next();
}

/// The pictures without a project are taken; those with one come next.
void Tour::makeProject() {
    if (!m_arguments.project.isEmpty()) {
        openProject(m_arguments.project);
        return;
    }
    const QString folder = m_work + QStringLiteral("/sample.luthier");
    engine({QStringLiteral("project"), QStringLiteral("new"), folder, QStringLiteral("--sample")},
           [this, folder] { openProject(folder); });
}

void Tour::openProject(const QString& folder) {
    m_hasProject = true;
    m_window.bridge().open(folder);
    whenSettled(m_window, [this] {
        if (!m_window.bridge().project()) {
            print(QStringLiteral("%1 cannot be opened").arg(m_arguments.project));
            m_ended(1);
        } else if (m_arguments.project.isEmpty()) {
            trainBriefly();
        } else {
            next();
        }
    });
}

void Tour::trainBriefly() {
    Json recipe = m_window.recipePresenter().document();
    recipe["duration"] = {{"max_steps", kSteps}};
    recipe["evaluation"]["eval_steps"] = kSteps / 4;
    const QString file = m_work + QStringLiteral("/recipe.json");
    writeText(file, QByteArray::fromStdString(dumpJson(recipe)));
    const QString folder = m_window.bridge().project()->folder;
    engine({QStringLiteral("train"), folder, QStringLiteral("--recipe"), file}, [this, folder] {
        engine({QStringLiteral("compare"), folder, QStringLiteral("--run"), QStringLiteral("1"),
                QStringLiteral("--limit"), QString::number(kRows)},
               [this] { talkBriefly(); });
    });
}

/// A conversation as it may have been: what is shown of chats hangs on no answer of a model.
void Tour::talkBriefly() {
    registry::Conversation talk;
    talk.model = m_window.bridge().project()->folder.toStdString() + "/models/starter";
    talk.title = "Where is the viola?";
    talk.content = {{"turns",
                     {{{"who", "person"}, {"text", talk.title}, {"state", "whole"}},
                      {{"who", "model"}, {"text", "The viola is on bench 4."}, {"state", "whole"}}}},
                    {"system", ""},
                    {"run", ""},
                    {"both", false}};
    m_window.bridge().write(
        m_talk,
        [talk](project::Project& project, const StopToken&) {
            return registry::keepConversation(project, talk);
        },
        [this](const Result<std::int64_t>& kept) {
            if (!kept)
                print(bridge::sentence(kept.error()));
            whenSettled(m_window, [this] { next(); });
        });
}

void Tour::engine(const QStringList& arguments, std::function<void()> then) {
    auto* process = new QProcess(this);
    connect(process, &QProcess::finished, this, [this, process, arguments, then = std::move(then)](int code) {
        process->deleteLater();
        // A tour of what there is beats none.
        if (code != 0)
            print(QStringLiteral("%1: %2").arg(arguments.join(u' '),
                                               QString::fromUtf8(process->readAllStandardError())));
        then();
    });
    process->start(bridge::engineProgram(), arguments + QStringList{QStringLiteral("--json")});
}

QString Tour::fileOf(const Stop& stop, const Look& look) const {
    const auto number = static_cast<int>(&stop - stops().data()) + 1;
    return QStringLiteral("%1-%2-%3.png")
        .arg(number, 2, 10, QLatin1Char('0'))
        .arg(QString::fromLatin1(stop.name), look.name());
}

/// Look by look, so that theme and language change seldom.
void Tour::next() {
    while (m_stop < stops().size() && stops()[m_stop].needsProject != m_hasProject)
        ++m_stop;
    if (m_stop == stops().size()) {
        m_stop = 0;
        if (++m_look < m_looks.size())
            next();
        else if (m_look = 0; m_hasProject)
            finish();
        else
            makeProject();
        return;
    }
    const Look& look = m_looks[m_look];
    m_window.resize(look.size);
    m_window.setTheme(look.theme);
    m_window.setLanguage(look.language);
    m_window.openPage(QString::fromLatin1(stops()[m_stop].page));
    whenSettled(m_window, [this] { perform(0); });
}

void Tour::perform(std::size_t deed) {
    const Stop& stop = stops()[m_stop];
    if (deed == stop.deeds.size()) {
        takePicture();
    } else if (act(stop.deeds[deed])) {
        whenSettled(m_window, [this, deed] { perform(deed + 1); });
    } else {
        m_missing << QStringLiteral("%1: no %2")
                         .arg(QString::fromLatin1(stop.name), QString::fromLatin1(stop.deeds[deed].part));
        leave();
    }
}

bool Tour::act(const Deed& deed) {
    const QString name = QString::fromLatin1(deed.part);
    if (deed.kind == Deed::Kind::Trigger) {
        auto* action = m_window.findChild<QAction*>(name);
        if (action)
            action->trigger();
        return action;
    }
    auto* part = m_window.findChild<QWidget*>(name);
    if (!part || !part->isVisible() || !part->isEnabled())
        return false;
    if (auto* tabs = qobject_cast<QTabBar*>(part); tabs && deed.kind == Deed::Kind::Tab) {
        tabs->setCurrentIndex(deed.place);
    } else if (auto* table = qobject_cast<QTableView*>(part); table && deed.kind == Deed::Kind::Select) {
        table->selectRow(deed.place);
    } else if (deed.kind == Deed::Kind::Press) {
        if (auto* button = qobject_cast<QAbstractButton*>(part))
            button->click();
    } else if (deed.kind == Deed::Kind::Menu) {
        QMenu* menu = nullptr;
        if (auto* tool = qobject_cast<QToolButton*>(part))
            menu = tool->menu();
        else if (auto* button = qobject_cast<QPushButton*>(part))
            menu = button->menu();
        if (!menu)
            return false;
        // What a press would wait for.
        menu->popup(part->mapToGlobal(QPoint(0, part->height())));
    }
    return true;
}

void Tour::takePicture() {
    const QString file = fileOf(stops()[m_stop], m_looks[m_look]);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (wholePicture(m_window).save(&buffer, "PNG") &&
        writeText(QDir(m_arguments.tour).filePath(file), bytes))
        m_taken << file;
    else
        ++m_failures;
    leave();
}

/// Closes what the stop has opened.
void Tour::leave() {
    for (QWidget* top : QApplication::topLevelWidgets())
        if (top != &m_window && top->isVisible())
            top->close();
    ++m_stop;
    whenSettled(m_window, [this] { next(); });
}

void Tour::finish() {
    m_missing.removeDuplicates();
    for (const QString& missing : m_missing)
        print(QStringLiteral("left out: ") + missing);
    const QString index = QDir(m_arguments.tour).filePath(QStringLiteral("index.html"));
    if (!writeText(index, indexPage(m_looks, m_taken).toUtf8()))
        ++m_failures;
    QTextStream(stdout) << QStringLiteral("%1 pictures, %2").arg(m_taken.size()).arg(index) << Qt::endl;
    m_ended(m_failures == 0 ? 0 : 1);
}

} // namespace luthier::studio

#pragma once

#include "arguments.h"

#include <shell/main_window.h>

#include <QProcess>
#include <QTemporaryDir>

#include <functional>
#include <vector>

namespace luthier::studio {

/// A theme, a language and a size that pictures are taken in.
struct Look {
    QString theme;
    QString language;
    QSize size;
    /// "light-ko-1024": part of the names of its pictures.
    QString name() const;
};

/// Both themes, both languages, 1440x900 and 1024x700; what the command line fixes is not varied.
std::vector<Look> looksOf(const Arguments& arguments);

/// One thing that is done before a picture, to a part with that objectName.
struct Deed {
    enum class Kind { Press, Tab, Menu, Trigger, Select };
    Kind kind;
    const char* part;
    int place = 0; ///< Tab, Select: which one
};

/// A picture: the page, and what is done there.
struct Stop {
    const char* name;
    const char* title;
    const char* page;
    std::vector<Deed> deeds = {};
    bool needsProject = true;
};
const std::vector<Stop>& stops();

/// Keeps a tour from what is the user's own: settings, list of projects, models. Before the application.
class PrivateState {
public:
    PrivateState();
    QString folder() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
};

/// Paints every page, tab, dialog and main state of the window into PNG files, and an index.html to leaf
/// through. Without a project it makes the sample, trains it for a few steps and compares the result. One
/// thread, the window's.
class Tour final : public QObject {
public:
    Tour(shell::MainWindow& window, const Arguments& arguments, const QString& workFolder,
         std::function<void(int)> ended);
    void start();

private:
    void makeProject();
    void trainBriefly();
    void talkBriefly();
    void engine(const QStringList& arguments, std::function<void()> then);
    void openProject(const QString& folder);
    void next();
    void perform(std::size_t deed);
    bool act(const Deed& deed);
    void takePicture();
    void leave();
    void finish();
    QString fileOf(const Stop& stop, const Look& look) const;

    shell::MainWindow& m_window;
    Arguments m_arguments;
    QString m_work;
    std::function<void(int)> m_ended;
    std::vector<Look> m_looks;
    std::size_t m_look = 0;
    std::size_t m_stop = 0;
    bool m_hasProject = false;
    QStringList m_missing; ///< stops whose control is not there
    QStringList m_taken;   ///< files, in their order
    int m_failures = 0;
    bridge::Request m_talk;
};

/// The page to leaf through pictures that lie beside it.
QString indexPage(const std::vector<Look>& looks, const QStringList& taken);

} // namespace luthier::studio

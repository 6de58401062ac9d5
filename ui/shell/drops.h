#pragma once

#include <widgets/page.h>

#include <QLabel>
#include <QStringList>

class QMimeData;

namespace luthier::shell {

/// What is dragged over the window.
struct Drop {
    enum class Kind { Nothing, Project, Model, Files };
    Kind kind = Kind::Nothing;
    QStringList paths; ///< one folder, or files of data
};

/// Looks at the folders and files of a drag: a folder is a project by its project.db, one with models by a
/// config.json in it or a level below, and else stands for the data files in it. Another program may promise
/// a list and never send it: Nothing.
Drop dropOf(const QMimeData& data);

/// Lies over the page while something is dragged and says what letting go will do.
class DropOverlay final : public QWidget {
public:
    explicit DropOverlay(QWidget* over);
    void announce(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_text;
};

} // namespace luthier::shell

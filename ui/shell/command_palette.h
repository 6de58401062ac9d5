#pragma once

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QDialog>
#include <QKeySequence>

#include <functional>
#include <vector>

class QLineEdit;
class QListWidget;

namespace luthier::shell {

/// Something that can be found by typing: an action, a project, a dataset, a run, a model, a setting.
struct Find {
    QString name; ///< the same at each opening: by it the last ones are remembered
    QString title;
    QString kind; ///< "dataset", "run 0002": said beside the title
    QKeySequence keys = {};
    QStringList words =
        {}; ///< that are looked through beside title and kind: the other language, other names
    std::function<void()> act;
};

/// How well what was typed means something: 0 not at all; a title that begins with it is better than one that
/// holds a word that does, and that better than a match anywhere. Every word typed has to be found.
int matchOf(const Find& find, const QString& typed);

/// Everything by its name (Ctrl+K): type, choose, Enter. What was taken last stands first.
class CommandPalette final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    /// `rowOf` gives what a number that is typed means, if anything.
    CommandPalette(QWidget* parent, std::vector<Find> finds, QStringList recent,
                   std::function<std::optional<Find>(qint64)> rowOf);

    /// What can be found is more, or other: models have been found meanwhile.
    void setFinds(std::vector<Find> finds);

Q_SIGNALS:
    void taken(const QString& name);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter();
    std::vector<const Find*> found(const QString& typed) const;
    void trigger();

    std::vector<Find> m_finds;
    QStringList m_recent;
    std::function<std::optional<Find>(qint64)> m_rowOf;
    std::optional<Find> m_row;
    std::vector<const Find*> m_shown;
    QLineEdit* m_search;
    QListWidget* m_list;
    QLabel* m_none;
};

} // namespace luthier::shell

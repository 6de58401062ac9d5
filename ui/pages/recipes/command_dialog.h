#pragma once

#include "recipe_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QDialog>

class QPlainTextEdit;

namespace luthier::recipes {

/// The command that does the same as Start, to copy; it reads the recipe from the file that it can be
/// exported to here.
class CommandDialog final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    CommandDialog(QWidget* parent, RecipePresenter& presenter, const QString& projectFolder);

    /// A word as a shell takes it.
    static QString quoted(const QString& word);

private:
    void sayCommand();
    void exportFile();

    RecipePresenter& m_presenter;
    QString m_project;
    QString m_file;
    QLabel* m_note;
    QPlainTextEdit* m_text;
};

} // namespace luthier::recipes

#pragma once

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QDialog>

class QLineEdit;

namespace luthier::home {

/// Asks for the name of a project and the folder it shall lie in. With a file it is the project of that file:
/// named after it, and saying that it will be imported.
class NewProjectDialog final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    NewProjectDialog(QWidget* parent, const QString& file);

Q_SIGNALS:
    void chosen(const QString& path, const QString& name);

private:
    void check();
    void browse();
    QString path() const;

    QLineEdit* m_name;
    QLineEdit* m_folder;
    QLabel* m_path;
    QPushButton* m_create;
};

} // namespace luthier::home

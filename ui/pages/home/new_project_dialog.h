#pragma once

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QDialog>

class QLineEdit;

namespace luthier::home {

/// Asks for the name of a project and the folder it shall lie in.
class NewProjectDialog final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    explicit NewProjectDialog(QWidget* parent);

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

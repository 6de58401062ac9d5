#include "new_project_dialog.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QStandardPaths>

namespace luthier::home {

using namespace widgets;

NewProjectDialog::NewProjectDialog(QWidget* parent, const QString& file) {
    setParent(parent, windowFlags());
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("newProjectDialog"));
    setMinimumWidth(measures::kDialogWidth);
    auto* whole = column(this, measures::kGap);
    whole->setContentsMargins(measures::kPagePadding, measures::kPagePadding, measures::kPagePadding,
                              measures::kPagePadding);
    QLabel* nameLabel = label(TextStyle::Table, QStringLiteral("muted"));
    QLabel* folderLabel = label(TextStyle::Table, QStringLiteral("muted"));
    QLabel* purpose = label(TextStyle::Body);
    purpose->setWordWrap(true);
    purpose->setVisible(!file.isEmpty());
    m_name = new QLineEdit(QFileInfo(file).completeBaseName());
    m_name->selectAll();
    m_name->setObjectName(QStringLiteral("projectName"));
    m_folder = new QLineEdit(QStandardPaths::writableLocation(QStandardPaths::HomeLocation));
    m_folder->setObjectName(QStringLiteral("projectFolder"));
    QPushButton* look = button(QStringLiteral("projectFolderBrowse"));
    m_path = label(TextStyle::Caption, QStringLiteral("muted"));
    m_path->setWordWrap(true);
    auto* place = row(measures::kGap);
    place->addWidget(m_folder, 1);
    place->addWidget(look);
    QPushButton* cancel = button(QStringLiteral("projectCancel"));
    m_create = button(QStringLiteral("projectCreate"), QStringLiteral("primary"));
    m_create->setDefault(true);
    auto* buttons = row(measures::kGap);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);
    whole->addWidget(purpose);
    whole->addWidget(nameLabel);
    whole->addWidget(m_name);
    whole->addWidget(folderLabel);
    whole->addLayout(place);
    whole->addWidget(m_path);
    whole->addSpacing(measures::kGap);
    whole->addLayout(buttons);
    nameLabel->setBuddy(m_name);
    folderLabel->setBuddy(m_folder);
    connect(m_name, &QLineEdit::textChanged, this, &NewProjectDialog::check);
    connect(m_folder, &QLineEdit::textChanged, this, &NewProjectDialog::check);
    connect(look, &QPushButton::clicked, this, &NewProjectDialog::browse);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_create, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(path(), m_name->text().trimmed());
        accept();
    });
    speak([=, this] {
        setWindowTitle(tr("New project"));
        purpose->setText(tr("%1 needs a project to be imported into.").arg(QFileInfo(file).fileName()));
        nameLabel->setText(tr("Name"));
        folderLabel->setText(tr("Where"));
        m_name->setAccessibleName(tr("Name of the project"));
        m_folder->setAccessibleName(tr("Folder that will hold the project"));
        look->setText(tr("Choose…"));
        cancel->setText(tr("Cancel"));
        m_create->setText(tr("Create project"));
        check();
    });
}

QString NewProjectDialog::path() const {
    QString folder = m_name->text().trimmed();
    folder.replace(QRegularExpression(QStringLiteral("[/\\\\:*?\"<>|\\x00-\\x1f]")), QStringLiteral("-"));
    return QDir(m_folder->text()).filePath(folder + QStringLiteral(".luthier"));
}

void NewProjectDialog::check() {
    const bool named = !m_name->text().trimmed().isEmpty();
    const bool placed = QDir(m_folder->text()).exists();
    const bool free = !QDir(path()).exists();
    m_create->setEnabled(named && placed && free);
    m_path->setText(!placed          ? tr("This folder does not exist.")
                    : named && !free ? tr("%1 already exists. Choose another name.").arg(path())
                    : named          ? path()
                                     : tr("The project is one folder in there."));
}

void NewProjectDialog::browse() {
    auto* dialog = new QFileDialog(this, tr("Choose a folder"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    dialog->open();
}

} // namespace luthier::home

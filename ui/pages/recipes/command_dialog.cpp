#include "command_dialog.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>

namespace luthier::recipes {

using namespace widgets;

CommandDialog::CommandDialog(QWidget* parent, RecipePresenter& presenter, const QString& projectFolder)
    : m_presenter(presenter)
    , m_project(projectFolder)
    , m_file(presenter.name() + QStringLiteral(".json")) {
    setParent(parent, Qt::Dialog);
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("commandDialog"));
    setMinimumWidth(measures::kPaletteWidth);
    auto* whole = column(this, measures::kGapDense);
    whole->setContentsMargins(measures::kPagePadding, measures::kGapCard, measures::kPagePadding,
                              measures::kGapCard);
    m_note = label(TextStyle::Body, QStringLiteral("muted"));
    m_note->setWordWrap(true);
    m_text = new QPlainTextEdit;
    m_text->setObjectName(QStringLiteral("commandText"));
    m_text->setReadOnly(true);
    m_text->setFont(fontOf(TextStyle::Mono));
    m_text->setMaximumHeight(measures::kBenchHeight);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    QPushButton* write = button(QStringLiteral("commandExport"), {}, QStringLiteral("export"));
    QPushButton* copy = button(QStringLiteral("commandCopy"), QStringLiteral("primary"));
    QPushButton* leave = button(QStringLiteral("commandClose"));
    whole->addWidget(m_note);
    whole->addWidget(m_text);
    auto* line = row(measures::kGap);
    line->addWidget(write);
    line->addStretch(1);
    line->addWidget(leave);
    line->addWidget(copy);
    whole->addLayout(line);
    connect(write, &QPushButton::clicked, this, &CommandDialog::exportFile);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(leave, &QPushButton::clicked, this, &QDialog::close);
    connect(&presenter, &RecipePresenter::exported, this, [this](const QString& file) {
        m_file = file;
        sayCommand();
    });
    speak([=, this] {
        setWindowTitle(tr("The command"));
        m_note->setText(tr("This does the same as Start, without the window. It reads the recipe from a "
                           "file: export it first."));
        m_text->setAccessibleName(tr("The command"));
        write->setText(tr("Export JSON…"));
        copy->setText(tr("Copy"));
        leave->setText(tr("Close"));
        sayCommand();
    });
}

QString CommandDialog::quoted(const QString& word) {
    for (const QChar letter : word)
        if (!letter.isLetterOrNumber() && !QStringLiteral("/._-+:@").contains(letter))
            return u'\'' + QString(word).replace(u'\'', QStringLiteral("'\\''")) + u'\'';
    return word;
}

void CommandDialog::sayCommand() {
    m_text->setPlainText(QStringLiteral("luthier-engine train %1 --recipe %2 --name %3")
                             .arg(quoted(m_project), quoted(m_file), quoted(m_presenter.name())));
}

void CommandDialog::exportFile() {
    auto* dialog = new QFileDialog(this, tr("Export the recipe"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->selectFile(m_presenter.name() + QStringLiteral(".json"));
    connect(dialog, &QFileDialog::fileSelected, &m_presenter, &RecipePresenter::exportFile);
    dialog->open();
}

} // namespace luthier::recipes

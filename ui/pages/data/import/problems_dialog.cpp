#include "problems_dialog.h"

#include "problem_table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>

namespace luthier::data {

using namespace widgets;

ProblemsDialog::ProblemsDialog(QWidget* parent, DataPresenter& presenter)
    : Speaking(parent)
    , m_presenter(presenter) {
    auto* lines = modalColumn(this, QStringLiteral("problemsDialog"), measures::kGapDense);
    m_title = label(TextStyle::CardTitle);
    m_note = label(TextStyle::Body, QStringLiteral("muted"));
    m_note->setObjectName(QStringLiteral("problemsNote"));
    m_note->setWordWrap(true);
    QFrame* around = frame(QStringLiteral("card"));
    auto* inside = column(around, 0);
    inside->setContentsMargins(measures::kLine, measures::kLine, measures::kLine, measures::kLine);
    m_table = new ProblemTable(QStringLiteral("problemTable"));
    inside->addWidget(m_table);
    auto* buttons = row(measures::kGap);
    m_copy = button(QStringLiteral("problemsCopy"));
    m_close = button(QStringLiteral("problemsClose"), QStringLiteral("primary"));
    m_close->setDefault(true);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    lines->addWidget(m_title);
    lines->addWidget(m_note);
    lines->addWidget(around, 1);
    lines->addLayout(buttons);
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_table->text()); });
    connect(&presenter, &DataPresenter::problemsChanged, this, [this] {
        m_table->show(m_presenter.problems());
        say();
    });
    resize(measures::kWindowLeastWidth - 2 * measures::kPagePadding, measures::kPaletteHeight);
    speak([this] { say(); });
    presenter.askProblems();
}

void ProblemsDialog::say() {
    const auto shown = static_cast<qint64>(m_presenter.problems().size());
    m_title->setText(tr("Skipped rows"));
    setWindowTitle(m_title->text());
    m_note->setText(shown > 0 && shown < m_presenter.rejected()
                        ? tr("They stay in their file. Shown are the first %1 of %2.")
                              .arg(numberText(shown), numberText(m_presenter.rejected()))
                        : tr("They stay in their file: correct them there and import it again."));
    m_copy->setText(tr("Copy the list"));
    m_copy->setEnabled(shown > 0);
    m_close->setText(tr("Close"));
}

} // namespace luthier::data

#include "problem_table.h"

#include <bridge/sentences.h>
#include <widgets/figures.h>
#include <widgets/table.h>

#include <QHBoxLayout>
#include <QHeaderView>

#include <algorithm>

namespace luthier::data {

using namespace widgets;

namespace {

enum Column { kLineNumber, kByte, kReason, kBeginning, kColumns };
/// So many rows are in sight before the table scrolls.
constexpr int kRowsInSight = 4;

} // namespace

ProblemTable::ProblemTable(const QString& name) {
    setObjectName(name);
    dressTable(this, measures::kTableRow);
    setColumnCount(kColumns);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::SingleSelection);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setStretchLastSection(true);
    speak([this] {
        setAccessibleName(tr("Rows that cannot be read"));
        setHorizontalHeaderLabels({tr("Line"), tr("Byte"), tr("Reason"), tr("How the row begins")});
        fill();
    });
}

void ProblemTable::show(std::vector<dataset::ImportProblem> problems) {
    m_problems = std::move(problems);
    fill();
}

void ProblemTable::fill() {
    constexpr auto kRight = Qt::AlignRight | Qt::AlignVCenter;
    setRowCount(static_cast<int>(m_problems.size()));
    for (int r = 0; r < rowCount(); ++r) {
        const dataset::ImportProblem& problem = m_problems[static_cast<std::size_t>(r)];
        setItem(r, kLineNumber, cell(numberText(problem.line), kRight));
        setItem(r, kByte, cell(numberText(problem.byte), kRight));
        setItem(r, kReason, cell(bridge::sentence(problem.code, problem.parameters)));
        QTableWidgetItem* beginning = cell(QString::fromStdString(problem.excerpt).simplified());
        beginning->setFont(fontOf(TextStyle::Mono));
        beginning->setForeground(currentPalette().text2);
        beginning->setToolTip(beginning->text());
        setItem(r, kBeginning, beginning);
    }
    for (const Column column : {kLineNumber, kByte})
        if (auto* head = horizontalHeaderItem(column))
            head->setTextAlignment(kRight);
}

QString ProblemTable::text() const {
    QString lines;
    for (const dataset::ImportProblem& problem : m_problems)
        lines += QStringLiteral("%1\t%2\t%3\t%4\n")
                     .arg(problem.line)
                     .arg(problem.byte)
                     .arg(bridge::sentence(problem.code, problem.parameters),
                          QString::fromStdString(problem.excerpt).simplified());
    return lines;
}

ProblemsCard::ProblemsCard() {
    setObjectName(QStringLiteral("importProblems"));
    setProperty("kind", QStringLiteral("card"));
    auto* whole = column(this, 0);
    whole->setContentsMargins(measures::kLine, measures::kLine, measures::kLine, measures::kLine);
    auto* head = row(measures::kGap);
    head->setContentsMargins(measures::kCardPadding, measures::kGap, measures::kCardPadding, measures::kGap);
    m_title = label(TextStyle::BodyStrong);
    m_title->setObjectName(QStringLiteral("importProblemsTitle"));
    m_note = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    head->addWidget(new IconLabel(QStringLiteral("error"), IconTone::Bad, measures::kIconSmall));
    head->addWidget(m_title);
    head->addWidget(m_note, 1);
    m_table = new ProblemTable(QStringLiteral("importProblemTable"));
    whole->addLayout(head);
    whole->addWidget(separator());
    whole->addWidget(m_table);
    hide();
    speak([this] { say(); });
}

void ProblemsCard::say() {
    m_title->setText(
        tr("%1 of the first rows cannot be read", nullptr, pluralOf(m_all)).arg(numberText(m_all)));
    m_note->setFullText(tr("They stay in the file; the rest is imported, and the list is kept with it."));
}

void ProblemsCard::show(std::vector<dataset::ImportProblem> problems, qint64 all) {
    m_all = all;
    const int rows = std::min(static_cast<int>(problems.size()), kRowsInSight);
    m_table->show(std::move(problems));
    m_table->setFixedHeight(measures::kTableHead + rows * measures::kTableRow + measures::kStroke);
    say();
    setVisible(rows > 0);
}

} // namespace luthier::data

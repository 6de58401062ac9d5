#include "rule_panel.h"

#include "finding_delegate.h"

#include <bridge/sentences.h>
#include <widgets/figures.h>
#include <widgets/table.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableWidget>

namespace luthier::data {

using namespace widgets;

namespace {

enum Column { kRow, kField, kText, kFix, kColumns };

} // namespace

RulePanel::RulePanel(DataPresenter& rows, CleaningPresenter& presenter)
    : m_data(rows)
    , m_presenter(presenter) {
    setObjectName(QStringLiteral("rulePanel"));
    setProperty("kind", QStringLiteral("card"));
    auto* whole = column(this, 0);
    auto* head = new QWidget;
    auto* line = row(head, measures::kGap);
    line->setContentsMargins(measures::kCardPadding, measures::kGapSmall, measures::kGapDense,
                             measures::kGapSmall);
    auto* names = column(nullptr, 0);
    m_title = new ElidedLabel(TextStyle::BodyStrong);
    m_title->setObjectName(QStringLiteral("ruleTitle"));
    m_counts = label(TextStyle::Caption, QStringLiteral("muted"));
    m_counts->setObjectName(QStringLiteral("ruleCounts"));
    names->addWidget(m_title);
    names->addWidget(m_counts);
    m_show = button(QStringLiteral("showFoundRows"));
    m_fix = button(QStringLiteral("fixRule"), QStringLiteral("primary"));
    line->addLayout(names, 1);
    line->addWidget(m_show);
    line->addWidget(m_fix);
    whole->addWidget(head);
    whole->addWidget(separator());
    m_remark = label(TextStyle::Body, QStringLiteral("muted"));
    m_remark->setWordWrap(true);
    m_remark->setContentsMargins(measures::kCardPadding, measures::kCardPadding, measures::kCardPadding,
                                 measures::kCardPadding);
    whole->addWidget(m_remark);
    m_table = smallTable(QStringLiteral("findingsTable"), kColumns, measures::kFindingRow);
    m_table->setItemDelegateForColumn(kText, new FindingDelegate(m_table));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setSectionResizeMode(kText, QHeaderView::Stretch);
    m_table->setColumnWidth(kRow, measures::kColumnRow);
    m_table->setColumnWidth(kField, measures::kColumnShort);
    m_table->setColumnWidth(kFix, measures::kColumnShort);
    whole->addWidget(m_table, 1);
    m_shown = label(TextStyle::Caption, QStringLiteral("muted"));
    m_shown->setContentsMargins(measures::kCardPadding, measures::kGap, measures::kCardPadding,
                                measures::kGap);
    whole->addWidget(m_shown);
    whole->addStretch();
    connect(m_show, &QPushButton::clicked, this, [this] { m_presenter.showInTable(m_rule); });
    connect(m_fix, &QPushButton::clicked, this, [this] { m_presenter.fix(m_rule); });
    connect(m_table, &QTableWidget::itemActivated, this, [this](const QTableWidgetItem* item) {
        Q_EMIT rowWanted(RowId{m_table->item(item->row(), kRow)->data(Qt::UserRole).toLongLong()});
    });
    connect(&presenter, &CleaningPresenter::changed, this, &RulePanel::refresh);
    connect(&rows, &DataPresenter::datasetChanged, this, &RulePanel::refresh);
    speak([this] {
        m_show->setText(tr("Show in table"));
        m_show->setToolTip(tr("Show only these rows under Browse"));
        m_table->setHorizontalHeaderLabels({tr("Row"), tr("Field"), tr("Found"), tr("Becomes")});
        m_table->setAccessibleName(tr("Rows with findings"));
        m_filled.clear();
        refresh();
    });
}

void RulePanel::show(const QString& rule) {
    m_rule = rule;
    refresh();
}

void RulePanel::refresh() {
    const RuleFindings* findings = m_presenter.findingsOf(m_rule);
    m_title->setFullText(m_rule.isEmpty() ? QString() : bridge::sentence("rule." + m_rule.toStdString(), {}));
    const qint64 rows = findings ? findings->rows : 0;
    const qint64 fixable = findings ? findings->fixable : 0;
    m_counts->setVisible(rows > 0);
    m_counts->setText(!findings ? QString()
                      : rows == findings->findings
                          ? tr("%1 rows", nullptr, pluralOf(rows)).arg(numberText(rows))
                          : tr("%1 rows", nullptr, pluralOf(rows)).arg(numberText(rows)) +
                                QStringLiteral(" · ") +
                                tr("%1 findings", nullptr, pluralOf(findings->findings))
                                    .arg(numberText(findings->findings)));
    m_show->setVisible(rows > 0);
    m_fix->setVisible(fixable > 0);
    m_fix->setText(tr("Fix %1").arg(numberText(fixable)));
    m_fix->setToolTip(tr("Applies the safe replacements as one change; Undo reverts it"));
    m_fix->setEnabled(m_data.isWritable() && m_presenter.isCurrent() &&
                      m_presenter.state() == CleaningPresenter::State::Idle);
    m_table->setVisible(rows > 0);
    m_remark->setVisible(rows == 0);
    m_remark->setText(findings                                                     ? tr("Nothing found.")
                      : m_presenter.state() == CleaningPresenter::State::Searching ? tr("Searching…")
                                                                                   : tr("Not searched yet."));
    const auto shown = findings ? static_cast<qint64>(findings->examples.size()) : 0;
    m_shown->setVisible(rows > shown);
    m_shown->setText(tr("The first %1 of %2 rows are listed. Show in table shows all of them.")
                         .arg(numberText(shown), numberText(rows)));
    if (findings)
        fill(*findings);
    else
        m_filled.clear();
}

void RulePanel::fill(const RuleFindings& findings) {
    const QString key = m_rule + u'/' + QString::fromStdString(m_presenter.report()->version);
    if (key == m_filled)
        return;
    m_filled = key;
    m_table->setRowCount(static_cast<int>(findings.examples.size()));
    bool fixes = false;
    for (int i = 0; i < m_table->rowCount(); ++i) {
        addPlace(i, findings.examples[static_cast<std::size_t>(i)]);
        fixes = fixes || findings.examples[static_cast<std::size_t>(i)].fix;
    }
    m_table->setColumnHidden(kFix, !fixes);
    m_table->scrollToTop();
    if (m_table->rowCount() > 0)
        m_table->setCurrentCell(0, kRow);
}

void RulePanel::addPlace(int row, const FoundPlace& place) {
    const QString why = bridge::sentence(place.why, place.parameters);
    const QString found = visibleText(place.text);
    auto* number = cell(numberText(place.row.value));
    number->setData(Qt::UserRole, qlonglong{place.row.value});
    auto* text = cell(QString());
    text->setData(FindingDelegate::BeforeRole, visibleText(place.before));
    text->setData(FindingDelegate::FoundRole, found);
    text->setData(FindingDelegate::AfterRole, visibleText(place.after));
    text->setData(FindingDelegate::WhyRole, why);
    text->setData(Qt::AccessibleTextRole,
                  QStringList{visibleText(place.before) + found + visibleText(place.after), why}.join(
                      QStringLiteral(". ")));
    text->setToolTip(why);
    const QString fix = !place.fix             ? QString()
                        : place.fix->isEmpty() ? tr("removed")
                                               : visibleText(*place.fix);
    auto* becomes = cell(fix);
    becomes->setToolTip(fix);
    auto* field = cell(place.field);
    field->setToolTip(place.field);
    m_table->setItem(row, kRow, number);
    m_table->setItem(row, kField, field);
    m_table->setItem(row, kText, text);
    m_table->setItem(row, kFix, becomes);
}

} // namespace luthier::data

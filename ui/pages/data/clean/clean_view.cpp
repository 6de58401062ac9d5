#include "clean_view.h"

#include "duplicates_view.h"
#include "rule_panel.h"

#include <bridge/sentences.h>
#include <widgets/figures.h>
#include <widgets/table.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QProgressBar>
#include <QTableWidget>

#include <algorithm>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr int kPermille = 1000;
const QString kDuplicatesKey = QStringLiteral("duplicates");

enum Column { kName, kCount, kColumns };

} // namespace

CleanView::CleanView(DataPresenter& rows, CleaningPresenter& cleaning, DuplicatesPresenter& duplicates)
    : m_data(rows)
    , m_cleaning(cleaning)
    , m_duplicates(duplicates) {
    setObjectName(QStringLiteral("cleanView"));
    auto* whole = column(this, measures::kGapDense);
    whole->setContentsMargins(measures::kPagePadding, measures::kGapDense, measures::kPagePadding,
                              measures::kPagePadding);
    whole->addWidget(makeBar());
    whole->addWidget(makeDone());
    auto* columns = row(measures::kGapDense);
    columns->addWidget(makeList());
    m_right = new PageStack;
    m_rule = new RulePanel(rows, cleaning);
    m_review = new DuplicatesView(rows, duplicates);
    m_right->addWidget(m_rule);
    m_right->addWidget(m_review);
    columns->addWidget(m_right, 1);
    whole->addLayout(columns, 1);
    connect(&cleaning, &CleaningPresenter::changed, this, &CleanView::refresh);
    connect(&cleaning, &CleaningPresenter::progressed, this, &CleanView::showProgress);
    connect(&duplicates, &DuplicatesPresenter::changed, this, &CleanView::refresh);
    connect(&duplicates, &DuplicatesPresenter::progressed, this, &CleanView::showProgress);
    connect(m_rule, &RulePanel::rowWanted, this, [this](RowId row) {
        m_data.showRow(row);
        Q_EMIT m_cleaning.rowsWanted();
    });
    speak([this] {
        m_preset->setTexts({tr("Instruction data"), tr("Web prose")});
        m_cancel->setText(tr("Cancel"));
        m_search->setText(tr("Search again"));
        m_list->setAccessibleName(tr("What to look for"));
        refresh();
    });
}

void CleanView::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_cleaning.setWatching(bridge::Watching::Yes);
}

void CleanView::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_cleaning.setWatching(bridge::Watching::No);
}

void CleanView::changeEvent(QEvent* event) {
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh(); // headings carry their colour
}

void CleanView::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    const bool narrow = window()->width() < measures::kDrawerBelow;
    m_listCard->setFixedWidth(narrow ? measures::kFacetsWidth : measures::kPromptsWidth);
}

QWidget* CleanView::makeBar() {
    auto* bar = new QWidget;
    auto* line = row(bar, measures::kGapDense);
    m_preset =
        new Segments(QStringLiteral("cleanPreset"), {QStringLiteral("instruction"), QStringLiteral("web")});
    m_summary = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_summary->setObjectName(QStringLiteral("cleanSummary"));
    m_bar = new QProgressBar;
    m_bar->setObjectName(QStringLiteral("cleanProgress"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(measures::kProgressWidth);
    m_cancel = button(QStringLiteral("cancelClean"));
    m_search = button(QStringLiteral("searchAgain"));
    m_fixAll = button(QStringLiteral("fixAll"), QStringLiteral("primary"), QStringLiteral("clean"));
    line->addWidget(m_preset);
    line->addWidget(m_summary, 1);
    line->addWidget(m_bar);
    line->addWidget(m_cancel);
    line->addWidget(m_search);
    line->addWidget(m_fixAll);
    connect(m_preset, &Segments::chosen, this, [this](const QString& key) { m_cleaning.setPreset(key); });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cleaning.cancel();
        m_duplicates.cancel();
    });
    connect(m_search, &QPushButton::clicked, this, [this] {
        m_cleaning.search();
        if (m_chosen == kDuplicatesKey)
            m_duplicates.search();
    });
    connect(m_fixAll, &QPushButton::clicked, &m_cleaning, &CleaningPresenter::fixAll);
    return bar;
}

/// What the last change did, with the way back.
QWidget* CleanView::makeDone() {
    m_done = frame(QStringLiteral("card"));
    m_done->setObjectName(QStringLiteral("cleanDone"));
    auto* line = row(m_done, measures::kGapDense);
    line->setContentsMargins(measures::kCardPadding, measures::kGapSmall, measures::kCardPadding,
                             measures::kGapSmall);
    m_doneText = label(TextStyle::Body);
    m_doneText->setObjectName(QStringLiteral("cleanDoneText"));
    QPushButton* undo = button(QStringLiteral("undoClean"), QStringLiteral("quiet"), QStringLiteral("undo"));
    line->addWidget(new IconLabel(QStringLiteral("check"), IconTone::Good, measures::kIconSmall));
    line->addWidget(m_doneText, 1);
    line->addWidget(undo);
    connect(undo, &QPushButton::clicked, this, [this] {
        if (m_duplicates.lastRemoval())
            m_duplicates.undo();
        else
            m_cleaning.undo();
    });
    speak([undo] { undo->setText(tr("Undo")); });
    return m_done;
}

QWidget* CleanView::makeList() {
    QFrame* made = frame(QStringLiteral("card"));
    m_listCard = made;
    auto* whole = column(made, 0);
    whole->setContentsMargins(measures::kLine, measures::kGapSmall, measures::kLine, measures::kGapSmall);
    m_list = smallTable(QStringLiteral("cleanList"), kColumns, measures::kTableRow);
    m_list->horizontalHeader()->hide();
    m_list->horizontalHeader()->setSectionResizeMode(kName, QHeaderView::Stretch);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    whole->addWidget(m_list, 1);
    connect(m_list, &QTableWidget::currentCellChanged, this, [this](int now) {
        const auto* item = m_filling || now < 0 ? nullptr : m_list->item(now, kName);
        if (item)
            choose(item->data(Qt::UserRole).toString());
    });
    return made;
}

bool CleanView::isBusy() const {
    return m_cleaning.state() != CleaningPresenter::State::Idle ||
           m_duplicates.state() != DuplicatesPresenter::State::Idle;
}

void CleanView::refresh() {
    if (!m_list)
        return;
    m_preset->choose(m_cleaning.preset());
    showBar();
    showDone();
    showList();
}

void CleanView::showBar() {
    const bool busy = isBusy();
    const CleaningFacts* facts = m_cleaning.report();
    m_bar->setVisible(busy);
    m_cancel->setVisible(busy);
    const bool old = m_data.current() && !m_cleaning.isCurrent();
    m_search->setVisible(!busy && old);
    const qint64 fixable = facts ? facts->fixable() : 0;
    m_fixAll->setVisible(fixable > 0);
    m_fixAll->setText(tr("Fix all %1").arg(numberText(fixable)));
    m_fixAll->setToolTip(tr("Applies every safe replacement as one change; Undo reverts it"));
    m_fixAll->setEnabled(m_data.isWritable() && m_cleaning.isCurrent() &&
                         m_cleaning.state() == CleaningPresenter::State::Idle);
    showProgress();
}

QString CleanView::progressText() const {
    const bool duplicates = m_cleaning.state() == CleaningPresenter::State::Idle;
    const auto& progress = duplicates ? m_duplicates.progress() : m_cleaning.progress();
    const QString what = duplicates ? m_duplicates.state() == DuplicatesPresenter::State::Removing
                                          ? tr("Removing duplicates")
                                          : tr("Looking for duplicates")
                         : m_cleaning.state() == CleaningPresenter::State::Fixing ? tr("Fixing")
                                                                                  : tr("Searching");
    if (progress.total <= 0)
        return what + u'…';
    return tr("%1: %2 of %3").arg(what, numberText(progress.done), numberText(progress.total));
}

void CleanView::showProgress() {
    const CleaningFacts* facts = m_cleaning.report();
    if (isBusy()) {
        const auto& progress = m_cleaning.state() == CleaningPresenter::State::Idle ? m_duplicates.progress()
                                                                                    : m_cleaning.progress();
        m_bar->setRange(0, progress.total > 0 ? kPermille : 0);
        m_bar->setValue(progress.total > 0 ? static_cast<int>(std::min(progress.done, progress.total) *
                                                              kPermille / progress.total)
                                           : 0);
        m_bar->setAccessibleName(progressText());
        m_summary->setFullText(progressText());
        return;
    }
    const auto rules = facts ? static_cast<qint64>(facts->rules.size()) : 0;
    m_summary->setFullText(
        !facts ? QString()
        : !m_cleaning.isCurrent()
            ? tr("The rows have changed since this search.")
            : tr("%1 rows searched by %2 rules").arg(numberText(facts->rows), numberText(rules)));
}

void CleanView::showDone() {
    const auto& removed = m_duplicates.lastRemoval();
    const auto& fixed = m_cleaning.lastFix();
    m_done->setVisible(removed || fixed);
    if (removed) {
        m_doneText->setText(
            tr("%1 duplicates removed.", nullptr, pluralOf(*removed)).arg(numberText(*removed)));
    } else if (fixed) {
        QStringList parts{
            tr("%1 findings fixed", nullptr, pluralOf(fixed->findings)).arg(numberText(fixed->findings)),
            tr("%1 rows changed", nullptr, pluralOf(fixed->rows)).arg(numberText(fixed->rows))};
        if (fixed->left > 0)
            parts << tr("%1 need your decision", nullptr, pluralOf(fixed->left)).arg(numberText(fixed->left));
        m_doneText->setText(parts.join(QStringLiteral(" · ")));
    }
}

void CleanView::addHeading(const QString& text) {
    const int row = m_list->rowCount();
    m_list->insertRow(row);
    auto* name = cell(text);
    name->setFlags(Qt::NoItemFlags);
    name->setFont(fontOf(TextStyle::Caption));
    name->setForeground(currentPalette().text2);
    m_list->setItem(row, kName, name);
    m_list->setSpan(row, kName, 1, kColumns);
}

void CleanView::addEntry(const QString& key, const QString& text, const QString& count) {
    const int row = m_list->rowCount();
    m_list->insertRow(row);
    auto* name = cell(text);
    name->setData(Qt::UserRole, key);
    name->setToolTip(text);
    name->setData(Qt::AccessibleTextRole, count.isEmpty() ? text : text + QStringLiteral(", ") + count);
    m_list->setItem(row, kName, name);
    m_list->setItem(row, kCount, cell(count, Qt::AlignRight | Qt::AlignVCenter));
    if (key == m_chosen)
        m_list->setCurrentCell(row, kName);
}

void CleanView::showList() {
    m_filling = true;
    const CleaningFacts* facts = m_cleaning.report();
    std::vector<const RuleFindings*> found, others;
    if (facts)
        for (const RuleFindings& rule : facts->rules)
            (rule.rows > 0 ? found : others).push_back(&rule);
    std::ranges::stable_sort(found, std::ranges::greater{}, &RuleFindings::rows);
    if (m_chosen.isEmpty() || (facts && m_chosen != kDuplicatesKey && !m_cleaning.findingsOf(m_chosen)))
        m_chosen = !found.empty() ? found.front()->rule : facts ? kDuplicatesKey : QString();
    m_list->clearSpans();
    m_list->setRowCount(0);
    const DuplicateFacts* duplicates = m_duplicates.report();
    addHeading(tr("Rows"));
    addEntry(kDuplicatesKey, tr("Duplicates"), duplicates ? numberText(duplicates->duplicates) : QString());
    if (!found.empty())
        addHeading(tr("Found by rules"));
    const auto nameOf = [](const RuleFindings* rule) {
        return bridge::sentence("rule." + rule->rule.toStdString(), {});
    };
    for (const RuleFindings* rule : found)
        addEntry(rule->rule, nameOf(rule), numberText(rule->rows));
    if (!others.empty())
        addHeading(tr("Nothing found"));
    for (const RuleFindings* rule : others)
        addEntry(rule->rule, nameOf(rule), QStringLiteral("0"));
    m_filling = false;
    choose(m_chosen);
}

void CleanView::choose(const QString& key) {
    m_chosen = key;
    m_right->setCurrentWidget(key == kDuplicatesKey ? static_cast<QWidget*>(m_review) : m_rule);
    if (key != kDuplicatesKey)
        m_rule->show(key);
}

} // namespace luthier::data
